"""Days are counted on London's calendar, however many hours they have."""

import datetime as dt
import itertools

import pytest

from ledger.moments import (
    TIMEZONE,
    day_end_us,
    day_start_us,
    format_us,
    london_day,
    parse_moment,
)

HOUR_US = 3_600_000_000


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2020-03-28", 24), ("2020-03-29", 23), ("2020-10-25", 25), ("2100-02-28", 24)],
)
def test_a_day_has_as_many_hours_as_london_gave_it(day: str, hours: int) -> None:
    on = dt.date.fromisoformat(day)
    assert day_end_us(on) - day_start_us(on) == hours * HOUR_US


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        ("1970-01-01", "1969-12-31T23:00:00.000000Z"),  # British Standard Time, 1968 to 1971
        ("1971-10-31", "1971-10-30T23:00:00.000000Z"),
        ("1971-11-01", "1971-11-01T00:00:00.000000Z"),
        ("1900-06-01", "1900-06-01T00:00:00.000000Z"),  # before there was summer time
        ("1944-06-06", "1944-06-05T22:00:00.000000Z"),  # double summer time
        ("2100-01-01", "2100-01-01T00:00:00.000000Z"),
        ("2100-07-01", "2100-06-30T23:00:00.000000Z"),  # today's rule, carried on
    ],
)
def test_a_day_starts_when_london_s_clocks_said_midnight(day: str, starts: str) -> None:
    assert format_us(day_start_us(dt.date.fromisoformat(day))) == starts


def test_every_day_of_three_centuries_ends_where_the_next_begins() -> None:
    first, last = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    starts = [day_start_us(day) for day in days]
    lengths = {later - earlier for earlier, later in itertools.pairwise(starts)}
    assert lengths == {23 * HOUR_US, 24 * HOUR_US, 25 * HOUR_US}
    for day, start in zip(days, starts, strict=True):
        assert london_day(start) == day
        assert london_day(start - 1) == day - dt.timedelta(days=1)


def test_a_day_asked_about_ends_at_midnight_in_london() -> None:
    assert format_us(day_end_us(dt.date(2020, 9, 22))) == "2020-09-22T23:00:00.000000Z"


def test_the_hour_that_came_twice_is_told_apart_by_its_offset() -> None:
    summer, winter = (parse_moment(f"2020-10-25T01:30+0{h}:00").certain_by_us for h in (1, 0))
    assert winter - summer == HOUR_US
    assert london_day(summer) == london_day(winter) == dt.date(2020, 10, 25)


def test_days_are_those_of_the_pinned_zone_wherever_the_machine_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert TIMEZONE == "Europe/London"
    late = parse_moment("2020-09-22T22:30Z")
    assert london_day(late.certain_by_us) == dt.date(2020, 9, 22)
