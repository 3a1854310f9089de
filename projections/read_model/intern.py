"""Short numbers for long names, given out by whoever writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final, TypeAlias

from ledger.names import StreamName
from projections.kinds import FieldRow
from projections.read_model.names import NameTable
from projections.read_model.tables import ENTITIES_BIT

ENTITIES_KEPT: Final = 100_000
NAMES_KEPT: Final = 50_000

Settle: TypeAlias = Callable[[], None]
"""Waits until everything that was handed over to be written is there to be looked up."""


class Numbers:
    """The numbers of one table of names.

    What was given out is remembered up to a bound, whatever the size of the ledger, and
    looked up again beyond; while everything is remembered, what is not is new.
    """

    def __init__(self, connection: sqlite3.Connection, table: NameTable, settle: Settle) -> None:
        self._connection = connection
        self._table = table
        self._settle = settle
        self.known: dict[str, int] = {}
        self.new: list[tuple[int, str]] = []
        """(number, name) of what has yet to be written."""
        self.forget()

    def forget(self) -> None:
        """Begin anew with what is in the table."""
        (last,) = self._connection.execute(
            f"SELECT ifnull(max(id), 0) FROM {self._table}"
        ).fetchone()
        self._last = int(last)
        self._is_complete = self._last == 0
        self.known.clear()
        self.new = []

    def number(self, name: str) -> int:
        """The number of ``name``, a new one where it has none."""
        number = self.known.get(name)
        if number is None:
            number = self._found(name)
            if number is None:
                number = self._last = self._last + 1
                self.new.append((number, name))
            self._remember(name, number)
        return number

    def _found(self, name: str) -> int | None:
        if self._is_complete:
            return None
        self._settle()
        row = self._connection.execute(
            f"SELECT id FROM {self._table} WHERE name = ?", (name,)
        ).fetchone()
        return None if row is None else int(row[0])

    def _remember(self, name: str, number: int) -> None:
        if len(self.known) >= NAMES_KEPT:
            self._is_complete = False
            self.known.clear()
            self.known.update((text, each) for each, text in self.new)
        self.known[name] = number


class Known:
    """An entity's number, and which fields it is noted to have: bit n for field n."""

    __slots__ = ("entity_id", "fields")

    def __init__(self, entity_id: int) -> None:
        self.entity_id = entity_id
        self.fields = 0


EntityTuple: TypeAlias = tuple[int, str, int, int, str | None]
"""A row of the table of entities."""


class Entities:
    """The numbers of entities: each plan's in a range of its own, so its rows lie together.

    Remembered, looked up and bounded like :class:`Numbers`. With ``fields_last`` nobody
    notes which fields an entity has; they are gathered when all rows are there.
    """

    def __init__(
        self, connection: sqlite3.Connection, settle: Settle, *, fields_last: bool
    ) -> None:
        self._connection = connection
        self._settle = settle
        self._fields_last = fields_last
        self._kinds = Numbers(connection, "kind", settle)
        self.known: dict[str, Known] = {}
        self.new: dict[str, tuple[Known, EntityTuple]] = {}
        """Key -> row of what has yet to be written."""
        self.new_fields: list[tuple[int, int]] = []
        self._next: dict[int, int] = {}
        self.forget()

    def forget(self) -> None:
        """Begin anew with what is in the table."""
        any_row = self._connection.execute("SELECT 1 FROM entity LIMIT 1").fetchone()
        self._is_complete = any_row is None
        self._kinds.forget()
        self.known.clear()
        self._next.clear()
        self.new, self.new_fields = {}, []

    def entity(self, plan_id: int, row: FieldRow) -> Known:
        """What is known of the entity of ``row``, which is new where nobody has met it."""
        known = self.known.get(row.entity)
        if known is None:
            known = self._found(row.entity) or self._added(plan_id, row)
            if len(self.known) >= ENTITIES_KEPT:
                self._is_complete = False
                self.known.clear()
                self.known.update((key, each) for key, (each, _) in self.new.items())
            self.known[row.entity] = known
        return known

    def has_field(self, entity: Known, field_id: int) -> None:
        """Note that an entity has a field."""
        entity.fields |= 1 << field_id
        if not self._fields_last:
            self.new_fields.append((entity.entity_id, field_id))

    def taken(self) -> tuple[list[tuple[int, str]], list[EntityTuple], list[tuple[int, int]]]:
        """The new kinds, entities and fields of entities, to be written now."""
        new = self._kinds.new, [row for _, row in self.new.values()], self.new_fields
        self._kinds.new, self.new, self.new_fields = [], {}, []
        return new

    def _found(self, key: str) -> Known | None:
        if self._is_complete:
            return None
        self._settle()
        row = self._connection.execute(
            "SELECT entity_id FROM entity WHERE key = ?", (key,)
        ).fetchone()
        return None if row is None else Known(int(row[0]))

    def _added(self, plan_id: int, row: FieldRow) -> Known:
        known = Known(self._next_number(plan_id))
        kind_id = self._kinds.number(row.kind)
        self.new[row.entity] = (
            known,
            (known.entity_id, row.entity, plan_id, kind_id, row.parent),
        )
        return known

    def _next_number(self, plan_id: int) -> int:
        number = self._next.get(plan_id)
        if number is None:
            number = self._first_free(plan_id)
        self._next[plan_id] = number + 1
        return number

    def _first_free(self, plan_id: int) -> int:
        first = (plan_id - 1) << ENTITIES_BIT  # the first plan's numbers are short
        if self._is_complete:
            return first
        self._settle()
        (last,) = self._connection.execute(
            "SELECT max(entity_id) FROM entity WHERE entity_id BETWEEN ? AND ?",
            (first, first + (1 << ENTITIES_BIT) - 1),
        ).fetchone()
        return first if last is None else int(last) + 1


class Interning:
    """All the numbers that a writer gives out, inside its write transaction.

    After a rollback, or when another has been writing, :meth:`forget` everything.
    """

    def __init__(
        self, connection: sqlite3.Connection, settle: Settle, *, fields_last: bool = False
    ) -> None:
        self.plans = Numbers(connection, "plan", settle)
        self.streams = Numbers(connection, "stream", settle)
        self.types = Numbers(connection, "event_type", settle)
        self.fields = Numbers(connection, "field", settle)
        self.entities = Entities(connection, settle, fields_last=fields_last)
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
