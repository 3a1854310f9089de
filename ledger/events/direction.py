"""A statutory direction, and the commissioner it provides for."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ledger.events.event import (
    Count,
    Event,
    Key,
    Line,
    MomentText,
    NotStated,
    Personal,
    Role,
    Summary,
    Verbatim,
)


class DirectionDrafted(Event, frozen=True, kw_only=True):
    """A direction exists in draft."""

    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET


class DirectionIssued(Event, frozen=True, kw_only=True):
    """The Secretary of State issued the direction."""

    summary: Summary


class DirectionVaried(Event, frozen=True, kw_only=True):
    """The direction says something else from now on."""

    summary: Summary


class DirectionRevoked(Event, frozen=True, kw_only=True):
    """The direction no longer binds."""

    reason: Summary | UnsetType = UNSET


class CommissionerPostponed(Event, frozen=True, kw_only=True):
    """The appointment of a commissioner is put off."""

    until: MomentText
    reason: Summary | UnsetType = UNSET


class CommissionerAppointed(Event, frozen=True, kw_only=True):
    """The department appointed a commissioner.

    Opens a stream too: a document may tell of the appointment and of no direction.
    """

    terms: Summary
    report_due: MomentText
    name: Personal[str] | UnsetType = UNSET


class CommissionerReportSubmitted(Event, frozen=True, kw_only=True):
    """The commissioner's report went to the minister."""

    report: Key
    to_role: Role
    recommendations_count: Count | NotStated
    summary: Summary | UnsetType = UNSET


class CommissionerReportPublished(Event, frozen=True, kw_only=True):
    """The commissioner's report was published."""

    report: Key
    uri: Line | UnsetType = UNSET


class CommissionerTermEnded(Event, frozen=True, kw_only=True):
    """The commissioner is no longer in post."""

    reason: Summary | UnsetType = UNSET
