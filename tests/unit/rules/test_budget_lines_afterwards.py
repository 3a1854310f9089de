"""What happens to the lines of an approved budget: moves, closed years, spend and posts."""

from ledger.events.budget import (
    BudgetApproved,
    BudgetProposed,
    BudgetReprofiled,
    BudgetYearClosed,
    PostFilled,
    SpendRecorded,
)
from tests.notation import (
    Outcome,
    Story,
    Wire,
    event,
    given,
    given_standing,
    limb,
    line,
    money,
    move,
)

PROPOSED = event(
    BudgetProposed,
    summary="Posts.",
    lines=[
        line("staff-2020", "2020/21", "1.1m"),
        line("staff-2021", "2021/22", "1.0m"),
        line("training", "2020/21 on", "50000"),
    ],
)
APPROVED = event(BudgetApproved, resolution="1", limbs=[limb("(a)", "APPROVE", covers_total=True)])
CLOSED = event(BudgetYearClosed, year="2020/21")
OPEN_STORY = given("budget", PROPOSED, APPROVED)
CLOSED_STORY = given("budget", PROPOSED, APPROVED, CLOSED)


def reprofiled(*moves: Wire, opens: tuple[Wire, ...] = ()) -> BudgetReprofiled:
    return event(BudgetReprofiled, moves=list(moves), opens=list(opens), authority="cabinet")


def spend(story: Story, line_id: str, first_on: str, last_on: str) -> Outcome:
    return story.when(
        event(
            SpendRecorded,
            line_id=line_id,
            period={"firstOn": first_on, "lastOn": last_on},
            money=money("12000"),
            kind="ACTUAL",
        )
    )


# --- Reprofiles -----------------------------------------------------------------------------------


def test_what_goes_out_of_one_line_comes_into_another() -> None:
    OPEN_STORY.when(
        reprofiled(move("staff-2020", "1.1m", "0.9m"), move("staff-2021", "1.0m", "1.2m"))
    ).then(status="APPROVED")


def test_what_goes_out_may_open_a_line() -> None:
    moved = reprofiled(
        move("staff-2020", "1.1m", "0.9m"), opens=(line("agency-2021", "2021/22", "0.2m"),)
    )
    outcome = OPEN_STORY.when(moved)
    assert outcome.refusal is None
    assert [*outcome.after.lines] == ["staff-2020", "staff-2021", "training", "agency-2021"]


def test_what_was_opened_may_be_moved() -> None:
    opened = reprofiled(
        move("staff-2020", "1.1m", "0.9m"), opens=(line("agency-2021", "2021/22", "0.2m"),)
    )
    given("budget", PROPOSED, APPROVED, opened).when(
        reprofiled(move("agency-2021", "0.2m", "0.1m"), move("staff-2021", "1.0m", "1.1m"))
    ).then(status="APPROVED")


def test_money_from_nowhere_is_refused() -> None:
    OPEN_STORY.when(reprofiled(move("training", "50000", "50001"))).refused(
        "AMOUNTS_DO_NOT_RECONCILE", "/moves"
    )


def test_money_for_a_new_line_from_nowhere_is_refused() -> None:
    OPEN_STORY.when(
        reprofiled(move("training", "50000", "50000"), opens=(line("vans", "2021/22", "0.2m"),))
    ).refused("AMOUNTS_DO_NOT_RECONCILE", "/moves")


def test_a_move_of_an_unknown_line_is_refused() -> None:
    OPEN_STORY.when(reprofiled(move("vans", "0.1m", "0.1m"))).refused(
        "UNKNOWN_LINE", "/moves/0/lineId"
    )


def test_a_move_from_another_figure_is_refused() -> None:
    OPEN_STORY.when(
        reprofiled(move("staff-2020", "1.2m", "1.0m"), move("staff-2021", "1.0m", "1.2m"))
    ).refused("LINE_MISMATCH", "/moves/0/from")


def test_the_same_figure_to_another_precision_is_another_figure() -> None:
    OPEN_STORY.when(
        reprofiled(move("staff-2021", "1.0m", "1.0m"), move("staff-2020", "1100000", "1100000"))
    ).refused("LINE_MISMATCH", "/moves/1/from")


def test_a_line_moves_once_at_a_time() -> None:
    OPEN_STORY.when(
        reprofiled(move("training", "50000", "49000"), move("training", "49000", "50000"))
    ).refused("DUPLICATE_LINE", "/moves/1/lineId")


def test_a_line_opens_once() -> None:
    opens = (line("vans", "2021/22", "0.1m"), line("vans", "2022/23", "0.1m"))
    OPEN_STORY.when(reprofiled(move("staff-2020", "1.1m", "0.9m"), opens=opens)).refused(
        "DUPLICATE_LINE", "/opens/1/lineId"
    )


def test_a_line_that_exists_does_not_open() -> None:
    opens = (line("training", "2021/22", "0.2m"),)
    OPEN_STORY.when(reprofiled(move("staff-2020", "1.1m", "0.9m"), opens=opens)).refused(
        "DUPLICATE_LINE", "/opens/0/lineId"
    )


# --- Closed years ---------------------------------------------------------------------------------


def test_a_line_of_a_closed_year_does_not_move() -> None:
    CLOSED_STORY.when(
        reprofiled(move("staff-2021", "1.0m", "1.2m"), move("staff-2020", "1.1m", "0.9m"))
    ).refused("YEAR_CLOSED", "/moves/1/lineId")


def test_an_open_ended_line_is_locked_by_a_closed_year_in_which_it_counts() -> None:
    CLOSED_STORY.when(reprofiled(move("training", "50000", "40000"))).refused(
        "YEAR_CLOSED", "/moves/0/lineId"
    )


def test_a_line_does_not_open_in_a_closed_year() -> None:
    opens = (line("vans", "2020/21", "0.1m"),)
    CLOSED_STORY.when(reprofiled(move("staff-2021", "1.0m", "0.9m"), opens=opens)).refused(
        "YEAR_CLOSED", "/opens/0"
    )


def test_a_line_of_an_open_year_still_moves() -> None:
    opens = (line("vans", "2021/22", "0.1m"),)
    CLOSED_STORY.when(reprofiled(move("staff-2021", "1.0m", "0.9m"), opens=opens)).then(
        closed_years={"2020/21"}
    )


def test_a_year_closes_once() -> None:
    CLOSED_STORY.when(CLOSED).refused("YEAR_CLOSED", "/year")


def test_another_year_closes_too() -> None:
    CLOSED_STORY.when(event(BudgetYearClosed, year="2021/22")).then(
        closed_years={"2020/21", "2021/22"}
    )


# --- Spend and posts ------------------------------------------------------------------------------


def test_spend_is_recorded_on_a_line() -> None:
    spend(OPEN_STORY, "staff-2020", "2020-04-01", "2020-06-30").then(status="APPROVED")


def test_spend_on_an_unknown_line_is_refused() -> None:
    spend(OPEN_STORY, "vans", "2020-04-01", "2020-06-30").refused("UNKNOWN_LINE", "/lineId")


def test_spend_on_a_line_of_a_closed_year_is_refused_whenever_it_was_spent() -> None:
    spend(CLOSED_STORY, "staff-2020", "2021-04-01", "2021-04-30").refused("YEAR_CLOSED", "/lineId")


def test_spend_on_the_last_day_of_a_closed_year_is_refused() -> None:
    spend(CLOSED_STORY, "training", "2021-03-31", "2021-04-30").refused("YEAR_CLOSED", "/period")


def test_spend_up_to_the_first_day_of_a_closed_year_is_refused() -> None:
    spend(CLOSED_STORY, "training", "2020-03-01", "2020-04-01").refused("YEAR_CLOSED", "/period")


def test_spend_after_a_closed_year_is_taken() -> None:
    spend(CLOSED_STORY, "training", "2021-04-01", "2021-04-30").then(status="APPROVED")


def test_spend_before_a_closed_year_is_taken() -> None:
    spend(CLOSED_STORY, "training", "2020-03-01", "2020-03-31").then(status="APPROVED")


def test_a_post_may_be_filled_without_saying_which_line_pays() -> None:
    OPEN_STORY.when(event(PostFilled, post="reviewing-officer", fte="1.0")).then(status="APPROVED")


def test_a_post_paid_from_an_unknown_line_is_refused() -> None:
    OPEN_STORY.when(event(PostFilled, post="driver", fte="1.0", line_id="vans")).refused(
        "UNKNOWN_LINE", "/lineId"
    )


# --- A retracted middle ---------------------------------------------------------------------------

OPENED = reprofiled(
    move("staff-2020", "1.1m", "0.9m"), opens=(line("agency-2021", "2021/22", "0.2m"),)
)
MOVED_ON = reprofiled(move("agency-2021", "0.2m", "0.1m"), move("staff-2021", "1.0m", "1.1m"))


def test_the_opening_of_a_line_is_retracted_and_its_move_moves_nothing() -> None:
    given("budget", PROPOSED, APPROVED, OPENED, MOVED_ON)
    left = given_standing("budget", PROPOSED, APPROVED, MOVED_ON)
    assert [*left.state.lines] == ["staff-2020", "staff-2021", "training"]
    assert left.state.lines["staff-2021"].money.amount == "1100000.00"


def test_the_decision_is_retracted_and_the_lines_are_as_they_were_moved() -> None:
    left = given_standing("budget", PROPOSED, OPENED)
    assert left.state.status == "PROPOSED"
    assert left.state.lines["staff-2020"].money.amount == "900000.00"


def test_the_closing_of_a_year_is_retracted_and_spend_is_taken_again() -> None:
    left = given_standing("budget", PROPOSED, APPROVED)
    spend(left, "staff-2020", "2020-04-01", "2020-06-30").then(closed_years=frozenset())
