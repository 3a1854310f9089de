"""A commissioner's recommendations to Devon, October 2020 and after."""

from ledger.events.recommendation import (
    CouncilResponded,
    DischargeClaimed,
    MinisterResponded,
    RecommendationCarriedIn,
    RecommendationLinkedToAction,
    RecommendationMade,
    RecommendationPublished,
    RecommendationWithdrawn,
)
from tests.notation import event, given, given_standing

ACCEPTED = event(CouncilResponded, response="ACCEPT", rationale="The plan is refreshed with it.")
LINKED = event(RecommendationLinkedToAction, action="stable-leadership")
CLAIMED = event(DischargeClaimed, claimed_by="chief-officer")
REJECTED = event(MinisterResponded, response="REJECT")


def made(text: str = "Settle the leadership.") -> RecommendationMade:
    return event(RecommendationMade, report="commissioner-2020-10", number="1", text=text)


def carried_in(text: str) -> RecommendationCarriedIn:
    return event(
        RecommendationCarriedIn,
        report="commissioner-2020-10",
        number="NOT_STATED",
        text=text,
        addressee="NOT_STATED",
        minister="AWAITED",
        council="AWAITED",
        delivery="NONE",
    )


def test_the_report_is_made_and_both_responses_are_awaited() -> None:
    given("recommendation").when(made()).then(
        standing="LIVE", minister="AWAITED", council="AWAITED", delivery="NONE"
    )


def test_the_council_goes_ahead_while_the_minister_has_not_answered() -> None:
    given("recommendation", made(), ACCEPTED).when(LINKED).then(
        minister="AWAITED", council="ACCEPTED", delivery="IN_DELIVERY"
    )


def test_the_minister_answers_before_the_council() -> None:
    given("recommendation", made()).when(event(MinisterResponded, response="MODIFY")).then(
        minister="MODIFIED", council="AWAITED"
    )


def test_a_ministers_rejection_does_not_end_what_the_council_is_delivering() -> None:
    given("recommendation", made(), ACCEPTED, LINKED, REJECTED).when(CLAIMED).then(
        standing="LIVE", minister="REJECTED", delivery="AWAITING_ASSURANCE"
    )


def test_the_minister_responds_once() -> None:
    given("recommendation", made(), REJECTED).when(
        event(MinisterResponded, response="ACCEPT")
    ).refused("FORBIDDEN_TRANSITION")


def test_a_council_that_declined_may_think_again() -> None:
    declined = event(CouncilResponded, response="DECLINE", rationale="It is being done already.")
    given("recommendation", made(), declined).when(ACCEPTED).then(council="ACCEPTED")


def test_the_same_recommendation_cannot_be_made_again() -> None:
    given("recommendation", made()).when(made()).refused("ALREADY_OPEN")


def test_the_text_cannot_be_made_another() -> None:
    given("recommendation", made()).when(made("Settle the leadership by spring.")).refused(
        "TEXT_CHANGED", "/text"
    )


def test_the_text_of_a_withdrawn_recommendation_cannot_be_made_another() -> None:
    given("recommendation", made(), event(RecommendationWithdrawn)).when(made("Another.")).refused(
        "TEXT_CHANGED", "/text"
    )


def test_a_text_that_was_never_stated_is_not_changed_by_one() -> None:
    given("recommendation", carried_in("NOT_STATED")).when(made()).refused("ALREADY_OPEN")


def test_publication_may_tell_a_text_that_nobody_stated_before() -> None:
    published = event(RecommendationPublished, text="Settle the leadership.")
    given("recommendation", carried_in("NOT_STATED")).when(published).then(
        text="Settle the leadership."
    )


def test_publication_cannot_tell_another_text() -> None:
    published = event(RecommendationPublished, text="Another.")
    given("recommendation", made()).when(published).refused("TEXT_CHANGED", "/text")


def test_a_carried_in_recommendation_only_opens() -> None:
    given("recommendation", made()).when(carried_in("Another.")).refused("ALREADY_OPEN")


def test_the_councils_response_is_retracted_and_the_rest_still_folds() -> None:
    given_standing("recommendation", made(), LINKED).when(CLAIMED).then(
        council="AWAITED", delivery="AWAITING_ASSURANCE"
    )
