"""The facts the project began with are all in the examples, as exact as their sources."""

from __future__ import annotations

from collections import Counter

import pytest
from msgspec import UNSET

from ledger.events.action import ActionCarriedIn
from ledger.events.body import BriefingPresented, MeetingHeld, MeetingScheduled
from ledger.events.budget import BudgetApproved, BudgetProposed, PostFilled
from ledger.events.direction import CommissionerReportSubmitted, DirectionIssued, DirectionRevoked
from ledger.events.measure import EvaluationBatchReported, ReadingRecorded
from ledger.events.plan import GovernanceTransferred, PlanSubmitted
from ledger.events.recommendation import RecommendationCarriedIn
from ledger.events.visit import FindingRecorded, ReportPublished, VisitExpected
from ledger.moments import parse_moment
from ledger.values import FinancialYear, residual
from ledger.vocabulary import Cadence, Verb
from tests.unit.examples.carried import REAL, event, lines

FACTS = {
    "worcestershire": range(1, 18),
    "nottingham-city": range(18, 29),
    "devon": range(29, 72),
}


def proposed() -> BudgetProposed:
    budget = event("devon", "X-budget-proposed")
    assert isinstance(budget, BudgetProposed)
    return budget


@pytest.mark.parametrize("name", REAL)
def test_every_fact_of_a_council_is_carried_in(name: str) -> None:
    carried = {fact for line in lines(name) for fact in line.facts}
    assert carried == {f"F{number:03}" for number in FACTS[name]}


@pytest.mark.parametrize("name", REAL)
def test_what_is_no_fact_is_marked_as_an_extra(name: str) -> None:
    assert [
        line.id for line in lines(name) if not line.facts and not line.id.startswith("X-")
    ] == []


def test_the_two_dates_of_the_inspection_report_stand_side_by_side() -> None:
    published = [line for line in lines("devon") if isinstance(line.event, ReportPublished)]
    assert [(line.id, line.effective) for line in published] == [
        ("F036", "2020-03-17"),
        ("F035", "2020-03~"),
    ]
    assert len({line.source for line in published}) == 2


def test_the_stated_totals_of_the_budget() -> None:
    totals = {str(total.year): total for total in proposed().stated_totals}
    assert {year: str(total.money.amount) for year, total in totals.items()} == {
        "2020/21": "2200000.00",
        "2021/22": "1600000.00",
    }
    assert {str(total.fte) for total in totals.values()} == {"30.0"}
    assert {str(total.money.stated_to) for total in totals.values()} == {"100000.00"}


@pytest.mark.parametrize(
    ("line_id", "amount", "qualifier", "stated_to", "fte"),
    [
        ("recurrent-2020-21", "1100000.00", "JUST_UNDER", "100000.00", "21.2"),
        ("recurrent-from-2021-22", "1000000.00", "AS_STATED", "0.01", "21.2"),
        ("one-off-2020-21", "1100000.00", "JUST_OVER", "100000.00", "8.8"),
        ("one-off-2021-22", "618000.00", "AS_STATED", "1000.00", "8.8"),
    ],
)
def test_a_budget_line_is_as_exact_as_the_resolution(
    line_id: str, amount: str, qualifier: str, stated_to: str, fte: str
) -> None:
    (line,) = [each for each in proposed().lines if each.line_id == line_id]
    money = (line.money.amount, line.money.qualifier, line.money.stated_to)
    assert (*money, line.fte) == (amount, qualifier, stated_to, fte)


def test_2021_22_leaves_18_thousand_and_2020_21_no_single_figure() -> None:
    budget = proposed()
    left = {
        str(total.year): residual(
            [line.money for line in budget.lines if line.counts_in(total.year)], total.money
        )
        for total in budget.stated_totals
    }
    assert left["2021/22"].pence == 1_800_000
    assert left["2020/21"].pence is None
    assert all(each.reconciles for each in left.values())


def test_2022_23_has_one_recurrent_line_and_nothing_once() -> None:
    granted = [line for line in proposed().lines if line.counts_in(FinancialYear("2022/23"))]
    assert [line.line_id for line in granted] == ["recurrent-from-2021-22"]


def test_the_resolution_approves_what_it_approves_and_endorses_the_rest() -> None:
    approved = event("devon", "F041-F044-approval")
    assert isinstance(approved, BudgetApproved)
    assert [(limb.label, limb.verb, limb.covers_total) for limb in approved.limbs] == [
        ("a", Verb.APPROVE, True),
        ("b", Verb.APPROVE, False),
        ("c", Verb.ENDORSE, False),
        ("d", Verb.NOTE, False),
    ]


def test_no_post_is_recorded_as_filled() -> None:
    assert not any(isinstance(line.event, PostFilled) for line in lines("devon"))


def test_governance_passes_over_in_july_and_no_day_is_known() -> None:
    (transfer,) = [line for line in lines("devon") if line.id == "F047-e"]
    assert isinstance(transfer.event, GovernanceTransferred)
    moment = parse_moment(transfer.effective)
    middle = parse_moment("2020-07-15").possible_from_us
    assert moment.possible_from_us < middle < moment.certain_by_us


def test_neither_issue_nor_revocation_of_a_direction_is_recorded() -> None:
    told = [line.event for name in REAL for line in lines(name)]
    assert not any(isinstance(each, DirectionIssued | DirectionRevoked) for each in told)


def test_the_recommendations_are_of_unstated_number_and_text() -> None:
    report, all_of_them = event("devon", "F054-a"), event("devon", "F054-b")
    assert isinstance(report, CommissionerReportSubmitted)
    assert isinstance(all_of_them, RecommendationCarriedIn)
    assert report.recommendations_count == "NOT_STATED"
    assert (all_of_them.number, all_of_them.text) == ("NOT_STATED", "NOT_STATED")
    assert all_of_them.minister == "AWAITED"


def test_nobody_was_briefed_about_care_leavers_before_2020() -> None:
    briefed = [
        line
        for line in lines("devon")
        if isinstance(line.event, BriefingPresented)
        if parse_moment(line.effective).possible_from_us < parse_moment("2020-02").possible_from_us
    ]
    assert briefed == []


def test_leaders_did_not_know_and_then_did() -> None:
    before, after = event("devon", "F033"), event("devon", "F052-finding-line-of-sight")
    assert isinstance(before, FindingRecorded)
    assert isinstance(after, FindingRecorded)
    assert before.unknown_to == ("senior-leaders",)
    assert after.known_to == ("senior-leaders", "elected-member")


def test_the_shares_of_the_practice_evaluations_make_99() -> None:
    batch = event("devon", "F053")
    assert isinstance(batch, EvaluationBatchReported)
    assert batch.evaluations_count == 125
    assert [str(share.percentage.value) for share in batch.distribution] == ["21", "67", "11"]


def test_six_bodies_received_the_monthly_pack() -> None:
    received = {
        line.stream.key
        for line in lines("devon")
        if isinstance(line.event, BriefingPresented) and line.event.cadence is Cadence.MONTHLY
    }
    assert received == {
        "childrens-scrutiny",
        "corporate-parenting-members",
        "improvement-partnership",
        "lg-8",
        "partnership-executive",
        "standing-overview-group",
    }


def test_the_rate_of_repeat_plans_was_read_once_and_not_before_2021() -> None:
    readings = [
        (line.documented, line.event)
        for line in lines("devon")
        if isinstance(line.event, ReadingRecorded)
    ]
    ((documented, reading),) = readings
    assert documented == "2021-02-16"
    assert reading.percentage is not UNSET
    assert str(reading.percentage.value) == "32"


@pytest.mark.parametrize(
    ("name", "id_", "arose", "expected_in"),
    [
        ("worcestershire", "F015", "2017-04-06", "2017-07"),
        ("worcestershire", "F016", "2017-04-06", "2017-10"),
        ("nottingham-city", "F025", "2020-01-30", "2020-02"),
        ("devon", "F062", "2020-10/2020-11", "2021-01"),
    ],
)
def test_an_expectation_takes_effect_when_it_arose(
    name: str, id_: str, arose: str, expected_in: str
) -> None:
    (line,) = [each for each in lines(name) if each.id == id_]
    assert isinstance(line.event, VisitExpected)
    assert (line.effective, line.event.expected_in) == (arose, expected_in)


def test_a_plan_close_to_being_submitted_may_or_may_not_have_been() -> None:
    (line,) = [each for each in lines("worcestershire") if each.id == "F014"]
    assert isinstance(line.event, PlanSubmitted)
    assert line.effective == "2017-04-06/.."


def test_a_meeting_keeps_its_hours_and_the_next_one_its_summer_time() -> None:
    held, planned = event("devon", "F065-a"), event("devon", "F069")
    assert isinstance(held, MeetingHeld)
    assert isinstance(planned, MeetingScheduled)
    assert held.started_at is not UNSET
    assert held.ended_at is not UNSET
    assert str(held.ended_at - held.started_at) == "1:52:00"
    assert planned.starts_at.isoformat() == "2021-04-08T10:30:00+01:00"


@pytest.mark.parametrize("name", REAL)
def test_no_rating_and_no_due_date_is_made_up(name: str) -> None:
    actions = [each.event for each in lines(name) if each.stream.stream == "action"]
    carried = [action for action in actions if isinstance(action, ActionCarriedIn)]
    assert {(each.rag, each.due_on, each.baseline_due_on) for each in carried} == {
        ("NOT_STATED", "NOT_STATED", "NOT_STATED")
    }
    assert not {type(action).__name__ for action in actions} & {
        "ActionRagRated",
        "ActionAgreed",
        "ActionDueDateMoved",
    }


def test_each_council_has_eight_areas_where_its_report_counts_eight() -> None:
    named = Counter(
        line.stream.council
        for name in REAL
        for line in lines(name)
        if line.type == "improvement.plan.area-identified.v1"
    )
    # The minute of Nottingham City lets six of its eight be recognised.
    assert named == {"devon": 8, "nottingham-city": 6}
