from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from ledger.store.parameters import CHUNK, chunks, marks
from ledger.store.sqlite.rows import MANY, SOME, insert


@pytest.mark.parametrize(
    "count", [0, 1, *(each + n for each in (SOME, MANY) for n in (-1, 0, 1)), 1_003]
)
def test_every_row_is_inserted_once_and_in_order(count: int) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (a INTEGER, b TEXT)")
        wanted = [(number, f"row {number}") for number in range(count)]
        insert(connection.cursor(), "t", "a, b", [value for row in wanted for value in row])
        assert connection.execute("SELECT a, b FROM t ORDER BY rowid").fetchall() == wanted


@pytest.mark.parametrize("count", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_chunks_hold_everything_in_order(count: int) -> None:
    pieces = list(chunks(range(count)))
    assert [value for piece in pieces for value in piece] == list(range(count))
    assert all(0 < len(piece) <= CHUNK for piece in pieces)


def test_a_mark_for_each_parameter() -> None:
    assert (marks(0), marks(1), marks(3)) == ("", "?", "?,?,?")
