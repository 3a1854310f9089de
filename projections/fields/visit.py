"""Visits: what was expected and held, judgements and findings."""

from __future__ import annotations

from typing import Final

from ledger.events import visit as e
from ledger.events.event import MomentText, Role
from ledger.vocabulary import FindingCategory, Grade, VisitKind, VisitStatus
from projections.kinds import Field, Kind, named, of

VISIT: Final = Kind(
    name="visit",
    type_name="Visit",
    plural="visits",
    stream="visit",
    description="An inspection or visit by an inspectorate.",
    opens=frozenset({e.VisitExpected, e.VisitStarted}),
    fields=(
        Field(
            "status",
            VisitStatus,
            "Where it stands.",
            {
                e.VisitExpected: VisitStatus.EXPECTED,
                e.VisitPostponed: VisitStatus.POSTPONED,
                e.VisitStarted: VisitStatus.STARTED,
                e.VisitEnded: VisitStatus.ENDED,
            },
        ),
        Field(
            "kind",
            VisitKind,
            "What sort of visit it is.",
            {e.VisitExpected: of("kind"), e.VisitStarted: of("kind")},
        ),
        Field(
            "visitor",
            Role,
            "Who visits.",
            {e.VisitExpected: of("visitor"), e.VisitStarted: of("visitor")},
        ),
        Field(
            "expectedIn",
            MomentText,
            "When it is expected, in EDTF.",
            {e.VisitExpected: of("expected_in"), e.VisitPostponed: of("expected_in")},
        ),
        Field("postponedReason", str, "Why it was put off.", {e.VisitPostponed: of("reason")}),
        Field(
            "inspectorsCount",
            int,
            "How many inspectors are expected.",
            {e.VisitExpected: of("inspectors_count")},
        ),
        Field(
            "lookbackMonths",
            int,
            "How many months the visit looks back.",
            {e.VisitExpected: of("lookback_months")},
        ),
        Field("scope", str, "What it will look at.", {e.VisitExpected: of("scope")}),
        Field("summary", str, "What was said at its end.", {e.VisitEnded: of("summary")}),
        Field("letterReceived", bool, "Whether its letter arrived.", {e.LetterReceived: True}),
        Field("letterSummary", str, "What the letter says.", {e.LetterReceived: of("summary")}),
        Field(
            "reportPublished", bool, "Whether its report is published.", {e.ReportPublished: True}
        ),
        Field("reportUri", str, "Where the report is published.", {e.ReportPublished: of("uri")}),
        Field(
            "reportSummary",
            str,
            "What was said of its publication.",
            {e.ReportPublished: of("summary")},
        ),
        Field(
            "recommendationsCount",
            int,
            "How many recommendations the report makes.",
            {e.ReportPublished: of("recommendations_count")},
        ),
        Field(
            "areasCount",
            int,
            "How many areas for improvement the report names.",
            {e.ReportPublished: of("areas_count")},
        ),
    ),
)

JUDGEMENT: Final = Kind(
    name="judgement",
    type_name="Judgement",
    plural="judgements",
    stream="visit",
    parent="visit",
    description="A grade for one domain of an inspection.",
    members={e.JudgementRecorded: named("domain")},
    fields=(
        Field("domain", str, "Key of the domain.", {e.JudgementRecorded: of("domain")}),
        Field("grade", Grade, "The grade.", {e.JudgementRecorded: of("grade")}),
        Field("summary", str, "Why this grade.", {e.JudgementRecorded: of("summary")}),
    ),
)

FINDING: Final = Kind(
    name="finding",
    type_name="Finding",
    plural="findings",
    stream="visit",
    parent="visit",
    description="What the visitors found.",
    members={e.FindingRecorded: named("finding")},
    fields=(
        Field(
            "category",
            FindingCategory,
            "How the visitors classed it.",
            {e.FindingRecorded: of("category")},
        ),
        Field("summary", str, "What it says.", {e.FindingRecorded: of("summary")}),
        Field("verbatim", str, "Word for word.", {e.FindingRecorded: of("verbatim")}),
        Field(
            "areas",
            str,
            "Keys of the areas it touches.",
            {e.FindingRecorded: of("areas")},
            collection=True,
        ),
        Field(
            "knownTo",
            Role,
            "The roles that knew of it.",
            {e.FindingRecorded: of("known_to")},
            collection=True,
        ),
        Field(
            "unknownTo",
            Role,
            "The roles that did not know of it.",
            {e.FindingRecorded: of("unknown_to")},
            collection=True,
        ),
    ),
)

KINDS: Final = (VISIT, JUDGEMENT, FINDING)
