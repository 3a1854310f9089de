"""Days of the calendar, or none stated."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import Day


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_every_day_of_three_centuries_is_a_day(day: dt.date) -> None:
    assert Day(day.isoformat()).date == day


def test_a_source_may_not_state_the_day() -> None:
    assert Day("NOT_STATED").date is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2020-02-30", "2020-02-30 is not a day of the calendar; write e.g. 2020-02-29"),
        ("2021-02-29", "2021-02-29 is not a day of the calendar; write e.g. 2021-02-28"),
        ("2020-11-31", "2020-11-31 is not a day of the calendar; write e.g. 2020-11-30"),
        ("2020-13-01", "2020-13-01 is not a day of the calendar; write e.g. 2020-12-01"),
        ("2020-00-00", "2020-00-00 is not a day of the calendar; write e.g. 2020-01-01"),
        ("1899-12-31", "1899-12-31 is not in the years 1900 to 2199; write e.g. 1900-12-31"),
        ("2200-01-01", "2200-01-01 is not in the years 1900 to 2199; write e.g. 2199-01-01"),
        ("13/05/2020", "'13/05/2020' is not a day; write e.g. 2020-05-13, or NOT_STATED"),
        ("2020-05", "'2020-05' is not a day; write e.g. 2020-05-13, or NOT_STATED"),
        ("2020-05-13~", "'2020-05-13~' is not a day; write e.g. 2020-05-13, or NOT_STATED"),
        ("2020-05-13\n", "'2020-05-13\\n' is not a day; write e.g. 2020-05-13, or NOT_STATED"),
        ("20200513", "'20200513' is not a day; write e.g. 2020-05-13, or NOT_STATED"),
        ("not_stated", "'not_stated' is not a day; write e.g. 2020-05-13, or NOT_STATED"),
        ("", "'' is not a day; write e.g. 2020-05-13, or NOT_STATED"),
    ],
)
def test_a_refusal_gives_a_day_that_is_one(text: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is compared whole
        Day(text)
    assert str(refused.value) == message


def test_days_compare_as_days() -> None:
    assert Day("1999-12-31") < Day("2020-09-30") < Day("2020-10-01")
