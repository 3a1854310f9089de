"""What an amount can mean, given its qualifier and the unit it is rounded to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import Amount, Interval, Money, Qualifier, pounds

M = 100_000_000  # pence in a million pounds
AS_STATED, APPROXIMATE, JUST_UNDER, JUST_OVER = (
    Qualifier.AS_STATED,
    Qualifier.APPROXIMATE,
    Qualifier.JUST_UNDER,
    Qualifier.JUST_OVER,
)


@pytest.mark.parametrize(
    ("amount", "qualifier", "unit", "interval"),
    [
        ("1600000.00", AS_STATED, "0.01", "[160000000, 160000000]"),
        ("1600000.00", AS_STATED, "100000.00", "[155000000, 165000000)"),
        ("618000.00", AS_STATED, "1000.00", "[61750000, 61850000)"),
        ("2.00", AS_STATED, "0.02", "[199, 201)"),
        ("1600000.00", APPROXIMATE, "100000.00", "[150000000, 170000000)"),
        ("1100000.00", JUST_UNDER, "100000.00", "(105000000, 110000000)"),
        ("1100000.00", JUST_OVER, "100000.00", "(110000000, 115000000)"),
        ("0.00", APPROXIMATE, "1.00", "[-100, 100)"),
    ],
)
def test_the_interval_of(amount: str, qualifier: Qualifier, unit: str, interval: str) -> None:
    money = Money(amount=Amount(amount), qualifier=qualifier, stated_to=Amount(unit))
    assert str(money.interval) == interval


def test_money_is_exact_unless_its_source_rounds() -> None:
    money = Money(amount=Amount("2200000.00"))
    assert (money.currency, money.qualifier, money.stated_to) == ("GBP", AS_STATED, "0.01")
    assert money.interval == Interval.point(money.pence) == Interval.point(220_000_000)


@given(
    st.integers(0, 10 * M),
    st.sampled_from([2, 100, 100_00, 1000_00, 100_000_00]),
    st.sampled_from(Qualifier),
)
def test_the_amount_lies_in_its_interval_or_just_beside_it(
    pence: int, unit: int, qualifier: Qualifier
) -> None:
    money = Money(amount=Amount(pounds(pence)), qualifier=qualifier, stated_to=Amount(pounds(unit)))
    is_beside = qualifier in {JUST_UNDER, JUST_OVER}
    assert money.interval.contains(pence) is not is_beside
    assert pence in {money.interval.low, money.interval.high} or not is_beside


@given(st.integers(0, 10 * M), st.sampled_from([2, 100, 100_000_00]))
def test_just_under_and_just_over_lie_on_either_side(pence: int, unit: int) -> None:
    under, exact, over = (
        Money(amount=Amount(pounds(pence)), qualifier=q, stated_to=Amount(pounds(unit)))
        for q in (JUST_UNDER, AS_STATED, JUST_OVER)
    )
    assert not (under.interval - over.interval).contains(0)
    assert (under.interval - exact.interval).contains(0)
    assert (over.interval - exact.interval).contains(0)


@pytest.mark.parametrize("unit", ["0.00", "0.03", "0.05", "1.01"])
def test_a_unit_that_cannot_be_halved_is_refused(unit: str) -> None:
    with pytest.raises(ValueError, match=rf"statedTo {unit} is neither .*; write e\.g\. 0\.01"):
        Money(amount=Amount("1.00"), stated_to=Amount(unit))


@pytest.mark.parametrize("qualifier", [APPROXIMATE, JUST_UNDER, JUST_OVER])
def test_a_qualifier_needs_to_know_how_coarsely_the_source_speaks(qualifier: Qualifier) -> None:
    with pytest.raises(ValueError, match=rf"{qualifier} needs statedTo.*; write e\.g\. 100000\.00"):
        Money(amount=Amount("1100000.00"), qualifier=qualifier)
