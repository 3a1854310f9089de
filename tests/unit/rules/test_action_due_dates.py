"""The baseline that never changes, and the due date that no move may skip."""

from ledger.events.action import (
    ActionAgreed,
    ActionCarriedIn,
    ActionDueDateMoved,
    ActionProposed,
    ActionStarted,
)
from tests.notation import event, given, given_standing

PROPOSED = event(ActionProposed, summary="A fortnightly look at priority young people.")
STARTED = event(ActionStarted)


def agreed(due_on: str) -> ActionAgreed:
    return event(ActionAgreed, accountable_role="chief-officer", due_on=due_on)


def carried_in(status: str, baseline: str, due_on: str) -> ActionCarriedIn:
    return event(
        ActionCarriedIn,
        status=status,
        summary="A fortnightly look at priority young people.",
        accountable_role="chief-officer",
        baseline_due_on=baseline,
        due_on=due_on,
        rag="NOT_STATED",
    )


def moved(moved_from: str, moved_to: str) -> ActionDueDateMoved:
    return event(
        ActionDueDateMoved, moved_from=moved_from, moved_to=moved_to, reason="More is to be done."
    )


def test_the_first_agreed_date_is_baseline_and_current_date() -> None:
    given("action", PROPOSED).when(agreed("2020-11-30")).then(
        baseline_due_on="2020-11-30", due_on="2020-11-30"
    )


def test_a_moved_date_leaves_the_baseline() -> None:
    given("action", PROPOSED, agreed("2020-11-30"), STARTED).when(
        moved("2020-11-30", "2021-03-31")
    ).then(baseline_due_on="2020-11-30", due_on="2021-03-31", status="IN_PROGRESS")


def test_a_move_from_the_baseline_after_another_move_is_refused() -> None:
    given("action", PROPOSED, agreed("2020-11-30"), moved("2020-11-30", "2020-12-31")).when(
        moved("2020-11-30", "2021-03-31")
    ).refused("DUE_DATE_MISMATCH", "/from")


def test_a_move_from_an_unstated_date_is_refused_where_the_date_is_known() -> None:
    given("action", PROPOSED, agreed("2020-11-30")).when(moved("NOT_STATED", "2021-03-31")).refused(
        "DUE_DATE_MISMATCH", "/from"
    )


def test_a_move_from_any_date_is_taken_where_the_current_one_is_not_stated() -> None:
    given("action", carried_in("IN_PROGRESS", "NOT_STATED", "NOT_STATED")).when(
        moved("2020-11-30", "2021-03-31")
    ).then(due_on="2021-03-31", baseline_due_on="NOT_STATED")


def test_an_action_without_a_date_yet_may_have_one_moved() -> None:
    given("action", PROPOSED).when(moved("NOT_STATED", "2021-03-31")).then(due_on="2021-03-31")


def test_a_carried_in_action_keeps_its_two_dates_apart() -> None:
    given("action").when(carried_in("IN_PROGRESS", "2020-11-30", "2021-03-31")).then(
        baseline_due_on="2020-11-30", due_on="2021-03-31"
    )


def test_agreeing_on_another_date_than_the_carried_in_baseline_is_refused() -> None:
    given("action", carried_in("PROPOSED", "2020-11-30", "2020-11-30")).when(
        agreed("2021-03-31")
    ).refused("BASELINE_CHANGED", "/dueOn")


def test_agreeing_on_no_date_does_not_take_a_stated_baseline_away() -> None:
    given("action", carried_in("PROPOSED", "2020-11-30", "2020-11-30")).when(
        agreed("NOT_STATED")
    ).refused("BASELINE_CHANGED", "/dueOn")


def test_agreeing_on_the_carried_in_baseline_is_taken() -> None:
    given("action", carried_in("PROPOSED", "2020-11-30", "2020-11-30")).when(
        agreed("2020-11-30")
    ).then(status="AGREED", baseline_due_on="2020-11-30")


def test_agreeing_sets_the_baseline_that_the_first_document_left_open() -> None:
    given("action", carried_in("PROPOSED", "NOT_STATED", "NOT_STATED")).when(
        agreed("2020-11-30")
    ).then(baseline_due_on="2020-11-30")


def test_an_agreement_is_retracted_and_the_rest_still_folds() -> None:
    given_standing("action", PROPOSED, STARTED).when(moved("2020-11-30", "2021-03-31")).then(
        status="IN_PROGRESS", baseline_due_on="NOT_STATED", due_on="2021-03-31"
    )


def test_a_move_is_retracted_and_the_later_one_still_counts() -> None:
    given_standing(
        "action", PROPOSED, agreed("2020-11-30"), moved("2020-12-31", "2021-03-31")
    ).when(moved("2021-03-31", "2021-06-30")).then(due_on="2021-06-30")
