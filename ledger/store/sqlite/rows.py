"""Many rows in one statement of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from ledger.store.database import Value
from ledger.store.parameters import insertion

ROWS: Final = 20
"""Rows in one INSERT: a statement for each row takes half as long again."""


def insert(cursor: sqlite3.Cursor, table: str, columns: str, values: Sequence[Value]) -> None:
    """Insert rows into ``table``: ``values`` are theirs in order, one row after the other."""
    width = columns.count(",") + 1
    for start in range(0, len(values), ROWS * width):
        piece = values[start : start + ROWS * width]
        cursor.execute(insertion(table, columns, len(piece) // width), piece)
