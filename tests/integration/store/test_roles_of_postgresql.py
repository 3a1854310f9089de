"""Each role of the database can do its work, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from ledger.store.directory import LedgerDirectory
from ledger.store.failures import StoreUnavailable
from ledger.store.feeds import Delivery
from ledger.store.home import NoRoles
from ledger.store.postgresql.home import UNROUTED_SCHEMA, PostgreSQLHome
from ledger.store.postgresql.roles import PROJECTOR, READER, ROLES, WRITER
from tests.integration.deliveries.told import FEED, deliver, retry
from tests.integration.store.test_quarantine import unreadable
from tests.integration.store.told import (
    HOUR_US,
    Chance,
    Clock,
    a_ledger,
    agreed,
    append,
    codes,
    noted,
    proposed,
    sent,
    started,
)
from tests.places import Place
from tests.services.services import own_postgresql_server

Acting: TypeAlias = Callable[[str], LedgerDirectory]

TABLES = (
    "identity",
    "role",
    "stored_events",
    "source",
    "inbox",
    "opening",
    "quarantine",
    "epoch",
    "moved",
    "feed",
    "parked",
    "incident",
    "outbox",
    "publisher",
    "tables_version",
    "write_lock",
)
CHANGES = {
    "identity": "epoch = 7",
    "role": "label = 'other'",
    "stored_events": "topic = 'other'",
    "source": "source = 'other'",
    "inbox": "position = 7",
    "opening": "value = 'other'",
    "quarantine": "body = 'other'",
    "epoch": "first_position = 0",
    "moved": "destination = 'other'",
    "feed": "topic = 'other'",
    "parked": "body = 'other'",
    "incident": "detail = 'other'",
    "outbox": "only_row = 1",
    "publisher": "only_row = 1",
    "tables_version": "version = 0",
}
MAY_DELETE = {(WRITER, "role"), (WRITER, "parked"), (WRITER, "write_lock")}
MAY_NOT_READ = {
    (PROJECTOR, table)
    for table in (
        "opening",
        "quarantine",
        "feed",
        "parked",
        "incident",
        "outbox",
        "publisher",
        "write_lock",
    )
}


PASSWORD = "of a test"


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A place with roles, and with one ledger from before they were created and one from after."""
    with own_postgresql_server() as server, Place(server.url_of("postgres")) as made:
        with a_ledger(made) as ledger:
            append(ledger, sent("1", "x", proposed()), sent("2", "y", started()))
        with LedgerDirectory(made.home(), Clock(), Chance()) as directory:
            directory.migrate(roles=True)
            directory.migrate(roles=True)
            directory.create("torbay")
        with made.stranger() as administrator:
            for role in ROLES:
                administrator.execute(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
        yield made


def url_of(place: Place, role: str) -> str:
    address = urlsplit(place.address)
    _, _, where = address.netloc.rpartition("@")
    return urlunsplit(address._replace(netloc=f"{role}:{PASSWORD.replace(' ', '%20')}@{where}"))


@pytest.fixture
def acting(place: Place) -> Iterator[Acting]:
    """The ledgers as a role sees them."""
    with ExitStack() as opened:

        def as_role(role: str) -> LedgerDirectory:
            home = PostgreSQLHome(url_of(place, role))
            return opened.enter_context(LedgerDirectory(home, Clock(), Chance()))

        yield as_role


def test_a_writer_records_refuses_and_keeps(acting: Acting) -> None:
    ledgers = acting(WRITER)
    devon = ledgers.open("devon")
    assert codes(append(devon, sent("3", "x", agreed()), sent("4", "z", started()))) == [
        "recorded",
        "STREAM_NOT_OPEN",
    ]
    assert codes(append(devon, sent("4", "z", started()))) == ["STREAM_NOT_OPEN"]
    many = [sent(f"n{number}", "x", noted()) for number in range(20)]
    assert codes(append(devon, *many)) == ["recorded"] * 20
    devon.quarantine.mark_replayed(devon.quarantine.list()[0].id, 1)
    devon.set_roles({"virtual-head": "Virtual School Head"})
    ledgers.unrouted.keep([unreadable()])


def test_a_writer_takes_in_a_feed(acting: Acting, clock: Clock) -> None:
    ledgers = acting(WRITER)
    devon = ledgers.open("devon")
    early = sent("early", "feed", noted())
    assert deliver(devon, early) == ["parked"]
    clock.us += HOUR_US
    (due,) = devon.parked.due(clock())
    assert retry(devon, due, {"early": early}) == ["parked"]
    assert deliver(devon, sent("open", "feed", proposed())) == ["recorded"]
    (due,) = devon.parked.due(clock())
    assert retry(devon, due, {"early": early}) == ["recorded"]
    ledgers.unrouted.deliver([unreadable()], delivery=Delivery(FEED, None, 1, 1))
    incidents = ledgers.unrouted.incidents
    lost = incidents.report("FEED_LOST", FEED, next_offset=1, records=None, detail="deleted")
    incidents.acknowledge(lost.id)


def test_a_writer_publishes(acting: Acting) -> None:
    ledgers = acting(WRITER)
    outbox = ledgers.open("devon").outbox
    for _ in range(2):
        pending = outbox.pending(1)
        outbox.move_on(pending.stored, pending.after)
    lease = ledgers.unrouted.publisher_lease("one")
    assert [lease.take(), lease.take()] == [True, True]
    assert not ledgers.unrouted.publisher_lease("another").take()
    lease.release()
    assert ledgers.unrouted.publisher_lease("another").take()


def test_a_writer_writes_into_ledgers_that_came_later(acting: Acting) -> None:
    acting(WRITER).open("torbay").set_roles({"virtual-head": "Virtual School Head"})


@pytest.mark.parametrize("role", [PROJECTOR, READER])
def test_who_does_not_write_reads(acting: Acting, role: str) -> None:
    ledgers = acting(role)
    assert ledgers.councils() == ["devon", "torbay"]
    entries = ledgers.open("devon").entries(0, 9)
    assert entries[0].cloudevent.id == "1"
    assert ledgers.open("devon").head().size >= 1


@pytest.mark.parametrize("role", [PROJECTOR, READER])
def test_who_does_not_write_cannot_append(acting: Acting, role: str) -> None:
    with pytest.raises(StoreUnavailable, match="permission denied"):
        append(acting(role).open("devon"), sent("9", "x", noted()))


def test_only_the_projector_and_the_owner_make_schemas(place: Place) -> None:
    makers = set()
    for role in ROLES:
        with psycopg.connect(url_of(place, role), autocommit=True) as connection:
            if allowed(connection, f"CREATE SCHEMA of_{role}"):
                makers.add(role)
    assert makers == {PROJECTOR}


@pytest.mark.parametrize("reader", [WRITER, READER])
def test_what_the_projector_makes_can_be_read(place: Place, reader: str) -> None:
    with psycopg.connect(url_of(place, PROJECTOR), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS devon_read_model")
        connection.execute("CREATE TABLE IF NOT EXISTS devon_read_model.t AS SELECT 1 AS number")
    with psycopg.connect(url_of(place, reader), autocommit=True) as connection:
        assert connection.execute("SELECT number FROM devon_read_model.t").fetchall() == [(1,)]
        with pytest.raises(InsufficientPrivilege):
            connection.execute("INSERT INTO devon_read_model.t VALUES (2)")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", TABLES)
def test_what_a_role_may_do_to_a_table(place: Place, role: str, table: str) -> None:
    with psycopg.connect(url_of(place, role), autocommit=True) as connection:
        connection.execute("SET search_path = devon")
        assert allowed(connection, f"SELECT FROM {table}") is ((role, table) not in MAY_NOT_READ)
        assert allowed(connection, f"DELETE FROM {table} WHERE false") is (  # noqa: S608
            (role, table) in MAY_DELETE
        )
        assert not allowed(connection, f"TRUNCATE {table}")
        assert not allowed(connection, f"DROP TABLE {table}")
        if table in CHANGES:
            change = f"UPDATE {table} SET {CHANGES[table]} WHERE false"  # noqa: S608
            assert not allowed(connection, change)


def test_every_table_of_a_ledger_is_thought_of(place: Place) -> None:
    assert set(place.content()) == set(TABLES)


def test_the_unrouted_quarantine_is_there_before_a_writer_needs_it(place: Place) -> None:
    assert place.rows("SELECT council FROM identity", UNROUTED_SCHEMA) == [("unrouted",)]


def test_a_folder_has_no_roles(on_sqlite: Place) -> None:
    with (
        LedgerDirectory(on_sqlite.home(), Clock(), Chance()) as directory,
        pytest.raises(NoRoles),
    ):
        directory.migrate(roles=True)


def allowed(connection: psycopg.Connection, statement: str) -> bool:
    try:
        connection.execute(statement.encode())
    except InsufficientPrivilege:
        return False
    return True
