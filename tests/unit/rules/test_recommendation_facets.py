"""Every event of a recommendation in every state of the facet it turns."""

import pytest

from ledger.events.event import Event
from ledger.events.recommendation import (
    CouncilResponded,
    DischargeClaimed,
    DischargeConfirmed,
    DischargeRejected,
    MinisterResponded,
    RecommendationCarriedIn,
    RecommendationClarified,
    RecommendationLinkedToAction,
    RecommendationMade,
    RecommendationPublished,
    RecommendationReopened,
    RecommendationSuperseded,
    RecommendationWithdrawn,
)
from ledger.vocabulary import CouncilFacet, DeliveryFacet, MinisterFacet
from tests.notation import event, given, rows

MADE = event(
    RecommendationMade, report="commissioner-2020-10", number="1", text="Settle the leadership."
)
LIVE_EVENTS: dict[str, Event] = {
    "MinisterResponded ACCEPT": event(MinisterResponded, response="ACCEPT"),
    "MinisterResponded MODIFY": event(MinisterResponded, response="MODIFY"),
    "MinisterResponded REJECT": event(MinisterResponded, response="REJECT"),
    "CouncilResponded ACCEPT": event(CouncilResponded, response="ACCEPT", rationale="Agreed."),
    "CouncilResponded PARTIAL": event(CouncilResponded, response="PARTIAL", rationale="In part."),
    "CouncilResponded DECLINE": event(CouncilResponded, response="DECLINE", rationale="Done."),
    "RecommendationLinkedToAction": event(RecommendationLinkedToAction, action="leadership"),
    "DischargeClaimed": event(DischargeClaimed, claimed_by="chief-officer"),
    "DischargeConfirmed": event(DischargeConfirmed, confirmed_by="commissioner"),
    "DischargeRejected": event(DischargeRejected, reason="Two posts are still vacant."),
    "RecommendationReopened": event(RecommendationReopened, trigger="The post fell vacant."),
    "RecommendationSuperseded": event(RecommendationSuperseded, by="leadership-again"),
    "RecommendationWithdrawn": event(RecommendationWithdrawn),
    "RecommendationClarified": event(RecommendationClarified, summary="It means all posts."),
    "RecommendationPublished": event(RecommendationPublished),
}

TABLE = rows("""
    minister | AWAITED            | MinisterResponded ACCEPT     | ACCEPTED
    minister | AWAITED            | MinisterResponded MODIFY     | MODIFIED
    minister | AWAITED            | MinisterResponded REJECT     | REJECTED
    council  | AWAITED            | CouncilResponded ACCEPT      | ACCEPTED
    council  | AWAITED            | CouncilResponded PARTIAL     | PARTLY
    council  | AWAITED            | CouncilResponded DECLINE     | DECLINED
    council  | PARTLY             | CouncilResponded ACCEPT      | ACCEPTED
    council  | PARTLY             | CouncilResponded PARTIAL     | PARTLY
    council  | PARTLY             | CouncilResponded DECLINE     | DECLINED
    council  | DECLINED           | CouncilResponded ACCEPT      | ACCEPTED
    council  | DECLINED           | CouncilResponded PARTIAL     | PARTLY
    council  | DECLINED           | CouncilResponded DECLINE     | DECLINED
    delivery | NONE               | RecommendationLinkedToAction | IN_DELIVERY
    delivery | IN_DELIVERY        | RecommendationLinkedToAction | IN_DELIVERY
    delivery | IN_DELIVERY        | DischargeClaimed             | AWAITING_ASSURANCE
    delivery | AWAITING_ASSURANCE | DischargeConfirmed           | DISCHARGED
    delivery | AWAITING_ASSURANCE | DischargeRejected            | IN_DELIVERY
    delivery | DISCHARGED         | RecommendationReopened       | IN_DELIVERY
""")

STATES = {"minister": MinisterFacet, "council": CouncilFacet, "delivery": DeliveryFacet}
TURNED_BY = {name: facet for facet, _, name, _ in TABLE}
POSSIBLE = {(state, name) for _, state, name, _ in TABLE}
REFUSALS = [
    (facet, state.value, name)
    for name, facet in TURNED_BY.items()
    for state in STATES[facet]
    if (state, name) not in POSSIBLE
]


def carried_in(**facets: str) -> RecommendationCarriedIn:
    """One that the council accepted and otherwise nobody has touched, but for these facets."""
    found = {"minister": "AWAITED", "council": "ACCEPTED", "delivery": "NONE"} | facets
    return event(
        RecommendationCarriedIn,
        report="commissioner-2020-10",
        number="NOT_STATED",
        text="NOT_STATED",
        addressee="NOT_STATED",
        **found,
    )


def test_the_table_knows_every_event_that_turns_a_facet() -> None:
    anywhere = {"Superseded", "Withdrawn", "Clarified", "Published"}
    assert set(LIVE_EVENTS) == TURNED_BY.keys() | {f"Recommendation{each}" for each in anywhere}


@pytest.mark.parametrize(("facet", "state", "name", "to"), TABLE)
def test_an_event_in_its_turn_moves_its_facet_alone(
    facet: str, state: str, name: str, to: str
) -> None:
    found = {"minister": "AWAITED", "council": "ACCEPTED", "delivery": "NONE"} | {facet: state}
    given("recommendation", carried_in(**found)).when(LIVE_EVENTS[name]).then(
        **(found | {facet: to}), standing="LIVE"
    )


@pytest.mark.parametrize(("facet", "state", "name"), REFUSALS)
def test_an_event_out_of_turn_is_refused(facet: str, state: str, name: str) -> None:
    given("recommendation", carried_in(**{facet: state})).when(LIVE_EVENTS[name]).refused(
        "FORBIDDEN_TRANSITION"
    )


@pytest.mark.parametrize("council", ["ACCEPTED", "PARTLY"])
def test_an_action_serves_what_the_council_took_on(council: str) -> None:
    given("recommendation", carried_in(council=council)).when(
        LIVE_EVENTS["RecommendationLinkedToAction"]
    ).then(delivery="IN_DELIVERY")


@pytest.mark.parametrize("council", ["AWAITED", "DECLINED"])
def test_an_action_serves_nothing_that_the_council_has_not_taken_on(council: str) -> None:
    given("recommendation", carried_in(council=council)).when(
        LIVE_EVENTS["RecommendationLinkedToAction"]
    ).refused("FORBIDDEN_TRANSITION")


@pytest.mark.parametrize("delivery", DeliveryFacet)
@pytest.mark.parametrize("minister", MinisterFacet)
@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("RecommendationSuperseded", "SUPERSEDED"),
        ("RecommendationWithdrawn", "WITHDRAWN"),
        ("RecommendationClarified", "LIVE"),
        ("RecommendationPublished", "LIVE"),
    ],
)
def test_what_concerns_the_whole_is_possible_while_it_is_live(
    minister: str, delivery: str, name: str, standing: str
) -> None:
    story = given("recommendation", carried_in(minister=minister, delivery=delivery))
    story.when(LIVE_EVENTS[name]).then(standing=standing, minister=minister, delivery=delivery)


@pytest.mark.parametrize("name", LIVE_EVENTS)
@pytest.mark.parametrize("end", ["RecommendationSuperseded", "RecommendationWithdrawn"])
def test_nothing_follows_the_end(end: str, name: str) -> None:
    given("recommendation", MADE, LIVE_EVENTS[end]).when(LIVE_EVENTS[name]).refused(
        "FORBIDDEN_TRANSITION"
    )


@pytest.mark.parametrize("name", LIVE_EVENTS)
def test_nothing_comes_before_the_recommendation(name: str) -> None:
    given("recommendation").when(LIVE_EVENTS[name]).refused("STREAM_NOT_OPEN")
