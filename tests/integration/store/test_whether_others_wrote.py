"""A file tells whether another connection has written to it, and an append believes that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from ledger.store.failures import StoreUnavailable
from ledger.store.ledger import Ledger
from ledger.store.sqlite.connection import LedgerConnection
from ledger.store.sqlite.datastore import LedgerDatastore
from tests.integration.store.told import append, noted, proposed, receipts, sent, the_ledger
from tests.places import Place


@pytest.fixture
def place(on_sqlite: Place) -> Place:
    return on_sqlite


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return f"{(tmp_path / 'ledger.db').as_uri()}?mode=rwc"


@pytest.fixture
def database(uri: str) -> Iterator[LedgerDatastore]:
    made = LedgerDatastore(uri)
    write(made, "CREATE TABLE noted (what)")
    yield made
    made.close()


def write(database: LedgerDatastore, statement: str) -> None:
    with database.transaction(commit=True) as cursor:
        cursor.execute(statement)


def seen(database: LedgerDatastore) -> object:
    with database.transaction(commit=True) as cursor:
        return cursor.data_version()


def test_what_a_connection_wrote_itself_changes_nothing(database: LedgerDatastore) -> None:
    before = seen(database)
    write(database, "INSERT INTO noted VALUES (1)")
    assert seen(database) == before


def test_what_another_wrote_does(uri: str, database: LedgerDatastore) -> None:
    before = seen(database)
    other = LedgerDatastore(uri)
    write(other, "INSERT INTO noted VALUES (1)")
    other.close()
    assert seen(database) != before


def test_a_connection_that_was_made_anew_knows_nothing_of_before(
    uri: str, database: LedgerDatastore
) -> None:
    before = seen(database)
    with database.get_connection(commit=True) as connection:
        connection.close()
    other = LedgerDatastore(uri)
    write(other, "INSERT INTO noted VALUES (1)")
    other.close()
    assert seen(database) != before


def statements(ledger: Ledger, event_id: str) -> list[str]:
    """The first words of what an append says to the database."""
    said: list[str] = []
    with ledger._datastore.get_connection(commit=True) as connection:  # noqa: SLF001
        raw = cast("LedgerConnection", connection)._sqlite_conn  # noqa: SLF001
    raw.set_trace_callback(said.append)
    append(ledger, sent(event_id, "x", noted()))
    raw.set_trace_callback(None)
    return [each.split()[0] for each in said]


ALONE = ["BEGIN", "PRAGMA", "INSERT", "INSERT", "COMMIT"]


def test_an_append_reads_what_it_wrote_itself_no_more(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("0", "x", proposed()))
    append(ledger, sent("1", "x", noted()))  # from now on the number of its source is known
    assert statements(ledger, "2") == ALONE
    with the_ledger(place) as other:
        append(other, sent("3", "x", noted()))
    assert "SELECT" in statements(ledger, "4")
    assert statements(ledger, "5") == ALONE


def test_what_could_not_be_written_is_not_taken_for_written(ledger: Ledger) -> None:
    append(ledger, sent("0", "x", proposed()))
    with ledger._datastore.transaction(commit=True) as cursor:  # noqa: SLF001
        cursor.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StoreUnavailable):
        append(ledger, *(sent(f"n{number}", "x", noted()) for number in range(100)))
    with ledger._datastore.transaction(commit=True) as cursor:  # noqa: SLF001
        cursor.execute("PRAGMA max_page_count = 1000000")
    (receipt,) = receipts(append(ledger, sent("1", "x", noted(), expected_version=1)))
    assert receipt.position == 1
