"""A rebuild takes as much memory for a long ledger as for a short one."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from ledger.store.reader import Head
from projections import rebuild as module
from projections.entry_rows import EntryRows
from projections.kinds import FieldRow
from projections.read_model import intern
from projections.read_model.place import Place
from projections.read_model.postgresql import connections
from projections.read_model.sqlite.place import FilePlace
from projections.rebuild import rebuild
from tests.read_model_places import Schemas
from tests.unit.projections.small_logs import KIND, STREAM, LogLedger, StoodClock

SHORT = 3_000
LONG = 24_000
ROWS, READ = 150, 20
"""One batch is written while the next is gathered, and how far they overlap is up to the machine:
a peak is a batch more or less. So a batch is small beside what stands in memory in any case."""


class Endless(LogLedger):
    """Entries made when they are read: each opens an entity of its own, on a stream of its own."""

    def __init__(self, size: int) -> None:
        super().__init__([])
        self.shown = size

    def head(self) -> Head:
        return Head(self.shown, self.shown)

    def entries(self, start: int, limit: int) -> list[EntryRows]:
        return [self._made(n) for n in range(start, min(start + limit, self.shown))]

    def _made(self, number: int) -> EntryRows:
        key = f"devon/improvement-2020/action/a-{number}"
        return EntryRows(
            number,
            f"entry-{number}",
            STREAM._replace(key=f"a-{number}"),
            "improvement.action.proposed.v1",
            number,
            number,
            number,
            number,
            [FieldRow(key, KIND, None, field, '"text"') for field in ("exists", "summary")],
            None,
        )


def peak(size: int, place: Place) -> int:
    """The most memory that Python held during a rebuild, in bytes."""
    gc.collect()  # thousands of freed tuples are kept for the next; taken again, they do not count
    tracemalloc.start()
    try:
        built = rebuild(
            Endless(size),  # type: ignore[arg-type]
            place,
            holder="the test",
            clock=StoodClock(),
            read=lambda entry: entry,  # type: ignore[arg-type,return-value]
        )
        assert built.position == size - 1
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One place after another."""
    if request.param == "sqlite":
        return (FilePlace(tmp_path / f"{number}.db") for number in count())
    schemas: Schemas = request.getfixturevalue("schemas")
    return iter(schemas.of_its_own, None)


def test_memory_does_not_grow_with_the_ledger(
    places: Iterator[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_AT_ONCE", ROWS)
    monkeypatch.setattr(module, "READ_AT_ONCE", READ)
    monkeypatch.setattr(intern, "ENTITIES_KEPT", 2_000)
    monkeypatch.setattr(intern, "NAMES_KEPT", 2_000)
    monkeypatch.setattr(connections, "STREAMED_AT_ONCE", 500)
    peak(SHORT, next(places))
    short = peak(SHORT, next(places))
    long = peak(LONG, next(places))
    assert long < 1.15 * short
