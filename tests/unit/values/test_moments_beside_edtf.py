"""Our bounds against those of the ``edtf`` package, which shares no code with us."""

import datetime as dt
import time
import warnings

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.moments import BEGINNING_US, END_US, day_start_us, parse_moment

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its grammar predates a diagnosis of its own parser library
    from edtf import parse_edtf

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
DATES = st.builds(
    lambda day, length, tilde: day.isoformat()[:length] + tilde,
    DAYS,
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "~"]),
)


def bounds_by_edtf(text: str) -> tuple[int, int]:
    """Start of the first and of the last day that ``edtf`` thinks possible, in London."""
    parsed = parse_edtf(text)
    return start_us(parsed.lower_strict()), start_us(parsed.upper_strict())


def start_us(day: time.struct_time | float) -> int:
    if isinstance(day, float):
        return END_US if day > 0 else BEGINNING_US
    return day_start_us(dt.date(*day[:3]))


def bounds(text: str) -> tuple[int, int]:
    moment = parse_moment(text)
    return moment.possible_from_us, moment.certain_by_us


@settings(deadline=None)
@given(DATES)
def test_dates_months_and_years_agree(text: str) -> None:
    assert bounds(text) == bounds_by_edtf(text)


@settings(deadline=None)
@given(DATES, DATES)
def test_intervals_agree(one: str, other: str) -> None:
    text = "/".join(sorted([one, other]))
    first, last = bounds_by_edtf(text)
    if first <= last:
        assert bounds(text) == (first, last)


@settings(deadline=None)
@given(DATES)
def test_open_intervals_agree(text: str) -> None:
    assert bounds(f"{text}/..") == bounds_by_edtf(f"{text}/..")
    assert bounds(f"../{text}") == bounds_by_edtf(f"../{text}")
    assert bounds(f"/{text}")[1] == bounds_by_edtf(f"/{text}")[1]
