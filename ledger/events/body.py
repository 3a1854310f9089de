"""Governance bodies: members, meetings, resolutions, and what was put before them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ledger.events.event import (
    Event,
    Key,
    Keys,
    Line,
    MomentText,
    Period,
    Personal,
    Role,
    Summary,
    Verbatim,
)
from ledger.vocabulary import BodyKind, Cadence, Channel, Verb

Instant = Annotated[datetime, Meta(tz=True, description="An instant, with its offset.")]
Members = Annotated[tuple[Line, ...], Meta(max_length=60)]


class ResolutionLimb(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One limb of a resolution: what it does, and to what."""

    label: Line
    verb: Verb
    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET


class PackSnapshot(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"
):
    """The exact state of the ledger from which a pack was drawn."""

    as_at: MomentText
    known_at: MomentText
    position: Annotated[int, Meta(ge=0)]


class BriefingItem(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename="camel",
):
    """One item of a pack: what it is about, and what it says."""

    item: Key
    summary: Summary
    areas: Keys = ()
    actions: Keys = ()


class BodyEstablished(Event, frozen=True, kw_only=True):
    """A governance body exists."""

    title: Line
    kind: BodyKind
    summary: Summary | UnsetType = UNSET


class MembershipChanged(Event, frozen=True, kw_only=True):
    """Members, named by role or organisation, join or leave."""

    adds: Members = ()
    removes: Members = ()
    summary: Summary | UnsetType = UNSET


class ChairAppointed(Event, frozen=True, kw_only=True):
    """The body has a chair."""

    chair: Role
    independent: bool
    name: Personal[str] | UnsetType = UNSET


class MeetingScheduled(Event, frozen=True, kw_only=True):
    """A meeting is planned. ``effective`` is when it was planned."""

    meeting: Key
    starts_at: Instant


class MeetingHeld(Event, frozen=True, kw_only=True):
    """A meeting took place."""

    meeting: Key
    started_at: Instant | UnsetType = UNSET
    ended_at: Instant | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET


class ResolutionPassed(Event, frozen=True, kw_only=True):
    """The body resolved, limb by limb."""

    resolution: Key
    limbs: Annotated[tuple[ResolutionLimb, ...], Meta(min_length=1, max_length=50)]
    meeting: Key | UnsetType = UNSET


class InformationRequested(Event, frozen=True, kw_only=True):
    """The body asks to be told something."""

    request: Key
    summary: Summary
    of_role: Role | UnsetType = UNSET


class InformationRequestFulfilled(Event, frozen=True, kw_only=True):
    """The body was told what it asked for."""

    request: Key
    summary: Summary


class BriefingPackPublished(Event, frozen=True, kw_only=True):
    """A pack was drawn up for a body."""

    pack: Key
    title: Line
    snapshot: PackSnapshot | UnsetType = UNSET


class BriefingPresented(Event, frozen=True, kw_only=True):
    """A pack was put before the body, with these items.

    For a pack that comes back regularly ``cadence`` and ``period`` say how often
    and over which time; ``effective`` is then the first of them.
    """

    pack: Key
    items: Annotated[tuple[BriefingItem, ...], Meta(min_length=1, max_length=100)]
    channel: Channel
    confidential: bool = False
    presented_by: Role | UnsetType = UNSET
    cadence: Cadence = Cadence.ONCE
    period: Period | UnsetType = UNSET


class ChallengeRaised(Event, frozen=True, kw_only=True):
    """A member or another role challenged what was put before the body."""

    challenge: Key
    areas: Keys = ()
    summary: Summary
    raised_by: Role
    raised_by_name: Personal[str] | UnsetType = UNSET


class ChallengeAnswered(Event, frozen=True, kw_only=True):
    """The challenge was answered."""

    challenge: Key
    summary: Summary
    answered_by: Role
