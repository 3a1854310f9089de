"""The plan: its state as a document, governance, phases, areas, priorities, outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ledger.events import plan as e
from ledger.events.event import Role
from ledger.values import Day
from ledger.vocabulary import FindingCategory, MappingKind, PhaseStatus, PlanStatus
from projections.kinds import Field, Getter, Kind, Member, Members, named, occurrence, of, told

VERSIONED: Final = (
    e.PlanApproved,
    e.PlanPublished,
    e.PlanSubmitted,
    e.PlanAccepted,
    e.PlanRefreshed,
)


def _mapped(*kinds: MappingKind) -> Members:
    def members(event: e.MappingChanged, _event_key: str) -> Iterable[Member]:
        return (Member(event.subject, event, opens=False),) if event.kind in kinds else ()

    return members


def _joined(kind: MappingKind) -> Getter:
    def get(event: e.MappingChanged) -> dict[str, bool]:
        if event.kind is not kind:
            return {}
        return {**dict.fromkeys(event.removes, False), **dict.fromkeys(event.adds, True)}

    return get


PLAN: Final = Kind(
    name="plan",
    type_name="Plan",
    plural="plans",
    stream="plan",
    description="An improvement plan.",
    opens=frozenset({e.PlanDrafted, e.PlanPublished}),
    fields=(
        Field(
            "title",
            str,
            "What the plan is called.",
            {e.PlanDrafted: of("title"), e.PlanPublished: of("title")},
        ),
        Field("summary", str, "What the plan is.", {e.PlanDrafted: of("summary")}),
        Field(
            "status",
            PlanStatus,
            "What last happened to the plan as a document.",
            {
                e.PlanDrafted: PlanStatus.DRAFTED,
                e.PlanApproved: PlanStatus.APPROVED,
                e.PlanPublished: PlanStatus.PUBLISHED,
                e.PlanSubmitted: PlanStatus.SUBMITTED,
                e.PlanReturned: PlanStatus.RETURNED,
                e.PlanAccepted: PlanStatus.ACCEPTED,
                e.PlanRefreshed: PlanStatus.REFRESHED,
                e.PlanClosed: PlanStatus.CLOSED,
            },
        ),
        Field(
            "planVersion",
            str,
            "The version last approved, published, submitted, accepted or refreshed.",
            dict.fromkeys(VERSIONED, of("plan_version")),
        ),
        Field(
            "governingBody",
            str,
            "Key of the body that governs the improvement.",
            {e.GovernanceTransferred: of("to_body")},
        ),
        Field("published", bool, "Whether the public has it.", {e.PlanPublished: True}),
        Field("uri", str, "Where it is published.", {e.PlanPublished: of("uri")}),
        Field("submitted", bool, "Whether it was submitted.", {e.PlanSubmitted: True}),
        Field(
            "submittedTo",
            Role,
            "The role to which it was submitted.",
            {e.PlanSubmitted: of("to_role")},
        ),
        Field("acceptedBy", Role, "Who accepted it.", {e.PlanAccepted: of("accepted_by")}),
        Field("returnedReason", str, "Why it was sent back.", {e.PlanReturned: of("reason")}),
        Field(
            "resubmitBy", Day, "When it is to be sent again.", {e.PlanReturned: of("resubmit_by")}
        ),
        Field(
            "approvedResolution",
            str,
            "The resolution that approved it.",
            {e.PlanApproved: of("resolution")},
        ),
        Field(
            "approvedBody", str, "Key of the body that approved it.", {e.PlanApproved: of("body")}
        ),
        Field(
            "outcomesCount",
            int,
            "How many outcomes it has, as stated.",
            {e.PlanApproved: of("outcomes_count")},
        ),
        Field(
            "updateRole",
            Role,
            "The role to which authority to update the plan is delegated.",
            {e.UpdateAuthorityDelegated: of("to_role")},
        ),
        Field(
            "consultingRole",
            Role,
            "The role that must be consulted about an update.",
            {e.UpdateAuthorityDelegated: of("consulting_role")},
        ),
        Field("closedReason", str, "Why it ended.", {e.PlanClosed: of("reason")}),
    ),
)

REFRESH: Final = Kind(
    name="refresh",
    type_name="Refresh",
    plural="refreshes",
    stream="plan",
    parent="plan",
    description="A change of the plan as a document.",
    members={e.PlanRefreshed: occurrence},
    fields=(
        Field("drivers", tuple[str, ...], "What led to it.", {e.PlanRefreshed: of("drivers")}),
        Field(
            "authority",
            str,
            "The authority under which it was made.",
            {e.PlanRefreshed: of("authority")},
        ),
        Field("refreshedBy", Role, "Who changed it.", {e.PlanRefreshed: of("refreshed_by")}),
    ),
)

PHASE: Final = Kind(
    name="phase",
    type_name="Phase",
    plural="phases",
    stream="plan",
    parent="plan",
    description="A phase of the improvement work.",
    members={e.PhaseStarted: named("phase"), e.PhaseEnded: told("phase")},
    fields=(
        Field("title", str, "What it is called.", {e.PhaseStarted: of("title")}),
        Field("focus", str, "What it concentrates on.", {e.PhaseStarted: of("focus")}),
        Field(
            "status",
            PhaseStatus,
            "Whether it is still going on.",
            {e.PhaseStarted: PhaseStatus.CURRENT, e.PhaseEnded: PhaseStatus.ENDED},
        ),
        Field("closing", str, "What was said at its end.", {e.PhaseEnded: of("summary")}),
    ),
)

AREA: Final = Kind(
    name="area",
    type_name="Area",
    plural="areas",
    stream="plan",
    parent="plan",
    description="An area for improvement.",
    members={
        e.AreaIdentified: named("area"),
        e.AreaProgressJudged: told("area"),
        e.MappingChanged: _mapped(MappingKind.AREA_TO_PRIORITY, MappingKind.AREA_TO_OUTCOME),
    },
    fields=(
        Field("title", str, "What it is called.", {e.AreaIdentified: of("title")}),
        Field("summary", str, "What it is about.", {e.AreaIdentified: of("summary")}),
        Field("verbatim", str, "Word for word.", {e.AreaIdentified: of("verbatim")}),
        Field("identifiedBy", Role, "Who named it.", {e.AreaIdentified: of("identified_by")}),
        Field(
            "judgement",
            FindingCategory,
            "How its progress was last judged.",
            {e.AreaProgressJudged: of("judgement")},
        ),
        Field("judgedBy", Role, "Who last judged it.", {e.AreaProgressJudged: of("judged_by")}),
        Field(
            "judgementSummary",
            str,
            "What the last judgement says.",
            {e.AreaProgressJudged: of("summary")},
        ),
        Field(
            "priorities",
            str,
            "Keys of the priorities it belongs to.",
            {e.MappingChanged: _joined(MappingKind.AREA_TO_PRIORITY)},
            collection=True,
        ),
        Field(
            "outcomes",
            str,
            "Keys of the outcomes it belongs to.",
            {e.MappingChanged: _joined(MappingKind.AREA_TO_OUTCOME)},
            collection=True,
        ),
    ),
)

PRIORITY: Final = Kind(
    name="priority",
    type_name="Priority",
    plural="priorities",
    stream="plan",
    parent="plan",
    description="A priority of the plan.",
    members={
        e.PriorityDefined: named("priority"),
        e.MappingChanged: _mapped(MappingKind.PRIORITY_TO_OUTCOME),
    },
    fields=(
        Field("title", str, "What it is called.", {e.PriorityDefined: of("title")}),
        Field("summary", str, "What it is about.", {e.PriorityDefined: of("summary")}),
        Field(
            "outcomes",
            str,
            "Keys of the outcomes it belongs to.",
            {e.MappingChanged: _joined(MappingKind.PRIORITY_TO_OUTCOME)},
            collection=True,
        ),
    ),
)

OUTCOME: Final = Kind(
    name="outcome",
    type_name="Outcome",
    plural="outcomes",
    stream="plan",
    parent="plan",
    description="An outcome that the plan wants.",
    members={e.OutcomeDefined: named("outcome")},
    fields=(
        Field("title", str, "What it is called.", {e.OutcomeDefined: of("title")}),
        Field("summary", str, "What it is about.", {e.OutcomeDefined: of("summary")}),
    ),
)

KINDS: Final = (PLAN, REFRESH, PHASE, AREA, PRIORITY, OUTCOME)
