"""What a budget grants in a year, from the Cabinet resolution of May 2020."""

from __future__ import annotations

from ledger.values import FinancialYear, Interval
from ledger.vocabulary import Nature, Verb
from projections.budget_years import BudgetYear, budget_year
from projections.views import known
from tests.worlds import World


def devon_year(world: World, year: str, known_at: str = "2020-06-01") -> BudgetYear:
    view = world.view("devon", known_at, known_at)
    (budget,) = view.entities("budget")
    return budget_year(view, budget, FinancialYear(year))


def test_the_second_year_leaves_eighteen_thousand(examples: World) -> None:
    year = devon_year(examples, "2021/22")
    assert year.total is not None
    assert year.total.pence == 160_000_000
    assert {line.verb: line.money.pence for line in year.lines if line.money} == {
        Verb.APPROVE: 100_000_000,
        Verb.ENDORSE: 61_800_000,
    }
    assert year.residual is not None
    assert year.residual.pence == 1_800_000
    assert year.residual.reconciles


def test_the_first_year_has_no_single_residual(examples: World) -> None:
    year = devon_year(examples, "2020/21")
    assert year.residual is not None
    assert year.residual.pence is None
    assert year.residual.reconciles
    assert year.lines_interval == Interval(
        low=215_000_000, high=225_000_000, low_open=True, high_open=True
    )


def test_posts_are_authorised_and_nobody_says_they_are_filled(examples: World) -> None:
    year = devon_year(examples, "2021/22")
    assert (year.fte_tenths, year.fte_ongoing_tenths, year.fte_short_term_tenths) == (300, 212, 88)
    assert year.posts_filled is None


def test_only_the_recurrent_line_reaches_the_third_year(examples: World) -> None:
    year = devon_year(examples, "2022/23")
    assert [known(line.state, "nature") for line in year.lines] == [Nature.RECURRENT]
    assert year.total is None
    assert year.residual is None


def test_before_the_meeting_there_is_no_budget(examples: World) -> None:
    assert examples.view("devon", "2020-05-01", "2020-05-01").entities("budget") == []
