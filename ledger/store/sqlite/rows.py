"""Many rows in one statement of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from ledger.store.database import Value
from ledger.store.parameters import insertion

MANY: Final = 250
SOME: Final = 20
"""Rows in one INSERT, as long as there are so many: a statement for each takes twice as long."""

INSERT: Final = "INSERT OR FAIL"
"""SQLite then keeps no copy of each page it changes, to undo this one statement by: whoever
cannot insert all rows undoes the whole transaction."""


def insert(cursor: sqlite3.Cursor, table: str, columns: str, values: Sequence[Value]) -> None:
    """Insert rows into ``table``: ``values`` are theirs in order, one row after the other.

    Where one is refused, those before it stay: the transaction is to be undone.
    """
    width = columns.count(",") + 1
    start, left = 0, len(values) // width
    while left:
        rows = MANY if left >= MANY else min(SOME, left)
        end = start + rows * width
        cursor.execute(insertion(table, columns, rows, insert=INSERT), values[start:end])
        start, left = end, left - rows
