"""A batch of rows as statements, as few as can be.

The rows of a table go in as one JSON text that SQLite takes apart itself: one statement
for all of them, during which Python may do something else in another thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import msgspec

from projections.read_model.batch import Batch, Hidden


def _columns(count: int) -> str:
    return ", ".join(f"json_extract(value, '$[{number}]')" for number in range(count))


_NAMES: Final = "INSERT INTO {} (id, name) SELECT " + _columns(2) + " FROM json_each(?)"
_ENTITIES: Final = f"INSERT INTO entity SELECT {_columns(5)} FROM json_each(?)"
_FIELDS: Final = (
    f"INSERT OR IGNORE INTO entity_field SELECT DISTINCT {_columns(2)} FROM json_each(?)"
)
_EVENTS: Final = (
    "INSERT INTO event (position, plan_id, stream_id, type_id, recorded_us, effective_us, "
    f"possible_from_us, documented_us) SELECT {_columns(8)} FROM json_each(?)"
)
# In order of the tree, so that a page is touched once a batch; and should one event set a
# field of the same entity twice, its last word counts.
_VALUES: Final = (
    "INSERT OR REPLACE INTO field_value (entity_id, field_id, effective_us, position, "
    "documented_us, value, possible_from_us) "
    "SELECT json_extract(r.value, '$[0]'), json_extract(r.value, '$[1]'), e.effective_us, "
    "e.position, e.documented_us, json_extract(r.value, '$[3]'), e.possible_from_us "
    "FROM json_each(?) r CROSS JOIN event e ON e.position = json_extract(r.value, '$[2]') "
    "ORDER BY 1, 2, r.key"
)

_HIDE_VALUE: Final = (
    "UPDATE field_value SET until_position = ?, until_documented_us = ? "
    "WHERE entity_id = ? AND field_id = ? AND effective_us = ? AND position = ?"
)
_HIDE_EVENT: Final = (
    "UPDATE event SET until_position = ?, until_documented_us = ? WHERE position = ?"
)

_PROJECTED: Final = "UPDATE projection SET position = ?, recorded_us = ?, entry_id = ?, epoch = ?"

Statement: TypeAlias = tuple[str, Sequence[object]]
"""SQL and its parameters."""


def statements(batch: Batch, *, fields_last: bool) -> list[Statement]:
    """What writes ``batch``, in this order.

    ``fields_last`` leaves it for later to note which fields each entity has.
    """
    inserts: tuple[tuple[str, Sequence[object]], ...] = (
        *((_NAMES.format(table), names) for table, names in batch.names.items()),
        (_ENTITIES, batch.entities),
        (_EVENTS, batch.events),
    )
    values = _json(batch.values)
    return [
        *((insert, (_json(rows),)) for insert, rows in inserts if rows),
        (_VALUES, (values,)),
        *(() if fields_last else ((_FIELDS, (values,)),)),
        *(statement for hidden in batch.hidden for statement in _hiding(hidden)),
        (_PROJECTED, batch.last),
    ]


def _json(rows: Sequence[object]) -> str:
    return msgspec.json.encode(rows).decode()


def _hiding(hidden: Hidden) -> Iterator[Statement]:
    until = (hidden.until_position, hidden.until_documented_us)
    for place in hidden.places:
        yield _HIDE_VALUE, (*until, *place, hidden.effective_us, hidden.position)
    yield _HIDE_EVENT, (*until, hidden.position)


def run(connection: sqlite3.Connection, batch: Iterable[Statement]) -> None:
    """Execute ``batch``, inside the write transaction of ``connection``."""
    for statement, parameters in batch:
        connection.execute(statement, parameters)
