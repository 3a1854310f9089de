"""Where the tests keep read models: in folders, or in schemas of one PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol, TypeAlias

from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from ledger.store.postgresql.pools import Pools
from projections.read_model.place import Place
from projections.read_model.postgresql.place import SchemaPlace
from projections.read_model.sqlite.place import FilePlace

TABLES: Final = (
    *("lease", "plan", "kind", "field", "event_type", "stream"),
    *("entity", "entity_field", "field_value", "event"),
)
_NUMBERS: Final = count()

Check: TypeAlias = Callable[..., None]


class Places(Protocol):
    """A database with room for any number of read models."""

    name: str

    def place(self) -> AbstractContextManager[Place]:
        """A place with an empty read model, or with none yet."""

    def new(self) -> AbstractContextManager[Place]:
        """A place with none yet."""


class Folders:
    """A folder for each."""

    name = "sqlite"

    @contextmanager
    def place(self) -> Iterator[Place]:
        with TemporaryDirectory() as folder:
            yield FilePlace(Path(folder) / "read-model.db")

    new = place


class Schemas:
    """Schemas for each, emptied and used again: making one takes as long as ten tests."""

    name = "postgresql"

    def __init__(self, pools: Pools) -> None:
        self._pools = pools
        self._empty: list[Place] = []

    @contextmanager
    def place(self) -> Iterator[Place]:
        place = self._empty.pop() if self._empty else self._made()
        yield place
        if place.standing() == 1:
            _empty(place)
            self._empty.append(place)

    @contextmanager
    def new(self) -> Iterator[Place]:
        yield self._made()

    def of_its_own(self) -> Place:
        """A place that no other test uses."""
        return self._made()

    def _made(self) -> Place:
        return SchemaPlace(self._pools, f"test-{next(_NUMBERS)}")


def _empty(place: Place) -> None:
    with closing(place.writer()) as connection, connection.transaction():
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        connection.execute(
            "UPDATE projection SET position = -1, recorded_us = NULL, entry_id = NULL"
        )


class Chosen:
    """The database that the tests of a module use now."""

    places: Places = Folders()


CHOSEN: Final = Chosen()


def for_all(*drawn: SearchStrategy[Any], sqlite: int, postgresql: int) -> Callable[[Check], Check]:
    """A property, tried with so many examples on each database.

    On the one there are fewer: every statement goes through a socket.
    """
    tried = {"sqlite": sqlite, "postgresql": postgresql}

    def decorate(check: Check) -> Check:
        def test(database: str) -> None:
            settings(max_examples=tried[database], deadline=None)(given(*drawn)(check))()

        test.__name__ = check.__name__
        return test

    return decorate
