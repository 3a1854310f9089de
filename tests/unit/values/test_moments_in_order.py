"""What holds for every moment whatever."""

import datetime as dt
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from ledger.moments import BadMoment, day_end_us, day_start_us, parse_moment

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))
INSTANTS = st.datetimes(
    dt.datetime(1900, 1, 1),  # noqa: DTZ001 - Hypothesis adds the offset
    dt.datetime(2199, 12, 31),  # noqa: DTZ001
    timezones=OFFSETS,
)


@given(DAYS, DAYS)
def test_a_later_day_is_a_later_moment(one: dt.date, other: dt.date) -> None:
    first, second = (parse_moment(day.isoformat()).certain_by_us for day in (one, other))
    assert (first < second) == (one < other)


@given(DAYS)
def test_a_day_lies_within_its_month_and_its_year(day: dt.date) -> None:
    exact, month, year = (parse_moment(day.isoformat()[:length]) for length in (10, 7, 4))
    assert year.possible_from_us <= month.possible_from_us <= exact.possible_from_us
    assert exact.certain_by_us <= month.certain_by_us <= year.certain_by_us


@given(DAYS, DAYS)
def test_some_time_between_holds_both_of_its_days(one: dt.date, other: dt.date) -> None:
    first, last = sorted([one, other])
    between = parse_moment(f"{first}/{last}")
    assert between.possible_from_us == day_start_us(first)
    assert between.certain_by_us == day_start_us(last) < day_end_us(last)


@given(INSTANTS, INSTANTS)
def test_instants_order_as_they_happened(one: dt.datetime, other: dt.datetime) -> None:
    earlier, later = (parse_moment(each.isoformat()).certain_by_us for each in (one, other))
    assert (earlier < later) == (one < other)


@given(st.text(alphabet="0129-/.~T:+Z X?", max_size=24) | st.text(max_size=70))
def test_any_text_is_a_moment_or_is_refused(text: str) -> None:
    with suppress(BadMoment):
        moment = parse_moment(text)
        assert moment.text == text
        assert moment.possible_from_us <= moment.certain_by_us
