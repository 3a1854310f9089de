"""A full disk, a held lock, a commit whose word is lost, a file that is none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from eventsourcing.persistence import ProgrammingError

from ledger.store.datastore import LedgerConnection, LedgerDatastore
from ledger.store.failures import CorruptLedger, StoreUnavailable, database_failures
from ledger.store.ledger import Ledger
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


def let_it_grow(ledger: Ledger, pages: int) -> None:
    """Let the database file grow by so many pages and no more; SQLite then says it is full."""
    with ledger._datastore.transaction(commit=True) as cursor:  # noqa: SLF001
        cursor.execute("PRAGMA page_count")
        (count,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {count + pages}")


def test_a_full_disk_leaves_nothing_half_done(ledger: Ledger, folder: Path) -> None:
    append(ledger, sent("1", "x", proposed()))
    before = content(folder)
    let_it_grow(ledger, 3)
    batch = [sent(f"n{number}", "x", noted("x" * 3000)) for number in range(50)]
    with pytest.raises(StoreUnavailable, match=r"STORAGE_FAILED.*full"):
        append(ledger, *batch)
    assert content(folder) == before


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


@contextmanager
def lock_held(folder: Path) -> Iterator[None]:
    """Another process in the middle of a write."""
    connection = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


def test_a_lock_held_for_too_long_makes_the_ledger_busy(tmp_path: Path) -> None:
    with a_ledger(tmp_path, lock_timeout_s=0.1) as ledger, lock_held(tmp_path):
        with pytest.raises(StoreUnavailable, match="LEDGER_BUSY"):
            append(ledger, sent("1", "x", proposed()))
        assert ledger.head().size == 0


def test_another_thread_in_the_way_for_too_long_makes_the_ledger_busy(tmp_path: Path) -> None:
    with (
        a_ledger(tmp_path, lock_timeout_s=0.1) as ledger,
        ledger._datastore.get_connection(commit=True),  # noqa: SLF001
        pytest.raises(StoreUnavailable, match="LEDGER_BUSY"),
    ):
        append(ledger, sent("1", "x", proposed()))


def test_readers_do_not_wait_for_the_lock(tmp_path: Path) -> None:
    with a_ledger(tmp_path, lock_timeout_s=0.1) as ledger:
        append(ledger, sent("1", "x", proposed()))
        with lock_held(tmp_path), ledger._datastore.get_connection(commit=True):  # noqa: SLF001
            assert ledger.head().size == 1
            assert len(ledger.entries(0, 10)) == 1
            assert ledger.quarantine.list() == []


def test_the_ledger_goes_on_once_the_lock_is_free(tmp_path: Path) -> None:
    with a_ledger(tmp_path, lock_timeout_s=0.1) as ledger:
        with lock_held(tmp_path), pytest.raises(StoreUnavailable):
            append(ledger, sent("1", "x", proposed()))
        assert codes(append(ledger, sent("1", "x", proposed()))) == ["recorded"]


def lose_the_word(monkeypatch: pytest.MonkeyPatch, *, before: bool) -> None:
    """Let the next commit fail, before or after the database has made it."""
    commit = LedgerConnection.commit

    def once(self: LedgerConnection) -> None:
        monkeypatch.undo()
        if not before:
            commit(self)
        msg = "the word was lost"
        raise sqlite3.OperationalError(msg)

    monkeypatch.setattr(LedgerConnection, "commit", once)


def test_a_commit_that_was_made_all_the_same_is_answered_with_its_receipt(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_word(monkeypatch, before=False)
    (receipt,) = receipts(append(ledger, sent("1", "x", proposed())))
    assert ledger.find(receipt.source, "1") == receipt


def test_the_ledger_goes_on_after_a_word_that_was_lost(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_word(monkeypatch, before=False)
    append(ledger, sent("1", "x", proposed()))
    assert codes(append(ledger, sent("2", "x", noted()))) == ["recorded"]


def test_a_commit_that_was_not_made_records_nothing(
    ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(folder)
    lose_the_word(monkeypatch, before=True)
    with pytest.raises(StoreUnavailable, match="STORAGE_FAILED"):
        append(ledger, sent("1", "x", proposed()))
    assert content(folder) == before
    assert codes(append(ledger, sent("1", "x", proposed()))) == ["recorded"]


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


def test_a_file_that_is_no_database_is_not_believed(folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(CorruptLedger):
        the_ledger(folder)


def test_a_file_that_is_no_database_is_not_written_over(folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(CorruptLedger):
        a_ledger(folder)
    assert (folder / "ledger.db").read_bytes() == b"not a database" * 1000


def test_a_ledger_without_an_identity_is_not_believed(ledger: Ledger, folder: Path) -> None:
    ledger.close()
    connection = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    connection.execute("DELETE FROM identity")
    connection.close()
    with pytest.raises(CorruptLedger, match="identity"):
        the_ledger(folder)


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


def test_a_hole_in_the_log_is_not_read_over(ledger: Ledger, folder: Path) -> None:
    append(ledger, *(sent(str(n), f"k{n}", proposed()) for n in range(5)))
    connection = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    connection.execute("DROP TRIGGER stored_events_keeps_rows")
    connection.execute("DELETE FROM stored_events WHERE rowid = 3")
    connection.close()
    with pytest.raises(CorruptLedger, match="hole"):
        ledger.entries(0, 10)


def test_bytes_that_are_no_entry_are_not_read_over(ledger: Ledger, folder: Path) -> None:
    append(ledger, sent("1", "x", proposed()))
    connection = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    connection.execute("DROP TRIGGER stored_events_keeps_values")
    connection.execute("UPDATE stored_events SET state = x'7b'")
    connection.close()
    with pytest.raises(CorruptLedger, match="not an entry"):
        ledger.entries(0, 10)
