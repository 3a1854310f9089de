"""Financial years run from 1 April to 31 March."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import FinancialYear

YEARS = st.integers(1900, 2199)


def starting(year: int) -> FinancialYear:
    return FinancialYear(f"{year}/{(year + 1) % 100:02}")


def test_2020_21_runs_from_april_to_march() -> None:
    year = FinancialYear("2020/21")
    assert (year.starts_on, year.ends_on) == (dt.date(2020, 4, 1), dt.date(2021, 3, 31))


def test_a_century_ends_with_two_noughts() -> None:
    assert FinancialYear("1999/00").ends_on == dt.date(2000, 3, 31)


@given(YEARS, YEARS)
def test_years_compare_as_years(one: int, other: int) -> None:
    assert (starting(one) < starting(other)) == (one < other)
    assert (starting(one) == starting(other)) == (one == other)


@given(st.integers(1900, 2198))
def test_a_year_ends_where_the_next_begins(year: int) -> None:
    this, following = starting(year), starting(year + 1)
    assert this.ends_on + dt.timedelta(days=1) == following.starts_on
    assert FinancialYear.of(this.starts_on) == FinancialYear.of(this.ends_on) == this
    assert FinancialYear.of(following.starts_on) == following


@pytest.mark.parametrize("text", ["2020/22", "2020/20", "2020/19", "1999/01", "2099/99"])
def test_a_second_part_that_does_not_follow_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not follow (2020|1999|2099); write e\.g\. "):
        FinancialYear(text)


@pytest.mark.parametrize(
    "text", ["", "2020", "2020-21", "2020/2021", "20/21", "1899/00", "2200/01", "2020/21\n"]
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a financial year: write e\.g\. 2020/21"):
        FinancialYear(text)
