"""Scorecard measures with their readings, and what audits and evaluations found."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ledger.events.event import (
    Count,
    Event,
    Key,
    Keys,
    Line,
    MomentText,
    NotStated,
    Period,
    Summary,
)
from ledger.values import Percentage
from ledger.vocabulary import Grade, MeasureUnit


class GradeShare(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The share of a grade among what was evaluated, as reported."""

    grade: Grade
    percentage: Percentage


class MeasureDefined(Event, frozen=True, kw_only=True):
    """The scorecard has a measure."""

    title: Line
    unit: MeasureUnit
    areas: Keys = ()


class TargetSet(Event, frozen=True, kw_only=True):
    """The measure has a target: exactly one of ``percentage`` and ``count``."""

    percentage: Percentage | UnsetType = UNSET
    count: Count | UnsetType = UNSET
    by: MomentText | UnsetType = UNSET

    def __post_init__(self) -> None:
        _one_value(self.percentage, self.count)


class ReadingRecorded(Event, frozen=True, kw_only=True):
    """The measure was read: exactly one of ``percentage`` and ``count``, as reported."""

    period: Period | NotStated
    percentage: Percentage | UnsetType = UNSET
    count: Count | UnsetType = UNSET
    as_reported: Line

    def __post_init__(self) -> None:
        _one_value(self.percentage, self.count)


class ReadingRestated(Event, frozen=True, kw_only=True):
    """An earlier reading of the same period was put right; both stay in view."""

    period: Period | NotStated
    percentage: Percentage | UnsetType = UNSET
    count: Count | UnsetType = UNSET
    as_reported: Line
    reason: Summary

    def __post_init__(self) -> None:
        _one_value(self.percentage, self.count)


class EvaluationBatchReported(Event, frozen=True, kw_only=True):
    """A batch of practice evaluations, with the share of each grade as reported.

    Counts are never derived from the shares, and the shares need not add up to 100.
    """

    period: Period | NotStated
    evaluations_count: Annotated[int, Meta(ge=1, le=1_000_000)]
    distribution: Annotated[tuple[GradeShare, ...], Meta(min_length=1, max_length=10)]
    moderated_down: Percentage | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET


class AuditPlanned(Event, frozen=True, kw_only=True):
    """An audit is planned. ``effective`` is when it was planned."""

    audit: Key
    planned_for: MomentText
    summary: Summary
    areas: Keys = ()


class AuditCompleted(Event, frozen=True, kw_only=True):
    """An audit was completed, and what it found."""

    audit: Key
    summary: Summary
    areas: Keys = ()


def _one_value(percentage: object, count: object) -> None:
    if (percentage is UNSET) is (count is UNSET):
        msg = "state exactly one of percentage and count"
        raise ValueError(msg)
