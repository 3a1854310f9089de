"""Short numbers for long names, given out by whoever writes."""

from __future__ import annotations

import sqlite3
from typing import Final, TypeVar

from ledger.names import StreamName
from projections.kinds import FieldRow
from projections.read_model.names import NameTable
from projections.read_model.tables import ENTITIES_BIT

K = TypeVar("K")
V = TypeVar("V")

ENTITIES_KEPT: Final = 100_000
NAMES_KEPT: Final = 50_000


class Known:
    """An entity's number, and which fields it is noted to have: bit n for field n."""

    __slots__ = ("entity_id", "fields")

    def __init__(self, entity_id: int) -> None:
        self.entity_id = entity_id
        self.fields = 0


class Interning:
    """Gives out numbers, inside the write transaction of ``connection``.

    What was given out is remembered up to a bound, whatever the size of the ledger, and
    looked up again beyond. New entities and their fields are written by :meth:`flush`;
    with ``fields_last`` the fields are left out, to be gathered when all rows are there.
    After a rollback :meth:`forget` everything.
    """

    def __init__(self, connection: sqlite3.Connection, *, fields_last: bool = False) -> None:
        self._connection = connection
        self._fields_last = fields_last
        self._is_complete = self._knows_all()
        self._plans: dict[str, int] = {}
        self._kinds: dict[str, int] = {}
        self._next: dict[int, int] = {}
        self._new_entities: list[tuple[int, str, int, int, str | None]] = []
        self._new_fields: list[tuple[int, int]] = []
        self.entities: dict[str, Known] = {}
        """Entity key -> what is known of it, for those met lately."""
        self.fields: dict[str, int] = {}
        """Field name -> number, for those met lately."""
        self.types: dict[str, int] = {}
        """Event type -> number, for those met lately."""
        self.streams: dict[StreamName, tuple[int, int]] = {}
        """Stream -> numbers of its plan and of itself, for those met lately."""

    def forget(self) -> None:
        """Believe nothing that was given out in a transaction that is no more."""
        for names in (self._plans, self._kinds, self.fields, self.types):
            names.clear()
        self.streams.clear()
        self.entities.clear()
        self._next.clear()
        self._new_entities.clear()
        self._new_fields.clear()
        self._is_complete = self._knows_all()

    def flush(self) -> None:
        """Write what is new."""
        self._connection.executemany(
            "INSERT INTO entity VALUES (?, ?, ?, ?, ?)", self._new_entities
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO entity_field VALUES (?, ?)", self._new_fields
        )
        self._new_entities.clear()
        self._new_fields.clear()

    def stream(self, name: StreamName) -> tuple[int, int]:
        """The numbers of a stream's plan and of the stream."""
        found = self.streams.get(name)
        if found is None:
            plan_id = self._named("plan", f"{name.council}/{name.plan}", self._plans)
            found = plan_id, self._looked_up("stream", str(name))
            _bound(self.streams)
            self.streams[name] = found
        return found

    def type(self, text: str) -> int:
        """The number of an event type."""
        return self._named("event_type", text, self.types)

    def field(self, text: str) -> int:
        """The number of a field's name."""
        return self._named("field", text, self.fields)

    def entity(self, plan_id: int, row: FieldRow) -> Known:
        """What is known of the entity of ``row``; it is new where nobody has met it."""
        known = self.entities.get(row.entity)
        if known is None:
            if len(self.entities) >= ENTITIES_KEPT:
                self.flush()  # or the new ones could not be looked up
                self.entities.clear()
                self._is_complete = False
            known = self.entities[row.entity] = Known(self._entity_id(plan_id, row))
        return known

    def has_field(self, entity: Known, field_id: int) -> None:
        """Note that an entity has a field."""
        entity.fields |= 1 << field_id
        if not self._fields_last:
            self._new_fields.append((entity.entity_id, field_id))

    def _knows_all(self) -> bool:
        """Whether no entity is there yet, so that one not remembered is new."""
        return self._connection.execute("SELECT 1 FROM entity LIMIT 1").fetchone() is None

    def _entity_id(self, plan_id: int, row: FieldRow) -> int:
        found = None if self._is_complete else self._found(row.entity)
        if found is not None:
            return found
        entity_id = self._next_entity(plan_id)
        kind_id = self._named("kind", row.kind, self._kinds)
        self._new_entities.append((entity_id, row.entity, plan_id, kind_id, row.parent))
        return entity_id

    def _found(self, key: str) -> int | None:
        row = self._connection.execute(
            "SELECT entity_id FROM entity WHERE key = ?", (key,)
        ).fetchone()
        return None if row is None else int(row[0])

    def _next_entity(self, plan_id: int) -> int:
        """The next number in the plan's own range, so that its rows lie side by side."""
        number = self._next.get(plan_id)
        if number is None:
            first = (plan_id - 1) << ENTITIES_BIT  # the first plan's numbers are short
            (last,) = self._connection.execute(
                "SELECT max(entity_id) FROM entity WHERE entity_id BETWEEN ? AND ?",
                (first, first + (1 << ENTITIES_BIT) - 1),
            ).fetchone()
            number = first if last is None else last + 1
        self._next[plan_id] = number + 1
        return number

    def _named(self, table: NameTable, text: str, known: dict[str, int]) -> int:
        number = known.get(text)
        if number is None:
            number = self._looked_up(table, text)
            _bound(known)
            known[text] = number
        return number

    def _looked_up(self, table: NameTable, text: str) -> int:
        found = self._connection.execute(
            f"SELECT id FROM {table} WHERE name = ?", (text,)
        ).fetchone()
        if found is not None:
            return int(found[0])
        added = self._connection.execute(f"INSERT INTO {table} (name) VALUES (?)", (text,))
        return int(added.lastrowid or 0)


def _bound(known: dict[K, V]) -> None:
    if len(known) >= NAMES_KEPT:
        known.clear()
