"""The improvement budget Devon's Cabinet resolved on in May 2020, to the precision it states."""

import pytest

from ledger.values import Amount, Fte, Interval, Money, Qualifier, residual


def stated(amount: str, to: str = "0.01", qualifier: Qualifier = Qualifier.AS_STATED) -> Money:
    return Money(amount=Amount(amount), stated_to=Amount(to), qualifier=qualifier)


def test_2020_21_reconciles_without_a_single_figure() -> None:
    # Given just under £1.1m recurrent and just over £1.1m one-off
    recurrent = stated("1100000.00", "100000.00", Qualifier.JUST_UNDER)
    one_off = stated("1100000.00", "100000.00", Qualifier.JUST_OVER)
    # When they are set against £2.2m
    total = stated("2200000.00", "100000.00")
    left = residual([recurrent, one_off], total)
    # Then they can be the same money, and nobody can say what is left
    assert left.reconciles
    assert left.pence is None
    assert left.interval == Interval(-10_000_000, 10_000_000, low_open=True, high_open=True)


def test_2021_22_leaves_18_thousand_as_written() -> None:
    # Given £1.0m recurrent and £618k one-off
    lines = [stated("1000000.00"), stated("618000.00", "1000.00")]
    # When they are set against £1.6m
    left = residual(lines, stated("1600000.00", "100000.00"))
    # Then the figures leave £18k, and their precision (-£32.5k, £68.5k)
    assert left.reconciles
    assert left.pence == 1_800_000
    assert left.interval == Interval(-3_250_000, 6_850_000, low_open=True, high_open=True)


def test_exact_lines_that_miss_an_exact_total_do_not_reconcile() -> None:
    left = residual([stated("1000000.00"), stated("618000.00")], stated("1600000.00"))
    assert not left.reconciles
    assert left.pence == 1_800_000
    assert left.interval.is_point


def test_exact_lines_that_make_up_an_exact_total_leave_nothing() -> None:
    left = residual([stated("1000000.00"), stated("600000.00")], stated("1600000.00"))
    assert left.reconciles
    assert left.pence == 0


def test_lines_that_only_touch_the_total_do_not_reconcile() -> None:
    # £1.65m is the first amount that nobody would round to £1.6m
    assert not residual([stated("1650000.00")], stated("1600000.00", "100000.00")).reconciles
    assert residual([stated("1649999.99")], stated("1600000.00", "100000.00")).reconciles
    assert residual([stated("1550000.00")], stated("1600000.00", "100000.00")).reconciles


def test_one_approximate_total_is_enough_for_no_figure() -> None:
    total = stated("1600000.00", "100000.00", Qualifier.APPROXIMATE)
    assert residual([stated("1600000.00")], total).pence is None


def test_no_lines_make_up_nothing() -> None:
    assert residual([], stated("0.00")).reconciles
    assert not residual([], stated("0.01")).reconciles


def test_lines_may_come_from_a_generator() -> None:
    assert residual((stated("1.00") for _ in range(3)), stated("3.00")).pence == 0


@pytest.mark.parametrize(("parts", "total"), [(["21.2", "8.8"], "30.0")])
def test_posts_reconcile_exactly(parts: list[str], total: str) -> None:
    assert sum(Fte(part).tenths for part in parts) == Fte(total).tenths
