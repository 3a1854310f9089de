"""A yes-or-no question gets yes, no, or the candidates between which the sources leave it."""

from __future__ import annotations

import pytest

from tests.oracle import Log, Question
from tests.unit.projections.small_logs import (
    EXISTS,
    PLAN,
    ask,
    basis_of,
    entity_key,
    read_model_of,
    retracted_on,
    told_on,
)

pytestmark = pytest.mark.usefixtures("database")

TERM: Log = [
    told_on("2020-07/2020-10", "2020-12-01T09:00Z", exists="true", status='"IN_POST"'),
]
"""A commissioner, appointed some time between July and October."""


def test_before_the_first_possible_day_the_answer_is_a_certain_no() -> None:
    with read_model_of(TERM) as model:
        assert ask(model, "2020-06-30", log=TERM) == {}


def test_between_the_first_and_the_last_possible_day_it_is_indeterminate() -> None:
    with read_model_of(TERM) as model:
        values = ask(model, "2020-07-15", log=TERM)
    assert values["exists"].certain is False
    assert values["exists"].candidates == ("true",)
    assert values["status"].candidates == ('"IN_POST"',)
    assert values["status"].value is None


def test_on_the_last_possible_day_it_is_a_certain_yes() -> None:
    with read_model_of(TERM) as model:
        assert ask(model, "2020-10-30", log=TERM)["status"].certain is False
        assert ask(model, "2020-10-31", log=TERM)["status"].value == '"IN_POST"'


def test_the_value_in_effect_for_certain_is_the_first_of_the_candidates() -> None:
    log = [
        told_on("2020-05-01", "2020-12-01T09:00Z", exists="true", owner='"executive"'),
        told_on("2020-07/2020-09", "2020-12-01T10:00Z", owner='"partnership"'),
    ]
    with read_model_of(log) as model:
        assert ask(model, "2020-06-01", log=log)["owner"].value == '"executive"'
        between = ask(model, "2020-07-15", log=log)["owner"]
        assert between.candidates == ('"executive"', '"partnership"')
        assert between.position == 0
        assert ask(model, "2020-10-01", log=log)["owner"].value == '"partnership"'


def test_where_every_candidate_is_the_same_there_is_no_doubt() -> None:
    log = [
        EXISTS,
        told_on("2020-05-01", "2020-12-01T09:00Z", status='"A"'),
        told_on("2020-07/2020-09", "2020-12-01T10:00Z", status='"A"'),
    ]
    with read_model_of(log) as model:
        assert ask(model, "2020-07-15", log=log)["status"].certain


def test_refining_a_date_ends_the_doubt_from_then_on() -> None:
    log = [
        EXISTS,
        told_on("2020-07/2020-10", "2020-12-01T09:00Z", status='"A"'),
        retracted_on(1, "2021-02-01T09:00Z"),
        told_on("2020-09-14", "2021-02-01T09:00:00.000001Z", status='"A"'),
    ]
    with read_model_of(log) as model:
        assert "status" not in ask(model, "2020-08-15", log=log)
        assert ask(model, "2020-09-14", log=log)["status"].certain
        then = ask(model, "2020-09-14", known_at="2021-01-31", log=log)
        assert then["status"].certain is False


def test_an_open_end_is_never_certain_and_an_open_start_always_possible() -> None:
    log = [
        EXISTS,
        told_on("2020-07/..", "2020-12-01T09:00Z", status='"A"'),
        told_on("../2020-09", "2020-12-01T10:00Z", owner='"X"'),
    ]
    with read_model_of(log) as model:
        late = ask(model, "2150-01-01", log=log)
        assert late["status"].candidates == ('"A"',)
        assert late["owner"].value == '"X"'
        assert ask(model, "1950-01-01", log=log) == {}
        early = ask(model, "1970-01-01", log=log)
        assert early["owner"].candidates == ('"X"',)
        assert "status" not in early


def test_a_thing_that_may_have_ended_exists_perhaps() -> None:
    log = [EXISTS, told_on("2020-07/2020-09", "2020-12-01T09:00Z", exists="false")]
    with read_model_of(log) as model:
        assert ask(model, "2020-07-15", log=log)["exists"].candidates == ("true", "false")
        assert ask(model, "2020-10-01", log=log) == {}


def test_what_is_uncertain_is_listed_with_its_bounds() -> None:
    with read_model_of(TERM) as model:
        rows = model.uncertain(PLAN, basis_of(Question(TERM[0].earliest + 1, 1)))
        assert [(row.entity, row.field, row.value) for row in rows] == [
            (entity_key("a"), "exists", "true"),
            (entity_key("a"), "status", '"IN_POST"'),
        ]
        assert {(row.possible_from_us, row.certain_by_us) for row in rows} == {
            (TERM[0].earliest, TERM[0].latest)
        }
        assert model.uncertain(PLAN, basis_of(Question(TERM[0].earliest, 1))) == []
        assert model.uncertain("devon/another", basis_of(Question(TERM[0].latest, 1))) == []


def test_provenance_names_the_entries_that_may_have_taken_effect() -> None:
    log = [
        told_on("2020-05-01", "2020-12-01T09:00Z", exists="true", owner='"executive"'),
        told_on("2020-05-20", "2020-12-01T09:30Z", owner='"board"'),
        told_on("2020-07/2020-09", "2020-12-01T10:00Z", owner='"partnership"'),
    ]
    with read_model_of(log) as model:
        basis = basis_of(Question(log[2].earliest + 1, 3))
        (owner,) = model.provenance(entity_key("a"), ["owner"], basis)
    assert owner == ("owner", 1, (0,), (2,))
