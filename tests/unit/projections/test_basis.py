"""What a question means: dates and instants become numbers once, at the clock of asking."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from ledger.moments import END_US, day_end_us, day_start_us, parse_moment, tzdata_version
from ledger.store.reader import Head
from projections.basis import BadBasis, Basis, KnownBy, resolve

NOW: Final = "2020-07-15T12:00:00Z"
RECORDED: Final = [
    parse_moment(text).certain_by_us
    for text in ("2020-05-13T09:00:00Z", "2020-06-01T09:00:00Z", "2020-07-15T09:00:00Z")
]
BY_DOCUMENT = KnownBy.DOCUMENTED


def us(text: str) -> int:
    return parse_moment(text).certain_by_us


def ask(
    as_at: str | None = None,
    known_at: str | None = None,
    *,
    by: KnownBy = KnownBy.RECORDED,
    position: int | None = None,
    now: str = NOW,
    recorded: list[int] = RECORDED,
    projected: int | None = None,
) -> Basis:
    size = len(recorded) if projected is None else projected
    return resolve(
        as_at=as_at,
        known_at=known_at,
        known_by=by,
        position=position,
        now_us=us(now),
        head=Head(size, recorded[size - 1] if size else None),
        position_before=lambda at: sum(1 for each in recorded if each < at) - 1,
    )


def refused(*args: str | None, **others: object) -> str:
    with pytest.raises(BadBasis) as raised:
        ask(*args, **others)  # type: ignore[arg-type]
    return raised.value.code


def test_asked_nothing_it_is_today_and_the_head() -> None:
    assert ask() == Basis(
        before_us=us(NOW) + 1,
        position=2,
        documented_before_us=END_US,
        known_by=KnownBy.RECORDED,
        as_at="2020-07-15",
        known_at="2020-07-15",
        timezone="Europe/London",
        tzdata=tzdata_version(),
    )


def test_a_date_means_the_end_of_that_day_in_london() -> None:
    assert ask("2020-09-22").before_us == us("2020-09-22T23:00:00Z")
    assert ask("2020-12-22").before_us == us("2020-12-23T00:00:00Z")


@pytest.mark.parametrize(
    ("day", "hours"), [("2020-03-29", 23), ("2020-10-25", 25), ("2020-06-01", 24)]
)
def test_the_end_of_a_day_is_counted_on_the_calendar(day: str, hours: int) -> None:
    length = ask(day).before_us - us(day)
    assert length == hours * 3_600_000_000


def test_an_instant_is_included() -> None:
    assert ask("2020-06-01T12:00:00+01:00").before_us == us("2020-06-01T11:00:00Z") + 1


def test_today_ends_now() -> None:
    assert ask("2020-07-15").before_us == us(NOW) + 1


def test_as_at_may_lie_in_the_future() -> None:
    assert ask("2031-01-01").before_us == us("2031-01-02")
    assert ask("2031-01-01T00:00Z").before_us == us("2031-01-01") + 1


@pytest.mark.parametrize(
    "text",
    [
        "2020-13-01",
        "2020-02-30",
        "2020-07",
        "2020-07-15~",
        "2020-07-15/2020-07-15",
        "2020-07-15T12:00",
        "yesterday",
        "",
        "15/07/2020",
        "1066-10-14",
    ],
)
def test_what_is_no_day_and_no_instant_with_an_offset_is_no_coordinate(text: str) -> None:
    assert refused(text) == "BAD_AS_AT"
    assert refused(None, text) == "BAD_KNOWN_AT"


@pytest.mark.parametrize("text", ["2020-07", "2020-02-30", "2020-07/2020-10", "yesterday"])
def test_a_refused_coordinate_is_told_what_is_taken_and_nothing_else(text: str) -> None:
    with pytest.raises(BadBasis) as raised:
        ask(text)
    assert raised.value.message == (
        f"{text!r} is neither a day nor an instant of the years 1900 to 2199: write a day such as "
        "2020-07-15, or an instant with its offset such as 2020-07-15T12:00:00+01:00"
    )


def test_a_time_without_an_offset_is_told_the_one_it_lacks() -> None:
    with pytest.raises(BadBasis, match=r"write 2020-07-15T12:00:00\+01:00"):
        ask("2020-07-15T12:00")


def test_what_to_write_instead_stands_in_the_message() -> None:
    with pytest.raises(BadBasis, match="2020-07-15T12:00:00\\+01:00"):
        ask("2020-07")


def test_by_the_record_known_at_becomes_a_position() -> None:
    basis = ask(known_at="2020-06-30")
    assert (basis.position, basis.documented_before_us) == (1, END_US)
    assert basis.known_at == "2020-06-30"


def test_an_instant_of_knowing_includes_what_was_recorded_at_it() -> None:
    assert ask(known_at="2020-06-01T09:00:00Z").position == 1
    assert ask(known_at="2020-06-01T08:59:59.999999Z").position == 0


def test_known_today_reaches_to_the_head() -> None:
    assert ask(known_at="2020-07-15").position == 2


def test_by_document_known_at_bounds_the_documents_and_not_the_record() -> None:
    basis = ask(known_at="2020-06-01", by=BY_DOCUMENT)
    assert basis.position == 2
    assert basis.documented_before_us == us("2020-06-01T23:00:00Z")


def test_by_document_known_today_ends_with_the_day() -> None:
    end_of_today = us("2020-07-15T23:00:00Z")
    assert ask(known_at="2020-07-15", by=BY_DOCUMENT).documented_before_us == end_of_today


def test_by_document_without_known_at_any_document_counts() -> None:
    assert ask(by=BY_DOCUMENT).documented_before_us == END_US


def test_by_document_a_time_before_the_ledger_can_be_asked_about() -> None:
    basis = ask(known_at="1999-01-01", by=BY_DOCUMENT)
    assert (basis.position, basis.documented_before_us) == (2, us("1999-01-02"))


def test_by_the_record_nothing_can_be_asked_about_a_time_before_the_first_entry() -> None:
    assert refused(None, "2020-05-12") == "BEFORE_LEDGER"
    assert refused(None, "2020-07-15", recorded=[]) == "BEFORE_LEDGER"


@pytest.mark.parametrize("by", KnownBy)
def test_nobody_knows_what_will_be_known(by: KnownBy) -> None:
    assert refused(None, "2020-07-16", by=by) == "KNOWN_AT_IN_FUTURE"
    assert refused(None, "2020-07-15T12:00:00.000001Z", by=by) == "KNOWN_AT_IN_FUTURE"
    assert ask(None, "2020-07-15T12:00:00Z", by=by).position == 2


def test_the_moment_of_ones_own_receipt_is_never_in_the_future() -> None:
    ahead = [*RECORDED, us("2020-07-15T12:00:05Z")]
    basis = ask(known_at="2020-07-15T12:00:05Z", recorded=ahead)
    assert basis.position == 3


def test_a_position_is_included() -> None:
    assert ask(position=0).position == 0
    assert ask(position=1, by=BY_DOCUMENT).position == 1


def test_of_a_position_and_a_date_both_bind() -> None:
    assert ask(known_at="2020-06-30", position=0).position == 0
    assert ask(known_at="2020-06-30", position=2).position == 1


def test_a_position_that_is_not_projected_cannot_be_asked_about_yet() -> None:
    assert refused(position=3) == "NOT_YET_PROJECTED"
    assert refused(position=2, projected=2) == "NOT_YET_PROJECTED"
    assert refused(position=-1) == "BEFORE_LEDGER"


def test_while_the_read_model_lags_a_past_date_is_not_answered_with_less() -> None:
    assert refused(None, "2020-06-30", projected=1) == "NOT_YET_PROJECTED"


def test_while_the_read_model_lags_today_reaches_as_far_as_it_does() -> None:
    assert ask(projected=1).position == 0
    assert ask(known_at="2020-07-15", projected=1).position == 0


def test_an_empty_ledger_has_an_empty_basis() -> None:
    assert ask(recorded=[]).position == -1
    assert ask(recorded=[], by=BY_DOCUMENT).position == -1


def test_today_is_londons_today() -> None:
    late = "2020-07-15T23:30:00Z"
    assert ask(now=late).as_at == "2020-07-16"
    assert ask("2020-07-15", now=late).before_us == day_end_us(_day("2020-07-15"))
    assert ask("2020-07-16", now=late).before_us == us(late) + 1
    assert day_start_us(_day("2020-07-16")) < us(late)


def _day(text: str) -> date:

    return date.fromisoformat(text)
