"""What Devon's Cabinet resolved in May 2020, limb by limb, and what became of it."""

from ledger.events.budget import (
    BudgetApproved,
    BudgetEndorsed,
    BudgetProposed,
    BudgetReprofiled,
    BudgetYearClosed,
    PostFilled,
    SpendRecorded,
)
from ledger.values import FinancialYear
from tests.notation import Wire, event, given, limb, line, move, total

LINES = [
    line("ongoing-2020", "2020/21", "just under 1.1m", fte="21.2", posts="ONGOING"),
    line("ongoing", "2021/22 on", "1000000", fte="21.2", posts="ONGOING"),
    line("short-2020", "2020/21", "just over 1.1m", fte="8.8", nature="ONE_OFF"),
    line("short-2021", "2021/22", "618k", fte="8.8", nature="ONE_OFF"),
]
TOTALS = [total("2020/21", "2.2m", fte="30.0"), total("2021/22", "1.6m", fte="30.0")]
LIMBS = [
    limb("(a)", "APPROVE", covers_total=True),
    limb("(b)", "APPROVE", "ongoing-2020", "ongoing"),
    limb("(c)", "ENDORSE", "short-2020", "short-2021"),
    limb("(d)", "NOTE"),
]
APPROVED = event(BudgetApproved, resolution="CS/20/06", limbs=LIMBS)


def proposed(lines: list[Wire] = LINES, totals: list[Wire] = TOTALS) -> BudgetProposed:
    return event(BudgetProposed, summary="Posts and money.", lines=lines, stated_totals=totals)


def test_the_rounded_figures_and_the_thirty_posts_reconcile() -> None:
    given("budget").when(proposed()).then(status="PROPOSED")


def test_the_total_is_approved_although_one_limb_endorses() -> None:
    given("budget", proposed()).when(APPROVED).then(status="APPROVED")


def test_the_resolution_is_not_an_endorsement_of_the_total() -> None:
    endorsed = event(BudgetEndorsed, resolution="CS/20/06", limbs=LIMBS)
    given("budget", proposed()).when(endorsed).refused("VERB_MISMATCH", "/limbs/0/verb")


def test_a_missing_tenth_of_a_post_does_not_reconcile() -> None:
    totals = [total("2020/21", "2.2m", fte="30.1")]
    given("budget").when(proposed(totals=totals)).refused(
        "AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/0/fte"
    )


def test_the_one_off_money_left_out_does_not_reconcile() -> None:
    given("budget").when(proposed(lines=LINES[:3])).refused(
        "AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/1/money"
    )


def test_the_recurrent_million_is_the_whole_of_a_later_year() -> None:
    totals = [*TOTALS, total("2022/23", "1.0m", fte="21.2")]
    given("budget").when(proposed(totals=totals)).then(status="PROPOSED")


def test_noting_that_the_profile_may_change_moves_nothing() -> None:
    story = given("budget", proposed())
    story.when(APPROVED).then(lines=story.state.lines)


def test_late_recruitment_moves_money_into_the_next_year() -> None:
    moved = event(
        BudgetReprofiled,
        moves=[
            move("short-2020", "just over 1.1m", "just over 0.9m"),
            move("short-2021", "618k", "818k"),
        ],
        authority="cabinet",
    )
    outcome = given("budget", proposed(), APPROVED).when(moved)
    assert outcome.refusal is None
    lines = outcome.after.lines
    assert lines["short-2020"].money.amount == "900000.00"
    assert lines["short-2021"].money.amount == "818000.00"
    assert lines["ongoing"] == outcome.before.lines["ongoing"]


def test_two_case_progression_managers_are_paid_from_the_ongoing_line() -> None:
    filled = event(
        PostFilled,
        post="case-progression-manager",
        fte="2.0",
        line_id="ongoing-2020",
        posts_count=2,
    )
    given("budget", proposed(), APPROVED).when(filled).then(status="APPROVED")


def test_a_closed_year_takes_no_more_spend() -> None:
    closed = event(BudgetYearClosed, year="2020/21")
    spent = event(
        SpendRecorded,
        line_id="short-2020",
        period={"firstOn": "2020-04-01", "lastOn": "2021-03-31"},
        money={"amount": "1098765.43"},
        kind="ACTUAL",
    )
    story = given("budget", proposed(), APPROVED, closed)
    assert story.state.closed_years == {FinancialYear("2020/21")}
    story.when(spent).refused("YEAR_CLOSED", "/lineId")
