"""Measures: targets, readings with their restatements, evaluations, audits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ledger.events import measure as e
from ledger.events.event import MomentText, Period
from ledger.values import Percentage
from ledger.vocabulary import AuditStatus, MeasureUnit
from projections.kinds import Field, Kind, Member, named, occurrence, of

READINGS: Final = (e.ReadingRecorded, e.ReadingRestated)
AUDITS: Final = (e.AuditPlanned, e.AuditCompleted)


def _reading(event: Any, event_key: str) -> Iterable[Member]:
    """A restatement speaks of the reading of the same period."""
    if isinstance(event.period, Period):
        return (Member(f"{event.period.first_on}.{event.period.last_on}", event),)
    return (Member(event_key, event),)


MEASURE: Final = Kind(
    name="measure",
    type_name="Measure",
    plural="measures",
    stream="measure",
    description="A measure of the scorecard.",
    opens=frozenset({e.MeasureDefined}),
    fields=(
        Field("title", str, "What it measures.", {e.MeasureDefined: of("title")}),
        Field("unit", MeasureUnit, "What it counts.", {e.MeasureDefined: of("unit")}),
        Field(
            "areas",
            str,
            "Keys of the areas it serves.",
            {e.MeasureDefined: of("areas")},
            collection=True,
        ),
        Field(
            "targetPercentage",
            Percentage,
            "The target, as a share.",
            {e.TargetSet: of("percentage")},
        ),
        Field("targetCount", int, "The target, as a count.", {e.TargetSet: of("count")}),
        Field(
            "targetBy", MomentText, "When it is to be reached, in EDTF.", {e.TargetSet: of("by")}
        ),
        Field(
            "latestPercentage",
            Percentage,
            "The latest reading, as a share as reported.",
            dict.fromkeys(READINGS, of("percentage")),
        ),
        Field(
            "latestCount",
            int,
            "The latest reading, as a count.",
            dict.fromkeys(READINGS, of("count")),
        ),
    ),
)

READING: Final = Kind(
    name="reading",
    type_name="Reading",
    plural="readings",
    stream="measure",
    parent="measure",
    description="A reading of the measure for a period, as it was last stated.",
    members=dict.fromkeys(READINGS, _reading),
    fields=(
        Field("period", Period, "The period.", dict.fromkeys(READINGS, of("period"))),
        Field(
            "percentage",
            Percentage,
            "The share, as reported.",
            dict.fromkeys(READINGS, of("percentage")),
        ),
        Field("count", int, "The count, as reported.", dict.fromkeys(READINGS, of("count"))),
        Field(
            "asReported",
            str,
            "The source's own wording.",
            dict.fromkeys(READINGS, of("as_reported")),
        ),
        Field("restatedReason", str, "Why it was restated.", {e.ReadingRestated: of("reason")}),
    ),
)

EVALUATION: Final = Kind(
    name="evaluation",
    type_name="EvaluationBatch",
    plural="evaluations",
    stream="measure",
    parent="measure",
    description="A batch of practice evaluations, with the share of each grade as reported.",
    members={e.EvaluationBatchReported: occurrence},
    fields=(
        Field("period", Period, "The period.", {e.EvaluationBatchReported: of("period")}),
        Field(
            "evaluationsCount",
            int,
            "How many were evaluated.",
            {e.EvaluationBatchReported: of("evaluations_count")},
        ),
        Field(
            "distribution",
            tuple[e.GradeShare, ...],
            "The share of each grade; they need not add up to 100.",
            {e.EvaluationBatchReported: of("distribution")},
        ),
        Field(
            "moderatedDown",
            Percentage,
            "The share that was graded down in moderation.",
            {e.EvaluationBatchReported: of("moderated_down")},
        ),
        Field("summary", str, "What was said of it.", {e.EvaluationBatchReported: of("summary")}),
    ),
)

AUDIT: Final = Kind(
    name="audit",
    type_name="Audit",
    plural="audits",
    stream="measure",
    parent="measure",
    description="An audit, planned or completed.",
    members=dict.fromkeys(AUDITS, named("audit")),
    fields=(
        Field(
            "status",
            AuditStatus,
            "Whether it took place.",
            {e.AuditPlanned: AuditStatus.PLANNED, e.AuditCompleted: AuditStatus.COMPLETED},
        ),
        Field(
            "plannedFor",
            MomentText,
            "When it is planned for, in EDTF.",
            {e.AuditPlanned: of("planned_for")},
        ),
        Field("summary", str, "What it looks at, or found.", dict.fromkeys(AUDITS, of("summary"))),
        Field(
            "areas",
            str,
            "Keys of the areas it looks at.",
            dict.fromkeys(AUDITS, of("areas")),
            collection=True,
        ),
    ),
)

KINDS: Final = (MEASURE, READING, EVALUATION, AUDIT)
