"""Many values in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Final, TypeVar

CHUNK: Final = 1000
"""Well below what any build of SQLite takes in one statement (32,766 since 3.32)."""

T = TypeVar("T")


def chunks(values: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """``values`` in pieces that fit into the parameters of one statement."""
    left = iter(values)
    while chunk := tuple(islice(left, CHUNK)):
        yield chunk


def marks(count: int) -> str:
    """A question mark for each of ``count`` parameters."""
    return ",".join("?" * count)


@cache
def insertion(table: str, columns: str, rows: int, mark: str = "?", insert: str = "INSERT") -> str:
    """The statement that inserts so many rows into ``columns`` of ``table``."""
    row = f"({','.join([mark] * (columns.count(',') + 1))})"
    return f"{insert} INTO {table} ({columns}) VALUES {','.join([row] * rows)}"
