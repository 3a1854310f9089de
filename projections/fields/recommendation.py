"""Recommendations: text, the two responses, delivery and discharge."""

from __future__ import annotations

from typing import Final

from ledger.events import recommendation as e
from ledger.events.event import Role
from ledger.vocabulary import (
    COUNCIL_FACETS,
    MINISTER_FACETS,
    CouncilFacet,
    DeliveryFacet,
    MinisterFacet,
    Standing,
)
from projections.kinds import Field, Kind, occurrence, of


def _minister(event: e.MinisterResponded) -> MinisterFacet:
    return MINISTER_FACETS[event.response]


def _council(event: e.CouncilResponded) -> CouncilFacet:
    return COUNCIL_FACETS[event.response]


def _action(event: e.RecommendationLinkedToAction) -> tuple[str]:
    return (event.action,)


RECOMMENDATION: Final = Kind(
    name="recommendation",
    type_name="Recommendation",
    plural="recommendations",
    stream="recommendation",
    description="A commissioner's recommendation.",
    opens=frozenset({e.RecommendationMade, e.RecommendationCarriedIn}),
    fields=(
        Field(
            "standing",
            Standing,
            "Whether it still stands as a whole.",
            {
                e.RecommendationMade: Standing.LIVE,
                e.RecommendationCarriedIn: Standing.LIVE,
                e.RecommendationSuperseded: Standing.SUPERSEDED,
                e.RecommendationWithdrawn: Standing.WITHDRAWN,
            },
        ),
        Field(
            "minister",
            MinisterFacet,
            "Where the minister's response stands.",
            {
                e.RecommendationMade: MinisterFacet.AWAITED,
                e.RecommendationCarriedIn: of("minister"),
                e.MinisterResponded: _minister,
            },
        ),
        Field(
            "ministerConditions",
            str,
            "The conditions the minister set.",
            {e.MinisterResponded: of("conditions")},
        ),
        Field(
            "council",
            CouncilFacet,
            "Where the council's response stands.",
            {
                e.RecommendationMade: CouncilFacet.AWAITED,
                e.RecommendationCarriedIn: of("council"),
                e.CouncilResponded: _council,
            },
        ),
        Field(
            "councilRationale",
            str,
            "Why the council responded as it did.",
            {e.CouncilResponded: of("rationale")},
        ),
        Field(
            "delivery",
            DeliveryFacet,
            "Where delivery stands.",
            {
                e.RecommendationMade: DeliveryFacet.NONE,
                e.RecommendationCarriedIn: of("delivery"),
                e.RecommendationLinkedToAction: DeliveryFacet.IN_DELIVERY,
                e.DischargeClaimed: DeliveryFacet.AWAITING_ASSURANCE,
                e.DischargeConfirmed: DeliveryFacet.DISCHARGED,
                e.DischargeRejected: DeliveryFacet.IN_DELIVERY,
                e.RecommendationReopened: DeliveryFacet.IN_DELIVERY,
            },
        ),
        Field(
            "report",
            str,
            "The report that makes it.",
            {e.RecommendationMade: of("report"), e.RecommendationCarriedIn: of("report")},
        ),
        Field(
            "number",
            str,
            "Its number in the report.",
            {e.RecommendationMade: of("number"), e.RecommendationCarriedIn: of("number")},
        ),
        Field(
            "text",
            str,
            "Its text, word for word; withheld until it is published.",
            {
                e.RecommendationMade: of("text"),
                e.RecommendationCarriedIn: of("text"),
                e.RecommendationPublished: of("text"),
            },
        ),
        Field(
            "addressee",
            str,
            "To whom it is addressed.",
            {e.RecommendationMade: of("addressee"), e.RecommendationCarriedIn: of("addressee")},
        ),
        Field(
            "published",
            bool,
            "Whether its text may be shown.",
            {
                e.RecommendationMade: False,
                e.RecommendationCarriedIn: of("published"),
                e.RecommendationPublished: True,
            },
        ),
        Field(
            "actionKeys",
            str,
            "Keys of the actions that serve it.",
            {e.RecommendationLinkedToAction: _action},
            collection=True,
        ),
        Field(
            "claimedBy",
            Role,
            "Who last claimed that it is done.",
            {e.DischargeClaimed: of("claimed_by")},
        ),
        Field(
            "confirmedBy",
            Role,
            "Who confirmed the discharge.",
            {e.DischargeConfirmed: of("confirmed_by")},
        ),
        Field(
            "rejectionReason",
            str,
            "Why discharge was last not confirmed.",
            {e.DischargeRejected: of("reason")},
        ),
        Field(
            "rejectedBy",
            Role,
            "Who last did not confirm the discharge.",
            {e.DischargeRejected: of("rejected_by")},
        ),
        Field("reopenedBy", str, "What reopened it.", {e.RecommendationReopened: of("trigger")}),
        Field(
            "supersededBy",
            str,
            "Key of the recommendation that takes its place.",
            {e.RecommendationSuperseded: of("by")},
        ),
        Field(
            "withdrawnReason",
            str,
            "Why it was taken back.",
            {e.RecommendationWithdrawn: of("reason")},
        ),
        Field("uri", str, "Where it is published.", {e.RecommendationPublished: of("uri")}),
    ),
)

CLARIFICATION: Final = Kind(
    name="clarification",
    type_name="Clarification",
    plural="clarifications",
    stream="recommendation",
    parent="recommendation",
    description="What a recommendation means, said later.",
    members={e.RecommendationClarified: occurrence},
    fields=(
        Field("summary", str, "What it says.", {e.RecommendationClarified: of("summary")}),
        Field("verbatim", str, "Word for word.", {e.RecommendationClarified: of("verbatim")}),
    ),
)

KINDS: Final = (RECOMMENDATION, CLARIFICATION)
