"""Many values in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Final, TypeVar

from eventsourcing.sqlite import SQLiteCursor

CHUNK: Final = 1000
"""Well below what any build of SQLite takes in one statement (32,766 since 3.32)."""

ROWS: Final = 20
"""Rows in one INSERT: a statement for each row takes half as long again."""

T = TypeVar("T")


def chunks(values: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """``values`` in pieces that fit into the parameters of one statement."""
    left = iter(values)
    while chunk := tuple(islice(left, CHUNK)):
        yield chunk


def marks(count: int) -> str:
    """A question mark for each of ``count`` parameters."""
    return ",".join("?" * count)


def insert(
    cursor: SQLiteCursor, table: str, columns: str, values: Sequence[int | str | bytes | None]
) -> None:
    """Insert rows into ``table``: ``values`` are theirs in order, one row after the other."""
    width = columns.count(",") + 1
    for start in range(0, len(values), ROWS * width):
        piece = values[start : start + ROWS * width]
        cursor.execute(_insertion(table, columns, width, len(piece) // width), piece)


@cache
def _insertion(table: str, columns: str, width: int, rows: int) -> str:
    row = f"({marks(width)})"
    return f"INSERT INTO {table} ({columns}) VALUES {','.join([row] * rows)}"
