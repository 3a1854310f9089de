from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.integration.store.told import append, proposed, sent

CHANGES = {
    "stored_events": "state = x'00'",
    "ledger_entry": "recorded_us = 0",
    "inbox": "position = 7",
    "source": "source = 'other'",
}


@pytest.fixture
def stranger(ledger: Ledger, folder: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who opens the file with a tool of their own."""
    append(ledger, sent("1", "x", proposed()))
    connection = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.parametrize("table", CHANGES)
def test_no_row_can_be_changed(stranger: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is insert-only"):
        stranger.execute(f"UPDATE {table} SET {CHANGES[table]}")  # noqa: S608


@pytest.mark.parametrize("table", CHANGES)
def test_no_row_can_be_deleted(stranger: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is insert-only"):
        stranger.execute(f"DELETE FROM {table}")  # noqa: S608


def test_the_store_itself_cannot_replace_a_row(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    replace = "INSERT OR REPLACE INTO ledger_entry VALUES (0, 1, zeroblob(32))"
    with (
        pytest.raises(Exception, match="insert-only"),
        ledger._datastore.transaction(commit=True) as cursor,  # noqa: SLF001
    ):
        cursor.execute(replace)


def test_a_reader_cannot_write_at_all(ledger: Ledger) -> None:
    with (
        pytest.raises(Exception, match="readonly"),
        ledger._datastore.transaction(commit=False) as cursor,  # noqa: SLF001
    ):
        cursor.execute("DELETE FROM opening")
