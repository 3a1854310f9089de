"""Interval arithmetic against trying every point.

Bounds are multiples of four and points are whole numbers, so that there is
always a point between two bounds, and half of an even point is a point.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import ZERO, Interval

REACH = 40
POINTS = range(-4 * REACH, 4 * REACH + 1)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted(draw(st.tuples(st.integers(-3, 3), st.integers(-3, 3))))
    if low == high:
        return Interval.point(4 * low)
    return Interval(4 * low, 4 * high, draw(st.booleans()), draw(st.booleans()))


def points(interval: Interval) -> set[int]:
    """Every point of it, by comparing with its bounds and nothing cleverer."""
    inside = {p for p in POINTS if interval.low <= p <= interval.high}
    return (
        inside
        - ({interval.low} if interval.low_open else set())
        - ({interval.high} if interval.high_open else set())
    )


@given(intervals())
def test_it_contains_its_points_and_no_others(one: Interval) -> None:
    assert {p for p in POINTS if one.contains(p)} == points(one)


@given(intervals(), intervals())
def test_a_sum_is_every_sum_of_two_points(one: Interval, other: Interval) -> None:
    sums = {p + q for p in points(one) for q in points(other)}
    total = one + other
    assert sums <= points(total)
    assert {p for p in points(total) if p % 2 == 0} == {p for p in sums if p % 2 == 0}


@given(intervals(), intervals())
def test_a_difference_is_every_difference_of_two_points(one: Interval, other: Interval) -> None:
    differences = {p - q for p in points(one) for q in points(other)}
    rest = one - other
    assert differences <= points(rest)
    assert {p for p in points(rest) if p % 2 == 0} == {p for p in differences if p % 2 == 0}


@given(intervals())
def test_the_negative_is_every_negative_point(one: Interval) -> None:
    assert points(-one) == {-p for p in points(one)}
    assert ZERO - (-one) == one


@given(intervals(), intervals())
def test_they_can_be_the_same_where_they_share_a_point(one: Interval, other: Interval) -> None:
    assert (one - other).contains(0) == bool(points(one) & points(other))


@given(intervals(), intervals(), intervals())
def test_the_order_of_adding_does_not_matter(a: Interval, b: Interval, c: Interval) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + ZERO == a


@given(intervals())
def test_only_a_point_less_itself_is_nothing(one: Interval) -> None:
    assert ((one - one) == ZERO) == one.is_point


@pytest.mark.parametrize(
    ("low", "high", "opened"),
    [(1, 0, ()), (1, 0, ("low_open",)), (5, 5, ("low_open",)), (5, 5, ("high_open",))],
)
def test_an_empty_interval_cannot_be_made(low: int, high: int, opened: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="is empty: low must be below high"):
        Interval(low, high, **dict.fromkeys(opened, True))


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (ZERO, "[0, 0]"),
        (Interval(-5, 5, low_open=True), "(-5, 5]"),
        (Interval(155, 165, high_open=True), "[155, 165)"),
    ],
)
def test_it_is_written_as_in_mathematics(interval: Interval, text: str) -> None:
    assert str(interval) == text


def test_bounds_that_only_touch_do_not_meet() -> None:
    below, above = Interval(0, 5, high_open=True), Interval(5, 9)
    assert not (below - above).contains(0)
    assert (Interval(0, 5) - above).contains(0)
