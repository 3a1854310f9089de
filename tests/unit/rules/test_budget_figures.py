"""What an opening and a decision must hold together: keys, sums, posts, limbs and verbs."""

import pytest

from ledger.events.budget import (
    BudgetApproved,
    BudgetCarriedIn,
    BudgetEndorsed,
    BudgetNoted,
    BudgetProposed,
    BudgetRejected,
)
from tests.notation import Outcome, Wire, event, given, limb, line, total

PAPER = line("staff", "2020/21", "1.0m")


def propose(lines: list[Wire], *totals: Wire) -> Outcome:
    return given("budget").when(
        event(BudgetProposed, summary="Posts.", lines=lines, stated_totals=list(totals))
    )


def carry_in(status: str = "APPROVED", **known: object) -> Outcome:
    return given("budget").when(
        event(BudgetCarriedIn, status=status, summary="Posts.", resolution="1", **known)
    )


def resolve(*limbs: Wire, decision: type = BudgetApproved) -> Outcome:
    proposed = event(BudgetProposed, summary="Posts.", lines=[PAPER])
    return given("budget", proposed).when(event(decision, resolution="1", limbs=list(limbs)))


# --- Keys -----------------------------------------------------------------------------------------


def test_a_line_stands_once() -> None:
    propose([PAPER, line("staff", "2021/22", "1.0m")]).refused("DUPLICATE_LINE", "/lines/1/lineId")


def test_a_year_has_one_total() -> None:
    propose([PAPER], total("2020/21", "1.0m"), total("2020/21", "1.0m")).refused(
        "DUPLICATE_LINE", "/statedTotals/1/year"
    )


def test_a_limb_has_a_label_of_its_own() -> None:
    resolve(limb("(a)", "APPROVE", covers_total=True), limb("(a)", "NOTE")).refused(
        "DUPLICATE_LINE", "/limbs/1/label"
    )


def test_a_limb_speaks_of_lines_that_exist() -> None:
    resolve(limb("(a)", "APPROVE"), limb("(b)", "APPROVE", "staff", "vans")).refused(
        "UNKNOWN_LINE", "/limbs/1/lines/1"
    )


def test_a_carried_in_limb_speaks_of_lines_that_exist() -> None:
    carry_in(limbs=[limb("(a)", "APPROVE", "staff")]).refused("UNKNOWN_LINE", "/limbs/0/lines/0")


def test_a_carried_in_limb_may_speak_of_a_carried_in_line() -> None:
    carry_in(lines=[PAPER], limbs=[limb("(a)", "APPROVE", "staff")]).then(status="APPROVED")


# --- Sums -----------------------------------------------------------------------------------------


def test_exact_lines_make_an_exact_total() -> None:
    propose(
        [line("a", "2020/21", "600000"), line("b", "2020/21", "18000")], total("2020/21", "618000")
    ).then(status="PROPOSED")


def test_exact_lines_that_miss_an_exact_total_by_a_pound_are_refused() -> None:
    propose([line("a", "2020/21", "618001")], total("2020/21", "618000")).refused(
        "AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/0/money"
    )


def test_a_sum_just_outside_the_rounding_is_refused() -> None:
    propose([line("a", "2020/21", "1650000")], total("2020/21", "1.6m")).refused(
        "AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/0/money"
    )


def test_a_sum_on_the_edge_of_the_rounding_is_taken() -> None:
    propose([line("a", "2020/21", "1550000")], total("2020/21", "1.6m")).then(status="PROPOSED")


def test_each_stated_year_is_compared_with_its_own_lines() -> None:
    propose(
        [line("a", "2020/21", "1.0m"), line("b", "2021/22", "2.0m")],
        total("2020/21", "1.0m"),
        total("2021/22", "1.0m"),
    ).refused("AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/1/money")


def test_an_open_ended_line_counts_once_in_each_of_its_years() -> None:
    propose(
        [line("a", "2021/22 on", "1.0m")], total("2021/22", "1.0m"), total("2029/30", "1.0m")
    ).then(status="PROPOSED")


def test_an_open_ended_line_does_not_count_before_its_first_year() -> None:
    propose([PAPER, line("a", "2021/22 on", "1.0m")], total("2020/21", "2.0m")).refused(
        "AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/0/money"
    )


def test_a_proposed_total_of_a_year_without_lines_is_made_up_by_nothing() -> None:
    propose([PAPER], total("2021/22", "1.0m")).refused(
        "AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/0/money"
    )


def test_a_carried_in_total_may_be_all_that_its_document_says() -> None:
    carry_in(stated_totals=[total("2020/21", "2.2m")]).then(status="APPROVED")


def test_a_carried_in_total_reconciles_with_the_lines_that_are_known() -> None:
    carry_in(lines=[PAPER], stated_totals=[total("2020/21", "2.2m")]).refused(
        "AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/0/money"
    )


def test_the_detail_says_what_is_left_over() -> None:
    outcome = propose([line("a", "2020/21", "618001")], total("2020/21", "618000"))
    assert outcome.refusal is not None
    assert "leave £1.00 to £1.00" in outcome.refusal.detail


# --- Posts ----------------------------------------------------------------------------------------


def test_posts_reconcile_exactly() -> None:
    propose(
        [line("a", "2020/21", "1.0m", fte="21.2"), line("b", "2020/21", "1.0m", fte="8.8")],
        total("2020/21", "2.0m", fte="30.0"),
    ).then(status="PROPOSED")


def test_posts_that_miss_the_total_are_refused() -> None:
    propose(
        [line("a", "2020/21", "1.0m", fte="21.2")], total("2020/21", "1.0m", fte="21.3")
    ).refused("AMOUNTS_DO_NOT_RECONCILE", "/statedTotals/0/fte")


def test_posts_are_not_compared_where_a_line_does_not_state_them() -> None:
    propose(
        [line("a", "2020/21", "1.0m", fte="21.2"), line("b", "2020/21", "1.0m")],
        total("2020/21", "2.0m", fte="30.0"),
    ).then(status="PROPOSED")


def test_posts_are_not_compared_where_the_total_does_not_state_them() -> None:
    propose([line("a", "2020/21", "1.0m", fte="21.2")], total("2020/21", "1.0m")).then(
        status="PROPOSED"
    )


# --- Verbs ----------------------------------------------------------------------------------------

DECISIONS = {
    "APPROVE": BudgetApproved,
    "ENDORSE": BudgetEndorsed,
    "NOTE": BudgetNoted,
    "REJECT": BudgetRejected,
}


@pytest.mark.parametrize("verb", DECISIONS)
@pytest.mark.parametrize("named", DECISIONS)
def test_a_decision_is_named_for_the_verb_on_the_total(verb: str, named: str) -> None:
    outcome = resolve(
        limb("(a)", named), limb("(b)", verb, covers_total=True), decision=DECISIONS[named]
    )
    if verb == named:
        outcome.then()
    else:
        outcome.refused("VERB_MISMATCH", "/limbs/1/verb")


def test_a_decision_that_leaves_the_total_alone_is_named_for_one_of_its_limbs() -> None:
    resolve(limb("(a)", "NOTE"), limb("(b)", "APPROVE", "staff")).then(status="APPROVED")


def test_a_decision_that_none_of_its_limbs_makes_is_refused() -> None:
    resolve(limb("(a)", "NOTE"), limb("(b)", "ENDORSE", "staff")).refused("VERB_MISMATCH", "/limbs")


def test_a_carried_in_state_is_named_for_the_verb_on_the_total() -> None:
    carry_in("APPROVED", limbs=[limb("(a)", "ENDORSE", covers_total=True)]).refused(
        "VERB_MISMATCH", "/limbs/0/verb"
    )


def test_carried_in_limbs_that_leave_the_total_alone_do_not_tell_the_state() -> None:
    carry_in("APPROVED", limbs=[limb("(a)", "ENDORSE")]).then(status="APPROVED")


def test_a_carried_in_end_is_named_for_no_verb() -> None:
    carry_in("SUPERSEDED", limbs=[limb("(a)", "APPROVE", covers_total=True)]).then(
        status="SUPERSEDED"
    )
