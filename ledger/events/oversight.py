"""A role's regular look at a subject."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ledger.events.event import Event, Keys, MomentText, Role, Summary
from ledger.vocabulary import Cadence


class OversightEstablished(Event, frozen=True, kw_only=True):
    """A role looks at a subject regularly from now on."""

    overseer: Role
    subject: Summary
    areas: Keys = ()
    cadence: Cadence
    until: MomentText | UnsetType = UNSET


class OversightCadenceChanged(Event, frozen=True, kw_only=True):
    """The role looks more often, or less often."""

    cadence: Cadence
    until: MomentText | UnsetType = UNSET


class OversightEnded(Event, frozen=True, kw_only=True):
    """The role no longer looks at it."""

    reason: Summary | UnsetType = UNSET
