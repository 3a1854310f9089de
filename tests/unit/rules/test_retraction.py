"""What can be retracted, and what stands afterwards."""

from ledger.events.action import ActionAgreed, ActionProgressNoted, ActionProposed, ActionStarted
from ledger.events.event import Event
from ledger.events.plan import PhaseStarted, PlanDrafted, PlanPublished
from ledger.rules import Recorded, decide_retraction, fold, standing
from tests.notation import event, recorded, retraction

PROPOSED = event(ActionProposed, summary="Risk-assess every child placed with parents.")
AGREED = event(ActionAgreed, accountable_role="head-of-service", due_on="2020-08-31")
STARTED = event(ActionStarted)
NOTED = event(ActionProgressNoted, summary="All are assessed.")

DRAFTED = event(PlanDrafted, title="Improvement plan")
PUBLISHED = event(PlanPublished, title="Improvement plan")
PHASE = event(PhaseStarted, phase="phase-1", title="Respond")


def code(stream: list[Recorded], event_id: str, source: str = "urn:story") -> str | None:
    refusal = decide_retraction(stream, retraction(event_id, source))
    return refusal and refusal.code


def action(*happened: Event) -> list[Recorded]:
    return recorded("action", *happened)


def test_the_last_event_is_retracted() -> None:
    assert code(action(PROPOSED, AGREED, STARTED), "3") is None


def test_an_event_in_the_middle_is_retracted() -> None:
    assert code(action(PROPOSED, AGREED, STARTED), "2") is None


def test_an_event_that_was_never_recorded_cannot_be_retracted() -> None:
    assert code(action(PROPOSED), "2") == "NOTHING_TO_RETRACT"


def test_an_event_of_another_source_cannot_be_retracted() -> None:
    assert code(action(PROPOSED, AGREED), "2", source="urn:other") == "NOTHING_TO_RETRACT"


def test_nothing_on_an_empty_stream_can_be_retracted() -> None:
    assert code([], "1") == "NOTHING_TO_RETRACT"


def test_a_retraction_cannot_be_retracted() -> None:
    assert code(action(PROPOSED, AGREED, retraction("2")), "3") == "RETRACTION_IS_FINAL"


def test_an_event_cannot_be_retracted_twice() -> None:
    assert code(action(PROPOSED, AGREED, retraction("2")), "2") == "RETRACTION_IS_FINAL"


def test_an_opening_on_which_others_stand_cannot_be_retracted() -> None:
    assert code(action(PROPOSED, AGREED, STARTED), "1") == "OPENING_STILL_STOOD_ON"


def test_an_opening_on_its_own_is_retracted() -> None:
    assert code(action(PROPOSED), "1") is None


def test_an_opening_is_retracted_once_all_that_stood_on_it_is() -> None:
    assert code(action(PROPOSED, AGREED, NOTED, retraction("3"), retraction("2")), "1") is None


def test_an_opening_that_was_retracted_is_recorded_anew_and_stood_on_again() -> None:
    assert (
        code(action(PROPOSED, retraction("1"), PROPOSED, AGREED), "3") == "OPENING_STILL_STOOD_ON"
    )


def test_a_plan_that_was_published_does_not_stand_on_its_draft() -> None:
    assert code(recorded("plan", DRAFTED, PUBLISHED, PHASE), "1") is None


def test_a_phase_stands_on_the_draft_that_came_before_it() -> None:
    assert code(recorded("plan", DRAFTED, PHASE, PUBLISHED), "1") == "OPENING_STILL_STOOD_ON"


def test_a_second_opening_that_is_not_the_first_is_retracted() -> None:
    assert code(recorded("plan", DRAFTED, PHASE, PUBLISHED), "3") is None


def test_a_refusal_points_at_the_id_and_says_how_many_stand() -> None:
    refusal = decide_retraction(action(PROPOSED, AGREED, STARTED), retraction("1"))
    assert refusal is not None
    assert refusal.pointer == "/id"
    assert refusal.detail.startswith("2 later events")


def test_what_stands_is_neither_retracted_nor_a_retraction() -> None:
    stream = action(PROPOSED, AGREED, STARTED, retraction("2"), NOTED)
    assert standing(stream) == [PROPOSED, STARTED, NOTED]


def test_everything_stands_where_nothing_was_retracted() -> None:
    assert standing(action(PROPOSED, AGREED)) == [PROPOSED, AGREED]


def test_a_retraction_brings_the_state_back_to_what_still_stands() -> None:
    stream = action(PROPOSED, AGREED, STARTED, retraction("3"))
    assert fold("action", standing(stream)) == fold("action", [PROPOSED, AGREED])


def test_a_stream_of_which_nothing_stands_is_as_if_it_never_opened() -> None:
    stream = action(PROPOSED, retraction("1"))
    assert fold("action", standing(stream)) == fold("action", [])


def test_an_event_is_known_by_source_and_id_together() -> None:
    twin = Recorded("urn:other", "2", 3, STARTED, opens=False)
    stream = [*action(PROPOSED, AGREED), twin, *action(retraction("2"))]
    assert standing(stream) == [PROPOSED, STARTED]
