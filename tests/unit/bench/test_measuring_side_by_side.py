"""How two sides are measured and compared."""

from __future__ import annotations

import pytest

from bench.measure import AIM, alternate, compared, held_against
from bench.worker import SideFailed, Worker


def test_a_rate_twice_as_high_is_two_times_better() -> None:
    result = compared("x", 2_000, 1_000, peer_name="peer", unit="events/s", aim=0.9)
    assert result.ratio == 2.0
    assert result.is_reached


def test_a_time_twice_as_long_is_half_as_good() -> None:
    result = compared("x", 2.0, 1.0, peer_name="peer", unit="ms a question", aim=0.9)
    assert result.ratio == 0.5
    assert not result.is_reached


def test_a_figure_below_its_bound_is_better_than_one() -> None:
    result = held_against("x", 3.2, 4.0, unit="microseconds a probe")
    assert (result.peer_name, result.aim, result.ratio) == (AIM, 1.0, 1.25)


def test_what_is_only_told_misses_nothing() -> None:
    assert held_against("x", 9.0, 4.0, unit="times", is_aimed=False).is_reached


def test_the_sides_take_turns_and_the_middle_one_counts() -> None:
    turns: list[str] = []
    figures = {"a": [5.0, 1.0, 3.0], "b": [9.0, 7.0, 8.0]}

    def side(name: str) -> float:
        turns.append(name)
        return figures[name].pop(0)

    medians = alternate({"a": lambda: side("a"), "b": lambda: side("b")}, runs=3)
    assert medians == {"a": 3.0, "b": 8.0}
    assert turns == ["a", "b", "b", "a", "a", "b"]


def test_a_side_that_breaks_ends_the_run() -> None:
    with Worker("bench.ours.rebuild") as worker, pytest.raises(SideFailed):
        worker.ask("rows", int, address="/no/such/folder")
