from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.store.ledger import Ledger
from tests.integration.store.told import a_ledger, append, proposed, sent
from tests.places import Place, Stranger

CHANGES = {
    "stored_events": "topic = 'other'",
    "inbox": "position = 7",
    "source": "source = 'other'",
}


@pytest.fixture
def stranger(ledger: Ledger, place: Place) -> Iterator[Stranger]:
    """Somebody who opens the database with a tool of their own, and may do anything."""
    append(ledger, sent("1", "x", proposed()))
    with place.stranger() as connected:
        yield connected


@pytest.mark.parametrize("table", CHANGES)
def test_no_row_can_be_changed(stranger: Stranger, table: str) -> None:
    with pytest.raises(Exception, match=f"{table} is insert-only"):
        stranger.execute(f"UPDATE {table} SET {CHANGES[table]}")  # noqa: S608


@pytest.mark.parametrize("table", CHANGES)
def test_no_row_can_be_deleted(stranger: Stranger, table: str) -> None:
    with pytest.raises(Exception, match=f"{table} is insert-only"):
        stranger.execute(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize("table", CHANGES)
def test_no_table_of_postgresql_can_be_emptied(on_postgresql: Place, table: str) -> None:
    with a_ledger(on_postgresql) as ledger:
        append(ledger, sent("1", "x", proposed()))
    with (
        on_postgresql.stranger() as stranger,
        pytest.raises(Exception, match=f"{table} is insert-only"),
    ):
        stranger.execute(f"TRUNCATE {table} CASCADE")


def test_the_store_itself_cannot_replace_a_row_of_sqlite(on_sqlite: Place) -> None:
    replace = (
        "INSERT OR REPLACE INTO stored_events SELECT 1, originator_id, originator_version, topic, "
        "0, leaf_hash, state FROM stored_events"
    )
    with a_ledger(on_sqlite) as ledger:
        append(ledger, sent("1", "x", proposed()))
        with (
            pytest.raises(Exception, match="insert-only"),
            ledger._datastore.transaction(commit=True) as cursor,  # noqa: SLF001
        ):
            cursor.execute(replace)


def test_the_store_itself_cannot_replace_a_row_of_postgresql(on_postgresql: Place) -> None:
    replace = (
        "INSERT INTO stored_events SELECT * FROM stored_events "
        "ON CONFLICT (notification_id) DO UPDATE SET recorded_us = 1"
    )
    with a_ledger(on_postgresql) as ledger:
        append(ledger, sent("1", "x", proposed()))
        with (
            pytest.raises(Exception, match="insert-only"),
            ledger._datastore.transaction(commit=True) as cursor,  # noqa: SLF001
        ):
            cursor.execute(replace)


def test_a_reader_cannot_write_at_all(ledger: Ledger) -> None:
    with (
        pytest.raises(Exception, match=r"read-?only"),
        ledger._datastore.transaction(commit=False) as cursor,  # noqa: SLF001
    ):
        cursor.execute("DELETE FROM opening")
