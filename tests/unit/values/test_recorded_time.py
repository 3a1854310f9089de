"""Instants in the ledger's own spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.moments import (
    BEGINNING_US,
    END_US,
    BadMoment,
    format_us,
    london_day,
    parse_recorded_us,
)

YEAR_1_US, YEAR_10000_US = -62_135_596_800_000_000, 253_402_300_800_000_000


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "1970-01-01T00:00:00.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (1_590_139_800_123_456, "2020-05-22T09:30:00.123456Z"),
        (YEAR_1_US, "0001-01-01T00:00:00.000000Z"),
        (YEAR_10000_US - 1, "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_an_instant_is_written_in_utc_to_the_microsecond(us: int, text: str) -> None:
    assert format_us(us) == text
    assert parse_recorded_us(text) == us


@given(st.integers(YEAR_1_US, YEAR_10000_US - 1))
def test_what_is_written_is_read_back(us: int) -> None:
    assert parse_recorded_us(format_us(us)) == us


@given(st.integers(YEAR_1_US, YEAR_10000_US - 2))
def test_texts_order_as_instants_do(us: int) -> None:
    assert format_us(us) < format_us(us + 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-05-22",
        "2020-05-22T09:30:00Z",
        "2020-05-22T09:30:00.000Z",
        "2020-05-22T09:30:00.0000000Z",
        "2020-05-22T09:30:00.000000",
        "2020-05-22T09:30:00.000000+00:00",
        "2020-05-22T24:00:00.000000Z",
        "2020-05-22T09:30:60.000000Z",
        "2020-02-30T09:30:00.000000Z",
        "2020-05-22T09:30:00.000000Z\n",
        "2020-05-22T09:30:00.00000\u0660Z",
    ],
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(BadMoment, match=r"write e\.g\. 2020-05-22T09:30:00\.000000Z") as refused:
        parse_recorded_us(text)
    assert refused.value.code == "BAD_MOMENT"


@pytest.mark.parametrize("us", [BEGINNING_US, END_US])
def test_an_open_end_is_no_instant(us: int) -> None:
    with pytest.raises(OverflowError):
        format_us(us)
    with pytest.raises(OverflowError):
        london_day(us)
