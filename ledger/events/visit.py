"""Inspections and visits: expected, postponed, held; what was judged and found."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ledger.events.event import (
    Count,
    Event,
    Key,
    Keys,
    Line,
    MomentText,
    NotStated,
    Role,
    Summary,
    Verbatim,
)
from ledger.vocabulary import FindingCategory, Grade, VisitKind


class VisitExpected(Event, frozen=True, kw_only=True):
    """A visit is expected. ``effective`` is when the expectation arose."""

    kind: VisitKind
    visitor: Role
    expected_in: MomentText
    inspectors_count: Count | UnsetType = UNSET
    lookback_months: Count | UnsetType = UNSET
    scope: Summary | UnsetType = UNSET


class VisitPostponed(Event, frozen=True, kw_only=True):
    """The visit will be later than expected."""

    expected_in: MomentText
    reason: Summary


class VisitStarted(Event, frozen=True, kw_only=True):
    """The first day on site."""

    kind: VisitKind
    visitor: Role


class VisitEnded(Event, frozen=True, kw_only=True):
    """The last day on site."""

    summary: Summary | UnsetType = UNSET


class JudgementRecorded(Event, frozen=True, kw_only=True):
    """A grade for one domain of the inspection."""

    domain: Key
    grade: Grade
    summary: Summary | UnsetType = UNSET


class FindingRecorded(Event, frozen=True, kw_only=True):
    """What the visitors found.

    ``known_to`` are the roles that knew, ``unknown_to`` those that did not.
    """

    finding: Key
    category: FindingCategory
    areas: Keys = ()
    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET
    known_to: tuple[Role, ...] = ()
    unknown_to: tuple[Role, ...] = ()


class LetterReceived(Event, frozen=True, kw_only=True):
    """The letter about the visit arrived."""

    summary: Summary | UnsetType = UNSET


class ReportPublished(Event, frozen=True, kw_only=True):
    """The report was published; ``summary`` is for what a document says of the date."""

    recommendations_count: Count | NotStated | UnsetType = UNSET
    areas_count: Count | NotStated | UnsetType = UNSET
    uri: Line | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET
