"""Names become short numbers within a bounded memory, however long the ledger is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from projections.kinds import FieldRow
from projections.read_model import ReadModel, intern
from projections.read_model.database import Connection
from tests.oracle import Log
from tests.unit.projections.small_logs import EXISTS, KIND, PLAN, STREAM, read_model_of, told_on

pytestmark = pytest.mark.usefixtures("database")

LOG: Log = [
    EXISTS,
    *(
        told_on("2020-07-01", f"2020-07-02T09:{n:02}:00Z", about=f"a{n % 7}", **{f"f{n % 5}": "1"})
        for n in range(40)
    ),
]


def test_what_was_forgotten_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with read_model_of(LOG) as remembered:
        monkeypatch.setattr(intern, "ENTITIES_KEPT", 2)
        monkeypatch.setattr(intern, "NAMES_KEPT", 2)
        with read_model_of(LOG) as forgetful, read_model_of(LOG, batch=3) as in_batches:
            assert forgetful.digest() == in_batches.digest() == remembered.digest()


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intern, "ENTITIES_KEPT", 3)
    monkeypatch.setattr(intern, "NAMES_KEPT", 3)
    with (
        read_model_of([]) as model,
        closing(model.place.writer()) as connection,
        connection.transaction(),
    ):
        interning = intern.Interning(connection, settled)
        for n in range(50):
            interning.place(STREAM._replace(key=f"a-{n}"))
            interning.entities.number(1, row(f"e{n}"))
            interning.streams.new.clear()  # as if they had been written
            interning.entities.taken()
            assert len(interning.entities.known) <= 3
            assert len(interning.streams.known) <= 3
            assert len(interning.places) <= 3


def test_the_entities_of_a_plan_are_numbered_side_by_side() -> None:
    with (
        read_model_of([]) as model,
        closing(model.place.writer()) as connection,
        connection.transaction(),
    ):
        entities = intern.Interning(connection, settled).entities
        numbers = [entities.number(plan, row(f"{plan}-{n}")) for n in "abc" for plan in (1, 2)]
    assert sorted(numbers) == [1, 2, 3, 2**24 + 1, 2**24 + 2, 2**24 + 3]


def test_what_waits_to_be_written_is_settled_before_it_is_looked_up() -> None:
    asked = []
    with (
        read_model_of(LOG) as model,
        closing(model.place.writer()) as connection,
        connection.transaction(),
    ):
        interning = intern.Interning(connection, lambda: asked.append("settled"))
        assert interning.plans.number(PLAN) == 1
        assert interning.entities.number(1, row("never met")) > 1
    assert asked


@contextmanager
def written(model: ReadModel) -> Iterator[Connection]:
    """A connection inside a transaction."""
    with closing(model.place.writer()) as connection, connection.transaction():
        yield connection


def settled() -> None:
    """Nothing waits to be written."""


def row(entity: str) -> FieldRow:
    return FieldRow(entity, KIND, None, "exists", "true")
