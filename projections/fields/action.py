"""Actions: their state, dates, ratings, notes, evidence, moves and completions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from msgspec import UNSET, UnsetType

from ledger.events import action as e
from ledger.events.event import Role
from ledger.values import Day
from ledger.vocabulary import ActionStatus, Marking, Rag
from projections.kinds import Field, Kind, Member, occurrence, of


def _linked_area(event: e.ActionLinked) -> tuple[str] | UnsetType:
    return UNSET if event.area is UNSET else (event.area,)


def _linked_line(event: e.ActionLinked) -> tuple[str] | UnsetType:
    if event.budget_line is UNSET:
        return UNSET
    return (f"{event.budget_line.approval}/{event.budget_line.line_id}",)


def _evidence(event: Any, _event_key: str) -> Iterable[Member]:
    return [Member(item.sha256[:16], item) for item in event.evidence]


def _impact(event: Any, event_key: str) -> Iterable[Member]:
    told = event.impact if isinstance(event, e.ActionCompletionAccepted) else event.summary
    return () if told is UNSET else (Member(event_key, event),)


ACTION: Final = Kind(
    name="action",
    type_name="Action",
    plural="actions",
    stream="action",
    description="An action of the improvement plan.",
    opens=frozenset({e.ActionProposed, e.ActionCarriedIn}),
    fields=(
        Field(
            "status",
            ActionStatus,
            "Where the action stands in its life.",
            {
                e.ActionProposed: ActionStatus.PROPOSED,
                e.ActionCarriedIn: of("status"),
                e.ActionAgreed: ActionStatus.AGREED,
                e.ActionStarted: ActionStatus.IN_PROGRESS,
                e.ActionBlocked: ActionStatus.BLOCKED,
                e.ActionUnblocked: ActionStatus.IN_PROGRESS,
                e.ActionDeliveryClaimed: ActionStatus.AWAITING_ASSURANCE,
                e.ActionCompletionAccepted: ActionStatus.COMPLETED,
                e.ActionCompletionRejected: ActionStatus.IN_PROGRESS,
                e.ActionEmbedded: ActionStatus.EMBEDDED,
                e.ActionReopened: ActionStatus.IN_PROGRESS,
                e.ActionCancelled: ActionStatus.CANCELLED,
                e.ActionSuperseded: ActionStatus.SUPERSEDED,
            },
        ),
        Field(
            "summary",
            str,
            "What is to be done, in the recorder's own words.",
            {e.ActionProposed: of("summary"), e.ActionCarriedIn: of("summary")},
        ),
        Field(
            "verbatim",
            str,
            "What is to be done, word for word from the source.",
            {e.ActionProposed: of("verbatim"), e.ActionCarriedIn: of("verbatim")},
        ),
        Field(
            "areas",
            str,
            "Keys of the areas for improvement that the action serves.",
            {
                e.ActionProposed: of("areas"),
                e.ActionCarriedIn: of("areas"),
                e.ActionLinked: _linked_area,
            },
            collection=True,
        ),
        Field(
            "budgetLines",
            str,
            "The budget lines it is paid from, as approval/line.",
            {e.ActionLinked: _linked_line},
            collection=True,
        ),
        Field(
            "accountableRole",
            Role,
            "The role accountable for delivery.",
            {
                e.ActionProposed: of("accountable_role"),
                e.ActionCarriedIn: of("accountable_role"),
                e.ActionAgreed: of("accountable_role"),
                e.ActionReassigned: of("to_role"),
            },
        ),
        Field(
            "baselineDueOn",
            Day,
            "The due date first agreed; it never changes.",
            {e.ActionCarriedIn: of("baseline_due_on"), e.ActionAgreed: of("due_on")},
        ),
        Field(
            "dueOn",
            Day,
            "The current due date.",
            {
                e.ActionCarriedIn: of("due_on"),
                e.ActionAgreed: of("due_on"),
                e.ActionDueDateMoved: of("moved_to"),
            },
        ),
        Field(
            "rag",
            Rag,
            "The latest red-amber-green rating, given by people and never inferred.",
            {e.ActionCarriedIn: of("rag"), e.ActionRagRated: of("rag")},
        ),
        Field(
            "ragScheme",
            str,
            "The scheme that the rating follows.",
            {e.ActionRagRated: of("scheme")},
        ),
        Field("ragRationale", str, "Why it was rated so.", {e.ActionRagRated: of("rationale")}),
        Field("ragRatedBy", Role, "Who rated it.", {e.ActionRagRated: of("rated_by")}),
        Field(
            "latestProgress",
            str,
            "The latest progress note.",
            {e.ActionProgressNoted: of("summary")},
        ),
        Field("blockedReason", str, "Why it was blocked.", {e.ActionBlocked: of("reason")}),
        Field(
            "claimedBy",
            Role,
            "Who last claimed that it is delivered.",
            {e.ActionDeliveryClaimed: of("claimed_by")},
        ),
        Field(
            "acceptedBy",
            Role,
            "Who last accepted its completion.",
            {e.ActionCompletionAccepted: of("accepted_by")},
        ),
        Field(
            "rejectedBy",
            Role,
            "Who last did not accept its completion.",
            {e.ActionCompletionRejected: of("rejected_by")},
        ),
        Field(
            "rejectionReason",
            str,
            "Why completion was last not accepted.",
            {e.ActionCompletionRejected: of("reason")},
        ),
        Field("reopenedBy", str, "What last reopened it.", {e.ActionReopened: of("trigger")}),
        Field("cancelledReason", str, "Why it was cancelled.", {e.ActionCancelled: of("reason")}),
        Field(
            "cancelledAuthority",
            str,
            "Who allowed it to be cancelled.",
            {e.ActionCancelled: of("authority")},
        ),
        Field(
            "supersededBy",
            str,
            "Key of the action that takes its place.",
            {e.ActionSuperseded: of("by")},
        ),
    ),
)

PROGRESS_NOTE: Final = Kind(
    name="progressNote",
    type_name="ProgressNote",
    plural="progressNotes",
    stream="action",
    parent="action",
    description="A note on the progress of an action.",
    members={e.ActionProgressNoted: occurrence},
    fields=(
        Field("summary", str, "What it says.", {e.ActionProgressNoted: of("summary")}),
        Field("verbatim", str, "Word for word.", {e.ActionProgressNoted: of("verbatim")}),
        Field("notedBy", Role, "Who noted it.", {e.ActionProgressNoted: of("noted_by")}),
    ),
)

EVIDENCE: Final = Kind(
    name="evidence",
    type_name="Evidence",
    plural="evidence",
    stream="action",
    parent="action",
    description="A file that bears an action out; the file stays outside, its hash is here.",
    members={
        e.ActionEvidenceAttached: _evidence,
        e.ActionDeliveryClaimed: _evidence,
        e.ActionEmbedded: _evidence,
    },
    fields=tuple(
        Field(
            name,
            type_,
            description,
            dict.fromkeys(
                (e.ActionEvidenceAttached, e.ActionDeliveryClaimed, e.ActionEmbedded), of(name)
            ),
        )
        for name, type_, description in (
            ("uri", str, "Where the file is kept."),
            ("sha256", str, "SHA-256 of the file, in hex."),
            ("kind", str, "What sort of evidence it is."),
            ("classification", Marking, "Its handling marking."),
        )
    ),
)

IMPACT: Final = Kind(
    name="impact",
    type_name="Impact",
    plural="impacts",
    stream="action",
    parent="action",
    description="What an action changed for children and families.",
    members={e.ActionImpactRecorded: _impact, e.ActionCompletionAccepted: _impact},
    fields=(
        Field(
            "summary",
            str,
            "What changed.",
            {e.ActionImpactRecorded: of("summary"), e.ActionCompletionAccepted: of("impact")},
        ),
        Field("verbatim", str, "Word for word.", {e.ActionImpactRecorded: of("verbatim")}),
        Field(
            "measure",
            str,
            "Key of the measure that shows it.",
            {e.ActionImpactRecorded: of("measure")},
        ),
    ),
)

DUE_DATE_MOVE: Final = Kind(
    name="dueDateMove",
    type_name="DueDateMove",
    plural="dueDateMoves",
    stream="action",
    parent="action",
    description="A move of an action's due date.",
    members={e.ActionDueDateMoved: occurrence},
    fields=(
        Field("movedFrom", Day, "The due date before.", {e.ActionDueDateMoved: of("moved_from")}),
        Field("movedTo", Day, "The due date after.", {e.ActionDueDateMoved: of("moved_to")}),
        Field("reason", str, "Why it was moved.", {e.ActionDueDateMoved: of("reason")}),
        Field("authority", str, "Who allowed it.", {e.ActionDueDateMoved: of("authority")}),
    ),
)

COMPLETION: Final = Kind(
    name="completion",
    type_name="Completion",
    plural="completions",
    stream="action",
    parent="action",
    description="An accepted completion; it stays in view when the action is reopened.",
    members={e.ActionCompletionAccepted: occurrence},
    fields=(
        Field(
            "acceptedBy", Role, "Who accepted it.", {e.ActionCompletionAccepted: of("accepted_by")}
        ),
        Field(
            "impact",
            str,
            "What it was said to have changed.",
            {e.ActionCompletionAccepted: of("impact")},
        ),
    ),
)

KINDS: Final = (ACTION, PROGRESS_NOTE, EVIDENCE, IMPACT, DUE_DATE_MOVE, COMPLETION)
