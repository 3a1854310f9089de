"""Governance bodies: members, meetings, resolutions, requests, briefings, challenges."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from ledger.events import body as e
from ledger.events.event import Period, Personal, Role
from ledger.vocabulary import BodyKind, Cadence, Channel, MeetingStatus, RequestStatus
from projections.kinds import Field, Kind, Member, named, occurrence, of, told


def _members(event: e.MembershipChanged) -> dict[str, bool]:
    return {**dict.fromkeys(event.removes, False), **dict.fromkeys(event.adds, True)}


def _items(event: e.BriefingPresented, event_key: str) -> Iterable[Member]:
    return [Member(f"{event_key}.{item.item}", item, parent=event_key) for item in event.items]


def _presented(name: str, attribute: str, type_: Any, description: str) -> Field:
    return Field(name, type_, description, {e.BriefingPresented: of(attribute)})


BODY: Final = Kind(
    name="body",
    type_name="Body",
    plural="bodies",
    stream="body",
    description="A governance body.",
    opens=frozenset({e.BodyEstablished}),
    fields=(
        Field("title", str, "What it is called.", {e.BodyEstablished: of("title")}),
        Field("kind", BodyKind, "What sort of body it is.", {e.BodyEstablished: of("kind")}),
        Field("summary", str, "What it is for.", {e.BodyEstablished: of("summary")}),
        Field(
            "members",
            str,
            "Its members, by role or organisation.",
            {e.MembershipChanged: _members},
            collection=True,
        ),
        Field("chair", Role, "The role that chairs it.", {e.ChairAppointed: of("chair")}),
        Field(
            "chairIndependent",
            bool,
            "Whether its chair is independent.",
            {e.ChairAppointed: of("independent")},
        ),
        Field(
            "chairName",
            Personal[str],
            "The chair's name; a personal field.",
            {e.ChairAppointed: of("name")},
        ),
    ),
)

MEETING: Final = Kind(
    name="meeting",
    type_name="Meeting",
    plural="meetings",
    stream="body",
    parent="body",
    description="A meeting of the body.",
    members={e.MeetingScheduled: named("meeting"), e.MeetingHeld: named("meeting")},
    fields=(
        Field(
            "status",
            MeetingStatus,
            "Whether it took place.",
            {e.MeetingScheduled: MeetingStatus.SCHEDULED, e.MeetingHeld: MeetingStatus.HELD},
        ),
        Field("startsAt", datetime, "When it was to start.", {e.MeetingScheduled: of("starts_at")}),
        Field("startedAt", datetime, "When it started.", {e.MeetingHeld: of("started_at")}),
        Field("endedAt", datetime, "When it ended.", {e.MeetingHeld: of("ended_at")}),
        Field("summary", str, "What it was about.", {e.MeetingHeld: of("summary")}),
    ),
)

RESOLUTION: Final = Kind(
    name="resolution",
    type_name="Resolution",
    plural="resolutions",
    stream="body",
    parent="body",
    description="A resolution of the body, limb by limb.",
    members={e.ResolutionPassed: named("resolution")},
    fields=(
        Field(
            "limbs",
            tuple[e.ResolutionLimb, ...],
            "Its limbs: what each does, and to what.",
            {e.ResolutionPassed: of("limbs")},
        ),
        Field(
            "meeting",
            str,
            "Key of the meeting that passed it.",
            {e.ResolutionPassed: of("meeting")},
        ),
    ),
)

REQUEST: Final = Kind(
    name="request",
    type_name="InformationRequest",
    plural="requests",
    stream="body",
    parent="body",
    description="Something the body asked to be told.",
    members={
        e.InformationRequested: named("request"),
        e.InformationRequestFulfilled: told("request"),
    },
    fields=(
        Field("summary", str, "What it asked.", {e.InformationRequested: of("summary")}),
        Field("ofRole", Role, "The role that it asked.", {e.InformationRequested: of("of_role")}),
        Field(
            "status",
            RequestStatus,
            "Whether it was told.",
            {
                e.InformationRequested: RequestStatus.OPEN,
                e.InformationRequestFulfilled: RequestStatus.ANSWERED,
            },
        ),
        Field("answer", str, "What it was told.", {e.InformationRequestFulfilled: of("summary")}),
    ),
)

PACK: Final = Kind(
    name="pack",
    type_name="BriefingPack",
    plural="packs",
    stream="body",
    parent="body",
    description="A pack drawn up for the body.",
    members={e.BriefingPackPublished: named("pack")},
    fields=(
        Field("title", str, "What it is called.", {e.BriefingPackPublished: of("title")}),
        Field(
            "snapshot",
            e.PackSnapshot,
            "The exact state of the ledger it was drawn from.",
            {e.BriefingPackPublished: of("snapshot")},
        ),
    ),
)

BRIEFING: Final = Kind(
    name="briefing",
    type_name="Briefing",
    plural="briefings",
    stream="body",
    parent="body",
    description="A pack put before the body.",
    members={e.BriefingPresented: occurrence},
    fields=(
        _presented("pack", "pack", str, "Key of the pack."),
        _presented("channel", "channel", Channel, "How it reached the body."),
        _presented("confidential", "confidential", bool, "Whether it was confidential."),
        _presented("presentedBy", "presented_by", Role, "Who presented it."),
        _presented("cadence", "cadence", Cadence, "How often it was presented."),
        _presented("period", "period", Period, "The period over which it was presented."),
    ),
)

BRIEFING_ITEM: Final = Kind(
    name="briefingItem",
    type_name="BriefingItem",
    plural="items",
    stream="body",
    parent="briefing",
    description="An item of a briefing.",
    members={e.BriefingPresented: _items},
    fields=(
        _presented("item", "item", str, "Key of the item."),
        _presented("summary", "summary", str, "What it says."),
        Field(
            "areas",
            str,
            "Keys of the areas it is about.",
            {e.BriefingPresented: of("areas")},
            collection=True,
        ),
        Field(
            "actionKeys",
            str,
            "Keys of the actions it is about.",
            {e.BriefingPresented: of("actions")},
            collection=True,
        ),
    ),
)

CHALLENGE: Final = Kind(
    name="challenge",
    type_name="Challenge",
    plural="challenges",
    stream="body",
    parent="body",
    description="A challenge to what was put before the body.",
    members={e.ChallengeRaised: named("challenge"), e.ChallengeAnswered: told("challenge")},
    fields=(
        Field("summary", str, "What was challenged.", {e.ChallengeRaised: of("summary")}),
        Field("raisedBy", Role, "Who raised it.", {e.ChallengeRaised: of("raised_by")}),
        Field(
            "raisedByName",
            Personal[str],
            "The name of whoever raised it; a personal field.",
            {e.ChallengeRaised: of("raised_by_name")},
        ),
        Field(
            "areas",
            str,
            "Keys of the areas it is about.",
            {e.ChallengeRaised: of("areas")},
            collection=True,
        ),
        Field(
            "status",
            RequestStatus,
            "Whether it was answered.",
            {
                e.ChallengeRaised: RequestStatus.OPEN,
                e.ChallengeAnswered: RequestStatus.ANSWERED,
            },
        ),
        Field("answer", str, "What was answered.", {e.ChallengeAnswered: of("summary")}),
        Field("answeredBy", Role, "Who answered.", {e.ChallengeAnswered: of("answered_by")}),
    ),
)

KINDS: Final = (
    BODY,
    MEETING,
    RESOLUTION,
    REQUEST,
    PACK,
    BRIEFING,
    BRIEFING_ITEM,
    CHALLENGE,
)
