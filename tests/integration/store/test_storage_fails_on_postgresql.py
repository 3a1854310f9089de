"""A server that is stopped, killed, or cuts connections; a schema that is gone."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from ledger.store.failures import CorruptLedger, StoreUnavailable
from tests.integration.store.told import (
    a_ledger,
    append,
    codes,
    noted,
    proposed,
    receipts,
    sent,
)
from tests.places import Place
from tests.services.postgresql.native import NativePostgreSQL


@pytest.fixture
def stoppable(own_postgresql: NativePostgreSQL) -> Iterator[Place]:
    """A place on a server that this test alone uses."""
    with Place(own_postgresql.url_of("postgres")) as place:
        yield place


def test_a_server_that_is_stopped_makes_the_ledger_unavailable(
    own_postgresql: NativePostgreSQL, stoppable: Place
) -> None:
    with a_ledger(stoppable, lock_timeout_s=0.5) as ledger:
        append(ledger, sent("1", "x", proposed()))
        own_postgresql.stop()
        with pytest.raises(StoreUnavailable, match="STORAGE_FAILED"):
            append(ledger, sent("2", "x", noted()))
        with pytest.raises(StoreUnavailable, match="STORAGE_FAILED"):
            ledger.head()


@pytest.mark.parametrize("how", ["stopped", "at once", "killed"])
def test_once_the_server_is_back_the_ledger_goes_on(
    own_postgresql: NativePostgreSQL, stoppable: Place, how: str
) -> None:
    with a_ledger(stoppable) as ledger:
        (first,) = receipts(append(ledger, sent("1", "x", proposed())))
        if how == "killed":
            own_postgresql.kill()
        else:
            own_postgresql.stop(immediate=how == "at once")
        own_postgresql.start()
        assert ledger.find(first.source, "1") == first
        assert codes(append(ledger, sent("2", "x", noted()))) == ["recorded"]
        assert [entry.cloudevent.id for entry in ledger.entries(0, 9)] == ["1", "2"]


def test_connections_that_are_cut_are_replaced(on_postgresql: Place) -> None:
    with a_ledger(on_postgresql) as ledger:
        append(ledger, sent("1", "x", proposed()))
        assert ledger.head().size == 1
        cut(on_postgresql)
        assert codes(append(ledger, sent("2", "x", noted()))) == ["recorded"]
        assert ledger.head().size == 2


def test_a_connection_cut_in_the_middle_of_an_append_records_nothing(
    on_postgresql: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_ledger(on_postgresql) as ledger:
        append(ledger, sent("1", "x", proposed()))
        insert = ledger._datastore.recorder.insert_numbered  # noqa: SLF001

        def cut_first(*told: object) -> None:
            monkeypatch.undo()
            cut(on_postgresql)
            insert(*told)  # type: ignore[arg-type]

        recorder = ledger._datastore.recorder  # noqa: SLF001
        monkeypatch.setattr(recorder, "insert_numbered", cut_first)
        with pytest.raises(StoreUnavailable, match="STORAGE_FAILED"):
            append(ledger, sent("2", "x", noted()))
        assert ledger.head().size == 1
        assert codes(append(ledger, sent("2", "x", noted()))) == ["recorded"]


def test_a_commit_still_under_way_is_waited_for(
    on_postgresql: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks while the server commits: nobody can know until it has."""

    def break_off(self: psycopg.Connection) -> None:
        monkeypatch.undo()
        self.pgconn.send_query(b"COMMIT")
        self.close()
        raise psycopg.OperationalError("the connection was lost")

    with a_ledger(on_postgresql) as ledger:
        with on_postgresql.stranger() as stranger:
            stranger.execute(
                "CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$"
            )
            stranger.execute(
                "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON stored_events "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION be_slow()"
            )
        monkeypatch.setattr(psycopg.Connection, "commit", break_off)
        (receipt,) = receipts(append(ledger, sent("1", "x", proposed())))
        assert ledger.find(receipt.source, "1") == receipt


def test_a_schema_that_is_gone_stops_the_ledger(on_postgresql: Place) -> None:
    with a_ledger(on_postgresql) as ledger:
        append(ledger, sent("1", "x", proposed()))
        with on_postgresql.stranger() as stranger:
            stranger.execute("DROP SCHEMA devon CASCADE")
        with pytest.raises(CorruptLedger, match="does not exist"):
            append(ledger, sent("2", "x", noted()))
        with pytest.raises(CorruptLedger, match="does not exist"):
            ledger.head()


def test_no_ledger_is_made_where_some_texts_cannot_be_kept(on_postgresql: Place) -> None:
    name = f"{on_postgresql.address.rpartition('/')[2]}_latin"
    with psycopg.connect(on_postgresql.address, autocommit=True) as administrator:
        administrator.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'".encode()
        )
        with (
            Place(f"{on_postgresql.address}_latin") as latin,
            pytest.raises(StoreUnavailable, match="LATIN1, not in UTF8"),
        ):
            a_ledger(latin)
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def cut(place: Place) -> None:
    """End every other connection to the database, as an administrator can."""
    with psycopg.connect(place.address, autocommit=True) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
