"""The moments at which folds usually go wrong."""

from __future__ import annotations

import pytest

from ledger.moments import END_US
from projections.basis import KnownBy
from tests.oracle import Log, Question
from tests.unit.projections.small_logs import (
    EXISTS,
    KIND,
    PLAN,
    ask,
    basis_of,
    read_model_of,
    retracted_on,
    told_on,
)

pytestmark = pytest.mark.usefixtures("database")

BY_DOCUMENT = KnownBy.DOCUMENTED


def status(
    log: Log,
    as_at: str,
    *,
    known_at: str | None = None,
    by: KnownBy = KnownBy.RECORDED,
    position: int | None = None,
) -> str | None:
    """The status, or "-" where none was recorded."""
    with read_model_of(log) as model:
        values = ask(model, as_at, known_at=known_at, by=by, position=position, log=log)
        return values["status"].value if "status" in values else "-"


def test_of_two_that_take_effect_at_once_the_later_recorded_one_counts() -> None:
    log = [
        EXISTS,
        told_on("2020-07-15", "2020-07-16T09:00Z", status='"A"'),
        told_on("2020-07-15", "2020-07-17T09:00Z", status='"B"'),
    ]
    assert status(log, "2020-07-15") == '"B"'


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2020-07-15T10:29:59.999999Z", "-"),
        ("2020-07-15T10:30:00Z", '"A"'),
        ("2020-07-15T10:30:00.000001Z", '"A"'),
    ],
)
def test_an_instant_counts_from_its_own_microsecond_on(as_at: str, expected: str) -> None:
    log = [EXISTS, told_on("2020-07-15T10:30:00Z", "2020-07-16T09:00Z", status='"A"')]
    assert status(log, as_at) == expected


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2020-07-14", "-"),
        ("2020-07-14T22:59:59.999999Z", "-"),
        ("2020-07-14T23:00:00Z", '"A"'),
        ("2020-07-15", '"A"'),
    ],
)
def test_a_day_counts_from_its_start_in_london(as_at: str, expected: str) -> None:
    log = [EXISTS, told_on("2020-07-15", "2020-07-16T09:00Z", status='"A"')]
    assert status(log, as_at) == expected


def test_before_the_first_entry_took_effect_there_is_nothing() -> None:
    log = [told_on("2020-07-15", "2020-07-16T09:00Z", exists="true", status='"A"')]
    with read_model_of(log) as model:
        assert ask(model, "2020-07-14", log=log) == {}


def test_long_after_the_last_entry_its_word_still_stands() -> None:
    log = [EXISTS, told_on("2020-07-15", "2020-07-16T09:00Z", status='"A"')]
    assert status(log, "2150-01-01") == '"A"'


def test_what_is_planned_for_a_later_day_is_not_yet_so() -> None:
    log = [EXISTS, told_on("2021-03-01", "2020-07-16T09:00Z", status='"A"')]
    assert status(log, "2020-12-31") == "-"
    assert status(log, "2021-03-01") == '"A"'


def test_what_is_planned_is_unknown_before_it_was_recorded() -> None:
    log = [EXISTS, told_on("2021-03-01", "2020-07-16T09:00Z", status='"A"')]
    assert status(log, "2021-03-01", known_at="2020-07-15") == "-"
    assert status(log, "2021-03-01", known_at="2020-07-16") == '"A"'


def test_documented_in_2020_for_2021_and_recorded_in_2026_was_known_in_2020() -> None:
    log = [
        EXISTS,
        told_on("2021-03-01", "2026-05-01T09:00Z", documented="2020-11-05", status='"A"'),
    ]
    assert status(log, "2021-03-01", known_at="2020-11-04", by=BY_DOCUMENT) == "-"
    assert status(log, "2021-03-01", known_at="2020-11-05", by=BY_DOCUMENT) == '"A"'
    assert status(log, "2020-12-31", known_at="2020-11-05", by=BY_DOCUMENT) == "-"
    assert status(log, "2021-03-01", known_at="2020-11-05") == "-"


def test_of_documents_loaded_newest_first_the_newest_has_the_word() -> None:
    log = [
        EXISTS,
        told_on("2020-07-15", "2026-05-01T09:00Z", documented="2020-11-05", status='"NEW"'),
        told_on("2020-07-15", "2026-05-02T09:00Z", documented="2020-08-05", status='"OLD"'),
    ]
    assert status(log, "2020-07-15", by=BY_DOCUMENT) == '"NEW"'
    assert status(log, "2020-07-15", known_at="2020-09-01", by=BY_DOCUMENT) == '"OLD"'
    assert status(log, "2020-07-15") == '"OLD"'


def test_a_document_of_a_span_of_months_counts_as_known_from_its_last_day() -> None:
    log = [
        EXISTS,
        told_on("2020-07-15", "2026-05-01T09:00Z", documented="2020-10/2020-11", status='"A"'),
    ]
    assert status(log, "2020-07-15", known_at="2020-11-29", by=BY_DOCUMENT) == "-"
    assert status(log, "2020-07-15", known_at="2020-11-30", by=BY_DOCUMENT) == '"A"'


def test_a_value_from_before_its_entity_existed_shows_once_it_exists() -> None:
    log = [
        told_on("2020-08-01", "2020-08-02T09:00Z", exists="true"),
        told_on("2020-07-15", "2020-08-03T09:00Z", status='"A"'),
    ]
    with read_model_of(log) as model:
        assert ask(model, "2020-07-31", log=log) == {}
    assert status(log, "2020-08-01") == '"A"'


def test_a_backdated_value_lasts_until_the_next_one_took_effect() -> None:
    log = [
        EXISTS,
        told_on("2020-07-01", "2020-07-01T09:00Z", status='"A"'),
        told_on("2020-09-01", "2020-09-01T09:00Z", status='"C"'),
        told_on("2020-08-01", "2020-10-01T09:00Z", status='"B"'),
    ]
    assert status(log, "2020-08-31") == '"B"'
    assert status(log, "2020-09-01") == '"C"'
    assert status(log, "2020-10-02") == '"C"'


def test_after_a_withdrawal_a_backdated_entry_counts_as_any_other() -> None:
    log = [
        EXISTS,
        told_on("2020-07-01", "2020-07-01T09:00Z", status='"A"'),
        retracted_on(1, "2020-08-01T09:00Z", is_withdrawal=True),
        told_on("2020-06-01", "2020-09-01T09:00Z", status='"B"'),
    ]
    assert status(log, "2020-07-15") == '"B"'
    assert status(log, "2020-07-15", known_at="2020-08-15") == "-"
    assert status(log, "2020-07-15", known_at="2020-07-15") == '"A"'


def test_an_explicit_null_is_a_value_and_not_an_absence() -> None:
    log = [
        EXISTS,
        told_on("2020-07-01", "2020-07-01T09:00Z", status='"A"'),
        told_on("2020-08-01", "2020-08-01T09:00Z", status=None),
    ]
    assert status(log, "2020-07-31") == '"A"'
    assert status(log, "2020-08-01") is None


@pytest.mark.parametrize("year", ["1900", "1970", "2100", "2199"])
def test_the_ends_of_the_calendar_are_days_like_others(year: str) -> None:
    log = [
        told_on(f"{year}-01-01", "2020-07-16T09:00Z", exists="true"),
        told_on(f"{year}-06-15", "2020-07-17T09:00Z", status='"A"'),
    ]
    assert status(log, f"{year}-06-14") == "-"
    assert status(log, f"{year}-06-15") == '"A"'


def test_the_days_that_clocks_change_have_23_and_25_hours() -> None:
    log = [
        EXISTS,
        told_on("2020-03-30", "2020-07-16T09:00Z", status='"SPRING"'),
        told_on("2020-10-26", "2020-07-17T09:00Z", status='"AUTUMN"'),
    ]
    assert status(log, "2020-03-29") == "-"
    assert status(log, "2020-03-29T23:00:00Z") == '"SPRING"'
    assert status(log, "2020-10-25T23:59:59.999999Z") == '"SPRING"'
    assert status(log, "2020-10-26T00:00:00Z") == '"AUTUMN"'


def test_nothing_is_known_at_the_position_before_the_first() -> None:
    log = [EXISTS]
    basis = basis_of(Question(END_US, 0))
    with read_model_of(log) as model:
        assert model.state(PLAN, KIND, None, basis) == []
        assert model.plans(basis) == []


def test_a_question_about_an_earlier_position_does_not_see_later_entries() -> None:
    log = [
        EXISTS,
        told_on("2020-07-15", "2020-07-16T09:00Z", status='"A"'),
        told_on("2020-07-15", "2020-07-17T09:00Z", status='"B"'),
    ]
    assert status(log, "2020-07-15", position=1) == '"A"'
