"""Short numbers for long names, given out by whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from ledger.names import StreamName
from projections.kinds import FieldRow
from projections.read_model.batch import EntityTuple
from projections.read_model.database import Connection
from projections.read_model.names import NameTable

ENTITIES_BIT: Final = 24
"""Where the plan's number starts in an entity's: the rows of one plan lie side by side.

That leaves room for sixteen million entities, in a number of four bytes for most plans.
"""

ENTITIES_KEPT: Final = 50_000
NAMES_KEPT: Final = 50_000

Settle: TypeAlias = Callable[[], None]
"""Waits until everything that was handed over to be written is there to be looked up."""


class Numbers:
    """The numbers of one table of names.

    What was given out is remembered up to a bound, whatever the size of the ledger, and
    looked up again beyond; while everything is remembered, what is not is new.
    """

    def __init__(self, connection: Connection, table: NameTable, settle: Settle) -> None:
        self._connection = connection
        self._table = table
        self._settle = settle
        self.known: dict[str, int] = {}
        self.new: list[tuple[int, str]] = []
        """(number, name) of what has yet to be written."""
        self._last: int | None = None
        self._is_complete = False

    def forget(self) -> None:
        """Begin anew with what is in the table, when next asked."""
        self._last = None
        self.known.clear()
        self.new = []

    def number(self, name: str) -> int:
        """The number of ``name``, a new one where it has none."""
        number = self.known.get(name)
        if number is None:
            last = self._begun() if self._last is None else self._last
            number = self._found(name)
            if number is None:
                number = self._last = last + 1
                self.new.append((number, name))
            self._remember(name, number)
        return number

    def _begun(self) -> int:
        self._settle()
        (last,) = self._connection.execute(
            f"SELECT coalesce(max(id), 0) FROM {self._table}"
        ).fetchone()
        self._last = int(last)
        self._is_complete = self._last == 0
        return self._last

    def _found(self, name: str) -> int | None:
        if self._is_complete:
            return None
        self._settle()
        row = self._connection.execute(
            f"SELECT id FROM {self._table} WHERE name = :name", {"name": name}
        ).fetchone()
        return None if row is None else int(row[0])

    def _remember(self, name: str, number: int) -> None:
        if len(self.known) >= NAMES_KEPT:
            self._is_complete = False
            self.known.clear()
            self.known.update((text, each) for each, text in self.new)
        self.known[name] = number


class Entities:
    """The numbers of entities: each plan's in a range of its own, so its rows lie together.

    Remembered, looked up and bounded like :class:`Numbers`.
    """

    def __init__(self, connection: Connection, settle: Settle) -> None:
        self._connection = connection
        self._settle = settle
        self._kinds = Numbers(connection, "kind", settle)
        self.known: dict[str, int] = {}
        self._new: dict[str, EntityTuple] = {}
        self._next: dict[int, int] = {}
        self._is_complete: bool | None = None

    def forget(self) -> None:
        """Begin anew with what is in the table, when next asked."""
        self._is_complete = None
        self._kinds.forget()
        self.known.clear()
        self._next.clear()
        self._new = {}

    def number(self, plan_id: int, row: FieldRow) -> int:
        """The number of the entity of ``row``, a new one where nobody has met it."""
        number = self.known.get(row.entity)
        if number is None:
            number = self._found(row.entity)
            if number is None:
                number = self._next_number(plan_id)
                kind_id = self._kinds.number(row.kind)
                self._new[row.entity] = (number, row.entity, plan_id, kind_id, row.parent)
            self._remember(row.entity, number)
        return number

    def taken(self) -> tuple[list[tuple[int, str]], list[EntityTuple]]:
        """The new kinds and entities, to be written now."""
        new = self._kinds.new, list(self._new.values())
        self._kinds.new, self._new = [], {}
        return new

    def _found(self, key: str) -> int | None:
        if self._is_complete is None:
            self._settle()
            any_row = self._connection.execute("SELECT 1 FROM entity LIMIT 1").fetchone()
            self._is_complete = any_row is None
        if self._is_complete:
            return None
        self._settle()
        row = self._connection.execute(
            "SELECT entity_id FROM entity WHERE key = :key", {"key": key}
        ).fetchone()
        return None if row is None else int(row[0])

    def _remember(self, key: str, number: int) -> None:
        if len(self.known) >= ENTITIES_KEPT:
            self._is_complete = False
            self.known.clear()
            self.known.update((each, row[0]) for each, row in self._new.items())
        self.known[key] = number

    def _next_number(self, plan_id: int) -> int:
        number = self._next.get(plan_id)
        if number is None:
            number = self._first_free(plan_id)
        self._next[plan_id] = number + 1
        return number

    def _first_free(self, plan_id: int) -> int:
        before = (plan_id - 1) << ENTITIES_BIT  # the first plan's numbers are short
        if self._is_complete:
            return before + 1
        self._settle()
        (last,) = self._connection.execute(
            "SELECT max(entity_id) FROM entity WHERE entity_id > :before AND entity_id <= :last",
            {"before": before, "last": before + (1 << ENTITIES_BIT)},
        ).fetchone()
        return (before if last is None else int(last)) + 1


class Interning:
    """All the numbers that a writer gives out, inside its write transaction.

    After a rollback, or when another has been writing, :meth:`forget` everything.
    """

    def __init__(self, connection: Connection, settle: Settle) -> None:
        self.plans = Numbers(connection, "plan", settle)
        self.streams = Numbers(connection, "stream", settle)
        self.types = Numbers(connection, "event_type", settle)
        self.fields = Numbers(connection, "field", settle)
        self.entities = Entities(connection, settle)
        self.places: dict[StreamName, tuple[int, int]] = {}
        """Stream -> numbers of its plan and of itself, for those met lately."""

    def forget(self) -> None:
        """Believe nothing that was given out in a transaction that is no more."""
        for numbers in (self.plans, self.streams, self.types, self.fields, self.entities):
            numbers.forget()
        self.places.clear()

    def place(self, stream: StreamName) -> tuple[int, int]:
        """The numbers of a stream's plan and of the stream."""
        found = self.places.get(stream)
        if found is None:
            plan_id = self.plans.number(f"{stream.council}/{stream.plan}")
            found = plan_id, self.streams.number(str(stream))
            if len(self.places) >= NAMES_KEPT:
                self.places.clear()
            self.places[stream] = found
        return found
