"""Many rows in one statement of PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import psycopg

from ledger.store.database import Value, WhenSent
from ledger.store.parameters import insertion

COPIED: Final = 16
"""From so many rows on COPY is faster than one INSERT of them all."""

_TYPES: Final = {int: "int8", str: "text", bytes: "bytea"}


def insert(
    cursor: psycopg.Cursor[Any],
    table: str,
    columns: str,
    values: Sequence[Value],
    when_sent: WhenSent,
) -> None:
    """Insert rows into ``table``: ``values`` are theirs in order, one row after the other.

    A column of many rows has one type, and no NULL in its first row. ``when_sent`` is called
    before the server has answered, where it takes a while.
    """
    width = columns.count(",") + 1
    count = len(values) // width
    if count < COPIED:
        if count:
            cursor.execute(insertion(table, columns, count, "%s"), values)
        when_sent()
        return
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([_TYPES[type(value)] for value in values[:width]])
        for start in range(0, len(values), width):
            copy.write_row(values[start : start + width])
        when_sent()
