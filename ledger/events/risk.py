"""A risk of the plan: raised, scored, mitigated, accepted, closed."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ledger.events.event import Event, Keys, Line, Role, Summary, Verbatim

Score = Annotated[int, Meta(ge=1, le=5, description="1 (low) to 5 (high).")]


class RiskRaised(Event, frozen=True, kw_only=True):
    """Somebody named a risk."""

    summary: Summary
    areas: Keys = ()
    verbatim: Verbatim | UnsetType = UNSET
    raised_by: Role | UnsetType = UNSET


class RiskScored(Event, frozen=True, kw_only=True):
    """The risk has a likelihood and an impact."""

    likelihood: Score
    impact: Score


class RiskMitigated(Event, frozen=True, kw_only=True):
    """Something was done about the risk."""

    summary: Summary


class RiskAccepted(Event, frozen=True, kw_only=True):
    """A role accepts the risk as it is."""

    accepted_by: Role
    reason: Summary


class RiskClosed(Event, frozen=True, kw_only=True):
    """The risk was closed."""

    reason: Line
