"""An event takes the place of a retracted one, although its stream has moved on."""

from ledger.events.action import ActionAgreed, ActionBlocked, ActionProposed, ActionStarted
from ledger.events.event import Event
from ledger.rules import (
    RULES,
    Recorded,
    awaited,
    decide_replacement,
    decide_retraction,
    fold,
    standing,
)
from tests.notation import SOURCE, event, recorded, retraction

PROPOSED = event(ActionProposed, summary="Two managers for case progression.")
AGREED = event(ActionAgreed, accountable_role="chief-officer", due_on="2020-09-30")
AGREED_LATER = event(ActionAgreed, accountable_role="chief-officer", due_on="2020-10-31")
STARTED = event(ActionStarted)
BLOCKED = event(ActionBlocked, reason="Recruitment is delayed.")


def action(*happened: Event) -> list[Recorded]:
    return recorded("action", *happened)


def code(stream: list[Recorded], replacement: Event, event_id: str) -> str | None:
    refusal = decide_replacement(RULES["action"], stream, replacement, (SOURCE, event_id))
    return refusal and refusal.code


def test_the_agreement_is_put_right_although_work_has_started() -> None:
    stream = action(PROPOSED, AGREED, STARTED, retraction("2", replaced_by="5"))
    assert code(stream, AGREED_LATER, "5") is None


def test_it_stands_where_the_retracted_one_stood() -> None:
    stream = action(
        PROPOSED, AGREED, STARTED, BLOCKED, retraction("2", replaced_by="6"), AGREED_LATER
    )
    assert standing(stream) == [PROPOSED, AGREED_LATER, STARTED, BLOCKED]
    state = fold("action", standing(stream))
    assert (state.status, state.due_on) == ("BLOCKED", "2020-10-31")


def test_an_opening_is_replaced_although_others_stand_on_it() -> None:
    assert decide_retraction(action(PROPOSED, AGREED), retraction("1", replaced_by="4")) is None


def test_a_replacement_is_replaced_in_its_turn() -> None:
    stream = action(
        PROPOSED,
        AGREED,
        STARTED,
        retraction("2", replaced_by="5"),
        AGREED_LATER,
        retraction("5", replaced_by="7"),
        AGREED,
    )
    assert standing(stream) == [PROPOSED, AGREED, STARTED]


def test_another_type_of_event_cannot_take_the_place() -> None:
    stream = action(PROPOSED, AGREED, STARTED, retraction("2", replaced_by="5"))
    assert code(stream, BLOCKED, "5") == "WRONG_REPLACEMENT"


def test_a_replacement_is_judged_at_its_place() -> None:
    stream = action(PROPOSED, AGREED, STARTED, retraction("3", replaced_by="5"))
    stream.extend(action(PROPOSED, AGREED, STARTED, STARTED, retraction("2"))[4:])
    assert code(stream, STARTED, "5") == "FORBIDDEN_TRANSITION"


def test_what_was_recorded_before_the_retraction_cannot_take_the_place() -> None:
    stream = action(PROPOSED, AGREED, STARTED)
    refusal = decide_retraction(stream, retraction("2", replaced_by="3"))
    assert refusal is not None
    assert (refusal.code, refusal.pointer) == ("WRONG_REPLACEMENT", "/replacedBy")


def test_a_place_is_kept_until_then_and_only_where_it_was_asked_for() -> None:
    stream = action(PROPOSED, AGREED, retraction("2", replaced_by="9"), retraction("1"))
    assert awaited(stream) == {(SOURCE, "9")}
