"""What a budget grants in a year, from the Cabinet resolution of May 2020."""

from __future__ import annotations

from pathlib import Path

from ledger.values import FinancialYear, Interval
from ledger.vocabulary import Nature, Verb
from projections.basis import KnownBy
from projections.budget_years import BudgetYear, budget_year
from projections.values import AbsenceReason
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
    assert year.posts_filled is AbsenceReason.NOT_RECORDED


BUDGET = "example/improvement-demo/budget/more-social-workers"


def with_posts(world: World, *counts: int | str) -> BudgetYear:
    """A budget of which one post after the other was filled, each with its count."""
    sum_of = {"amount": "1000000.00", "statedTo": "100000.00"}
    line = {"lineId": "teams", "year": "2026/27", "nature": "RECURRENT", "money": sum_of}
    world.record(BUDGET, "proposed", "2026-04-01", summary="More workers.", lines=[line])
    for number, count in enumerate(counts):
        post = {"post": f"post-{number}", "fte": "1.0", "postsCount": count}
        world.record(BUDGET, "post-filled", "2026-05-01", **post)
    view = world.view("example", known_by=KnownBy.RECORDED)
    (budget,) = view.entities("budget")
    return budget_year(view, budget, FinancialYear("2026/27"))


def test_posts_filled_are_added_up(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        assert with_posts(world, 3, 1).posts_filled == 4


def test_a_count_that_is_not_stated_leaves_the_sum_open(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        assert with_posts(world, 3, "NOT_STATED").posts_filled is AbsenceReason.NOT_STATED


def test_a_post_of_uncertain_date_leaves_the_sum_indeterminate(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        with_posts(world, 3)
        post = {"post": "post-9", "fte": "1.0"}
        world.record(BUDGET, "post-filled", "2026-06/2027-06", **post)
        view = world.view("example", known_by=KnownBy.RECORDED)
        (budget,) = view.entities("budget")
        year = budget_year(view, budget, FinancialYear("2026/27"))
        assert year.posts_filled is AbsenceReason.INDETERMINATE


def test_only_the_recurrent_line_reaches_the_third_year(examples: World) -> None:
    year = devon_year(examples, "2022/23")
    assert [known(line.state, "nature") for line in year.lines] == [Nature.RECURRENT]
    assert year.total is None
    assert year.residual is None


def test_before_the_meeting_there_is_no_budget(examples: World) -> None:
    assert examples.view("devon", "2020-05-01", "2020-05-01").entities("budget") == []
