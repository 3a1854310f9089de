"""Directions: draft, issue, revocation, the commissioner and their reports."""

from __future__ import annotations

from typing import Final

from ledger.events import direction as e
from ledger.events.event import MomentText, Personal, Role
from ledger.vocabulary import CommissionerStatus, DirectionStatus
from projections.kinds import Field, Kind, named, occurrence, of, told

DIRECTION: Final = Kind(
    name="direction",
    type_name="Direction",
    plural="directions",
    stream="direction",
    description="A statutory direction, and the commissioner it provides for.",
    opens=frozenset({e.DirectionDrafted, e.DirectionIssued, e.CommissionerAppointed}),
    fields=(
        Field(
            "status",
            DirectionStatus,
            "Where it stands.",
            {
                e.DirectionDrafted: DirectionStatus.DRAFT,
                e.DirectionIssued: DirectionStatus.ISSUED,
                e.DirectionRevoked: DirectionStatus.REVOKED,
            },
        ),
        Field(
            "summary",
            str,
            "What it says.",
            {
                e.DirectionDrafted: of("summary"),
                e.DirectionIssued: of("summary"),
                e.DirectionVaried: of("summary"),
            },
        ),
        Field("verbatim", str, "Word for word.", {e.DirectionDrafted: of("verbatim")}),
        Field("revokedReason", str, "Why it was revoked.", {e.DirectionRevoked: of("reason")}),
        Field(
            "commissioner",
            CommissionerStatus,
            "Whether a commissioner is in post.",
            {
                e.CommissionerPostponed: CommissionerStatus.POSTPONED,
                e.CommissionerAppointed: CommissionerStatus.APPOINTED,
                e.CommissionerTermEnded: CommissionerStatus.ENDED,
            },
        ),
        Field(
            "commissionerName",
            Personal[str],
            "The commissioner's name; a personal field.",
            {e.CommissionerAppointed: of("name")},
        ),
        Field(
            "commissionerTerms",
            str,
            "What the commissioner is to do.",
            {e.CommissionerAppointed: of("terms")},
        ),
        Field(
            "commissionerReportDue",
            MomentText,
            "When the commissioner is to report, in EDTF.",
            {e.CommissionerAppointed: of("report_due")},
        ),
        Field(
            "postponedUntil",
            MomentText,
            "The moment until which the appointment is put off, in EDTF.",
            {e.CommissionerPostponed: of("until")},
        ),
        Field(
            "postponedReason",
            str,
            "Why the appointment is put off.",
            {e.CommissionerPostponed: of("reason")},
        ),
        Field(
            "termEndedReason",
            str,
            "Why the commissioner's term ended.",
            {e.CommissionerTermEnded: of("reason")},
        ),
    ),
)

VARIATION: Final = Kind(
    name="variation",
    type_name="Variation",
    plural="variations",
    stream="direction",
    parent="direction",
    description="A variation of the direction.",
    members={e.DirectionVaried: occurrence},
    fields=(Field("summary", str, "What it says.", {e.DirectionVaried: of("summary")}),),
)

REPORT: Final = Kind(
    name="commissionerReport",
    type_name="CommissionerReport",
    plural="reports",
    stream="direction",
    parent="direction",
    description="A report of the commissioner.",
    members={
        e.CommissionerReportSubmitted: named("report"),
        e.CommissionerReportPublished: told("report"),
    },
    fields=(
        Field(
            "submittedTo",
            Role,
            "The role to which it was submitted.",
            {e.CommissionerReportSubmitted: of("to_role")},
        ),
        Field(
            "recommendationsCount",
            int,
            "How many recommendations it makes.",
            {e.CommissionerReportSubmitted: of("recommendations_count")},
        ),
        Field("summary", str, "What it says.", {e.CommissionerReportSubmitted: of("summary")}),
        Field(
            "published",
            bool,
            "Whether it is published.",
            {e.CommissionerReportSubmitted: False, e.CommissionerReportPublished: True},
        ),
        Field("uri", str, "Where it is published.", {e.CommissionerReportPublished: of("uri")}),
    ),
)

KINDS: Final = (DIRECTION, VARIATION, REPORT)
