"""Puts a batch of rows into the tables, in as few statements as can be.

A batch goes in as JSON texts that SQLite takes apart itself: one statement for all
rows of a table, during which Python may do something else in another thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec

EventTuple: TypeAlias = tuple[int, int, int, int, int, int, int, int]
"""A row of the table of events, as far as ``documented_us``."""

ValueTuple: TypeAlias = tuple[int, int, int, str | None]
"""Entity, field, position and value; everything else is as in the event at the position."""


class Hidden(msgspec.Struct, frozen=True):
    """A retraction: from when on the rows of its target are hidden, and which they are."""

    until_position: int
    until_documented_us: int
    position: int
    effective_us: int
    places: tuple[tuple[int, int], ...]
    """(entity, field) of the target's rows."""


class Batch(msgspec.Struct):
    """The rows of consecutive entries, and what has to be there before them."""

    names: dict[str, list[tuple[int, str]]]
    """Table of names -> its new rows."""
    entities: list[tuple[int, str, int, int, str | None]]
    fields: list[tuple[int, int]]
    events: list[EventTuple]
    values: list[ValueTuple]
    hidden: list[Hidden]
    last: tuple[int, int, str]
    """Position, recorded_us and id of the last entry."""


def _columns(count: int) -> str:
    return ", ".join(f"json_extract(value, '$[{number}]')" for number in range(count))


_NAMES: Final = "INSERT INTO {} (id, name) SELECT " + _columns(2) + " FROM json_each(?)"
_ENTITIES: Final = f"INSERT INTO entity SELECT {_columns(5)} FROM json_each(?)"
_FIELDS: Final = f"INSERT OR IGNORE INTO entity_field SELECT {_columns(2)} FROM json_each(?)"
_EVENTS: Final = (
    "INSERT INTO event (position, plan_id, stream_id, type_id, recorded_us, effective_us, "
    f"possible_from_us, documented_us) SELECT {_columns(8)} FROM json_each(?)"
)
# Should one event set a field of the same entity twice, its last word counts.
_VALUES: Final = (
    "INSERT OR REPLACE INTO field_value (entity_id, field_id, effective_us, position, "
    "possible_from_us, documented_us, ahead, value) "
    "SELECT json_extract(r.value, '$[0]'), json_extract(r.value, '$[1]'), e.effective_us, "
    "e.position, e.possible_from_us, e.documented_us, e.effective_us > e.documented_us, "
    "json_extract(r.value, '$[3]') "
    "FROM json_each(?) r CROSS JOIN event e ON e.position = json_extract(r.value, '$[2]')"
)


def load(connection: sqlite3.Connection, batch: Batch) -> None:
    """Write ``batch``, inside the write transaction of ``connection``."""
    for table, names in batch.names.items():
        _insert(connection, _NAMES.format(table), names)
    _insert(connection, _ENTITIES, batch.entities)
    _insert(connection, _FIELDS, batch.fields)
    _insert(connection, _EVENTS, batch.events)
    _insert(connection, _VALUES, batch.values)
    for hidden in batch.hidden:
        _hide(connection, hidden)
    connection.execute(
        "UPDATE projection SET position = ?, recorded_us = ?, entry_id = ?", batch.last
    )


def _insert(
    connection: sqlite3.Connection, statement: str, rows: Sequence[tuple[object, ...]]
) -> None:
    if rows:
        connection.execute(statement, (msgspec.json.encode(rows).decode(),))


def _hide(connection: sqlite3.Connection, hidden: Hidden) -> None:
    until = (hidden.until_position, hidden.until_documented_us)
    connection.executemany(
        "UPDATE field_value SET until_position = ?, until_documented_us = ? "
        "WHERE entity_id = ? AND field_id = ? AND effective_us = ? AND position = ?",
        [(*until, *place, hidden.effective_us, hidden.position) for place in hidden.places],
    )
    connection.execute(
        "UPDATE event SET until_position = ?, until_documented_us = ? WHERE position = ?",
        (*until, hidden.position),
    )
