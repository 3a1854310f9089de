"""A full disk, a file that is none, a file that is gone: what can happen to SQLite alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from eventsourcing.persistence import ProgrammingError

from ledger.store.failures import CorruptLedger, StoreUnavailable, database_failures
from ledger.store.ledger import Ledger
from ledger.store.sqlite.datastore import LedgerDatastore
from tests.integration.store.told import (
    a_ledger,
    append,
    codes,
    content,
    noted,
    proposed,
    receipts,
    sent,
    the_ledger,
)
from tests.places import Place


@pytest.fixture
def place(on_sqlite: Place) -> Place:
    return on_sqlite


def let_it_grow(ledger: Ledger, pages: int) -> None:
    """Let the database file grow by so many pages and no more; SQLite then says it is full."""
    with ledger._datastore.transaction(commit=True) as cursor:  # noqa: SLF001
        cursor.execute("PRAGMA page_count")
        (count,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {count + pages}")


def test_a_full_disk_leaves_nothing_half_done(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    before = content(place)
    let_it_grow(ledger, 3)
    batch = [sent(f"n{number}", "x", noted("x" * 3000)) for number in range(50)]
    with pytest.raises(StoreUnavailable, match=r"STORAGE_FAILED.*full"):
        append(ledger, *batch)
    assert content(place) == before


def test_once_there_is_room_the_same_batch_is_taken(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    let_it_grow(ledger, 3)
    batch = [sent(f"n{number}", "x", noted("x" * 3000)) for number in range(50)]
    with pytest.raises(StoreUnavailable):
        append(ledger, *batch)
    let_it_grow(ledger, 1_000)
    taken = receipts(append(ledger, *batch))
    assert [receipt.version for receipt in taken] == list(range(2, 52))
    assert not any(receipt.duplicate for receipt in taken)


def test_a_full_disk_is_said_of_a_refused_message_too(ledger: Ledger) -> None:
    let_it_grow(ledger, 1)
    with pytest.raises(StoreUnavailable, match="STORAGE_FAILED"):
        append(ledger, *(sent(str(n), "x", noted("x" * 3500)) for n in range(20)))


def test_an_older_database_in_the_place_of_this_one_stops_the_ledger(
    ledger: Ledger, folder: Path
) -> None:
    append(ledger, sent("1", "x", proposed()))
    older = sqlite3.connect(":memory:")
    file = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    file.backup(older)
    append(ledger, sent("2", "x", noted()))
    older.backup(file)
    older.close()
    file.close()
    with pytest.raises(CorruptLedger, match="position 1 is gone"):
        append(ledger, sent("3", "x", noted()))


def test_a_file_that_is_no_database_is_not_believed(place: Place, folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(CorruptLedger):
        the_ledger(place)


def test_a_file_that_is_no_database_is_not_written_over(place: Place, folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(CorruptLedger):
        a_ledger(place)
    assert (folder / "ledger.db").read_bytes() == b"not a database" * 1000


def test_a_file_that_is_gone_cannot_be_opened(tmp_path: Path) -> None:
    datastore = LedgerDatastore(f"{(tmp_path / 'gone' / 'ledger.db').as_uri()}?mode=rw")
    with (
        pytest.raises(StoreUnavailable, match="STORAGE_FAILED"),
        database_failures(),
        datastore.transaction(commit=False),
    ):
        raise AssertionError
    datastore.close()


def test_a_connection_that_breaks_is_replaced(ledger: Ledger) -> None:
    with (
        pytest.raises(ProgrammingError),
        ledger._datastore.get_connection(commit=True) as connection,  # noqa: SLF001
        connection.transaction(commit=True),
    ):
        connection._sqlite_conn.close()  # noqa: SLF001
    assert codes(append(ledger, sent("1", "x", proposed()))) == ["recorded"]
