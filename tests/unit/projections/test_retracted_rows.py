"""What a retraction hides, and from when on: by the record, and by document."""

from __future__ import annotations

from typing import Final

import pytest

from projections.basis import KnownBy
from projections.read_model import EventFilter
from tests.oracle import Fact, Log, Question
from tests.unit.projections.small_logs import (
    EXISTS,
    ask,
    basis_of,
    entity_key,
    read_model_of,
    retracted_on,
    told_on,
)

pytestmark = pytest.mark.usefixtures("database")

RATED: Final = told_on("2020-07-01", "2020-07-02T09:00Z", documented="2020-07-02", status='"A"')
MISREAD: Final = retracted_on(1, "2020-09-01T09:00Z", documented="2020-09-01")
WITHDRAWN: Final = retracted_on(1, "2020-09-01T09:00Z", documented="2020-08-20", is_withdrawal=True)


def status(retraction: Fact, known_at: str, by: KnownBy) -> str:
    log = [EXISTS, RATED, retraction]
    with read_model_of(log) as model:
        values = ask(model, "2020-07-15", known_at=known_at, by=by, log=log)
        return str(values["status"].value) if "status" in values else "-"


def test_by_the_record_it_stood_until_the_retraction_was_recorded() -> None:
    for retraction in (MISREAD, WITHDRAWN):
        assert status(retraction, "2020-08-31", KnownBy.RECORDED) == '"A"'
        assert status(retraction, "2020-09-01", KnownBy.RECORDED) == "-"


def test_what_the_document_never_said_was_known_by_document_at_no_time() -> None:
    assert status(MISREAD, "2020-07-31", KnownBy.DOCUMENTED) == "-"
    assert status(MISREAD, "2020-09-30", KnownBy.DOCUMENTED) == "-"


def test_what_the_document_withdrew_was_known_until_it_did() -> None:
    assert status(WITHDRAWN, "2020-08-19", KnownBy.DOCUMENTED) == '"A"'
    assert status(WITHDRAWN, "2020-08-20", KnownBy.DOCUMENTED) == "-"


def test_an_entity_whose_opening_is_retracted_is_gone() -> None:
    log = [EXISTS, retracted_on(0, "2020-09-01T09:00Z")]
    with read_model_of(log) as model:
        assert ask(model, "2020-08-31", known_at="2020-08-31", log=log)
        assert ask(model, "2020-09-02", log=log) == {}


def test_the_history_keeps_what_was_retracted_and_says_since_when() -> None:
    log: Log = [EXISTS, RATED, WITHDRAWN]
    with read_model_of(log) as model:
        rated = [row for row in model.history(entity_key("a")) if row.field == "status"]
        assert [(row.position, row.until_position) for row in rated] == [(1, 2)]
        assert rated[0].until_documented_us == WITHDRAWN.documented


def test_at_a_basis_the_history_holds_what_stands_there() -> None:
    log: Log = [EXISTS, RATED, WITHDRAWN]
    with read_model_of(log) as model:
        before = model.history(entity_key("a"), basis_of(Question(2**62, 2)))
        after = model.history(entity_key("a"), basis_of(Question(2**62, 3)))
    assert [(row.field, row.until_position) for row in before] == [
        ("exists", 2**63 - 1),
        ("status", 2**63 - 1),
    ]
    assert [row.field for row in after] == ["exists"]


def test_the_list_of_events_shows_a_retraction_only_where_it_is_known() -> None:
    log: Log = [EXISTS, RATED, WITHDRAWN]
    documented = WITHDRAWN.documented
    assert documented is not None
    with read_model_of(log) as model:

        def until(question: Question | None) -> int:
            basis = None if question is None else basis_of(question)
            return model.events(EventFilter(basis=basis))[1].until_position

        assert until(None) == 2
        assert until(Question(2**62, 3)) == 2
        assert until(Question(2**62, 2)) == 2**63 - 1
        assert until(Question(2**62, 3, documented)) == 2**63 - 1
        assert until(Question(2**62, 3, documented + 1)) == 2
