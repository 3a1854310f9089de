"""A held lock, a commit whose word is lost, an older ledger, damage: on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import psycopg
import pytest

from ledger.store.failures import CorruptLedger, StoreUnavailable
from ledger.store.ledger import Ledger
from ledger.store.sqlite.connection import LedgerConnection
from tests.integration.store.told import (
    COUNCIL,
    Chance,
    Clock,
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


class LoseTheWord(Protocol):
    def __call__(self, *, before: bool) -> None: ...


@contextmanager
def lock_held(place: Place) -> Iterator[None]:
    """Another process in the middle of a write."""
    with place.home().open(COUNCIL).transaction(commit=True):
        yield


def test_a_lock_held_for_too_long_makes_the_ledger_busy(place: Place) -> None:
    with a_ledger(place, lock_timeout_s=0.1) as ledger, lock_held(place):
        with pytest.raises(StoreUnavailable, match="LEDGER_BUSY"):
            append(ledger, sent("1", "x", proposed()))
        assert ledger.head().size == 0


def test_another_thread_in_the_way_for_too_long_makes_the_ledger_busy(place: Place) -> None:
    with (
        a_ledger(place, lock_timeout_s=0.1) as ledger,
        ledger._datastore.get_connection(commit=True),  # noqa: SLF001
        pytest.raises(StoreUnavailable, match="LEDGER_BUSY"),
    ):
        append(ledger, sent("1", "x", proposed()))


def test_readers_do_not_wait_for_the_lock(place: Place) -> None:
    with a_ledger(place, lock_timeout_s=0.1) as ledger:
        append(ledger, sent("1", "x", proposed()))
        with lock_held(place), ledger._datastore.get_connection(commit=True):  # noqa: SLF001
            assert ledger.head().size == 1
            assert len(ledger.entries(0, 10)) == 1
            assert ledger.quarantine.list() == []


def test_the_ledger_goes_on_once_the_lock_is_free(place: Place) -> None:
    with a_ledger(place, lock_timeout_s=0.1) as ledger:
        with lock_held(place), pytest.raises(StoreUnavailable):
            append(ledger, sent("1", "x", proposed()))
        assert codes(append(ledger, sent("1", "x", proposed()))) == ["recorded"]


def test_the_ledger_of_another_council_is_not_in_the_way(place: Place) -> None:
    other = Ledger.create(
        place.home(), council="torbay", origin="torbay", clock=Clock(), entropy=Chance()
    )
    with a_ledger(place, lock_timeout_s=0.1), lock_held(place), other:
        other.set_roles({"virtual-head": "Virtual School Head"})


@pytest.fixture
def lose_the_word(place: Place, monkeypatch: pytest.MonkeyPatch) -> LoseTheWord:
    """Let the next commit fail, before or after the database has made it."""
    connection: type = psycopg.Connection if place.is_postgresql else LedgerConnection
    commit = connection.commit

    def lose(*, before: bool) -> None:
        def once(self: psycopg.Connection) -> None:
            monkeypatch.undo()
            if not before:
                commit(self)
            if place.is_postgresql:
                self.close()
                raise psycopg.OperationalError("the connection was lost")
            raise sqlite3.OperationalError("the word was lost")

        monkeypatch.setattr(connection, "commit", once)

    return lose


def test_a_commit_that_was_made_all_the_same_is_answered_with_its_receipt(
    ledger: Ledger, lose_the_word: LoseTheWord
) -> None:
    lose_the_word(before=False)
    (receipt,) = receipts(append(ledger, sent("1", "x", proposed())))
    assert ledger.find(receipt.source, "1") == receipt


def test_the_ledger_goes_on_after_a_word_that_was_lost(
    ledger: Ledger, lose_the_word: LoseTheWord
) -> None:
    lose_the_word(before=False)
    append(ledger, sent("1", "x", proposed()))
    assert codes(append(ledger, sent("2", "x", noted()))) == ["recorded"]


def test_a_commit_that_was_not_made_records_nothing(
    ledger: Ledger, place: Place, lose_the_word: LoseTheWord
) -> None:
    before = content(place)
    lose_the_word(before=True)
    with pytest.raises(StoreUnavailable, match="STORAGE_FAILED"):
        append(ledger, sent("1", "x", proposed()))
    assert content(place) == before
    assert codes(append(ledger, sent("1", "x", proposed()))) == ["recorded"]


def test_a_ledger_without_an_identity_is_not_believed(ledger: Ledger, place: Place) -> None:
    ledger.close()
    with place.stranger() as stranger:
        stranger.execute("DELETE FROM identity")
    with pytest.raises(CorruptLedger, match="identity"):
        the_ledger(place)


def test_an_entry_that_is_gone_stops_the_ledger(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", noted()))
    unguarded(place, "DELETE FROM {}", "inbox", "stored_events")
    with pytest.raises(CorruptLedger, match="position 1 is gone"):
        append(ledger, sent("3", "x", noted()))


def test_a_hole_in_the_log_is_not_read_over(ledger: Ledger, place: Place) -> None:
    append(ledger, *(sent(str(n), f"k{n}", proposed()) for n in range(5)))
    unguarded(place, "DELETE FROM {} WHERE notification_id = 3", "stored_events")
    with pytest.raises(CorruptLedger, match="hole"):
        ledger.entries(0, 10)


def test_bytes_that_are_no_entry_are_not_read_over(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    no_entry = r"'\x7b'" if place.is_postgresql else "x'7b'"
    unguarded(place, "UPDATE {} SET state = " + no_entry, "stored_events")  # noqa: S608
    with pytest.raises(CorruptLedger, match="not an entry"):
        ledger.entries(0, 10)


def unguarded(place: Place, change: str, *tables: str) -> None:
    """What somebody does who has taken the triggers away first."""
    with place.stranger() as stranger:
        for table in tables:
            if place.is_postgresql:
                stranger.execute(f"DROP TRIGGER {table}_is_kept ON {table}")
            else:
                stranger.execute(f"DROP TRIGGER {table}_keeps_rows")
                stranger.execute(f"DROP TRIGGER {table}_keeps_values")
            stranger.execute(change.format(table))
