"""The library's recorder on PostgreSQL, told the number of each event instead of inventing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from typing import Any, Final, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.rows import DictRow, dict_row, tuple_row
from psycopg.sql import SQL, Identifier

from ledger.store.database import Cursor, Value, WhenSent
from ledger.store.postgresql.dialect import DIALECT
from ledger.store.postgresql.failures import library_failures
from ledger.store.postgresql.pools import Pools
from ledger.store.tables import EVENT, STORED_EVENTS, spelled

WRITE_LOCK: Final = "write_lock"


class PooledDatastore(PostgresDatastore):
    """The library's datastore, on the pools of the process in place of one of its own.

    Its functions in the database take no lock, so that a reader would miss late commits:
    they stay off.
    """

    def __init__(self, pools: Pools, schema: str, lock_timeout_s: float) -> None:
        self.pools = pools
        self.schema = schema
        self.lock_timeout = ceil(lock_timeout_s)
        self.originator_id_type = "text"
        self.enable_db_functions = False
        self.single_row_tracking = True
        self.db_type_names = set()

    @contextmanager
    def get_connection(self) -> Iterator[psycopg.Connection[DictRow]]:
        """A connection to write, whose rows are dictionaries."""
        with library_failures(), self.pools.writing() as lent:
            connection = cast("psycopg.Connection[DictRow]", lent)
            connection.row_factory = dict_row
            try:
                yield connection
            finally:
                lent.row_factory = tuple_row

    def register_type_adapters(self) -> None:
        """None are needed: events are passed as arrays, one a column."""

    def close(self) -> None:
        """The pools belong to the process."""


class LedgerRecorder(PostgresApplicationRecorder):
    """Stored events that are only ever inserted, each under a number that is given to it.

    ``originator_id`` is the stream's name, ``originator_version`` its 1-based version,
    ``topic`` the event type, ``state`` the entry's bytes, kept verbatim. Whoever inserts
    holds the table ``write_lock`` until the commit, so that numbers are visible in order.
    What comes by the library's own interface is no entry: of that, the columns that are ours
    say nothing.
    """

    def __init__(self, datastore: PooledDatastore) -> None:
        super().__init__(datastore)
        schema, lock = Identifier(datastore.schema), Identifier(WRITE_LOCK)
        table = Identifier(self.events_table_name)
        self.sql_create_statements = [
            SQL("SET LOCAL search_path = {}").format(schema),
            *(SQL(statement).format() for statement in spelled(STORED_EVENTS, DIALECT)),
        ]
        self.lock_table_statements = [
            SQL("SET LOCAL lock_timeout = {}").format(f"{datastore.lock_timeout}s"),
            SQL("LOCK TABLE {}.{} IN EXCLUSIVE MODE").format(schema, lock),
        ]
        self.insert_events_statement = SQL(
            "INSERT INTO {table} (" + EVENT + ") "
            "SELECT (SELECT coalesce(max(notification_id), 0) FROM {table}) + number, "
            "originator_id, originator_version, topic, 0, decode(repeat('00', 32), 'hex'), state "
            "FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bytea[]) WITH ORDINALITY "
            "AS event (originator_id, originator_version, topic, state, number) "
            "RETURNING notification_id"
        ).format(table=SQL("{}.{}").format(schema, table))

    def insert_numbered(self, cursor: Cursor, values: Sequence[Value], when_sent: WhenSent) -> None:
        """Insert events under numbers that are given, each one more than the last.

        ``values``: `tables.EVENT` of each event in turn. The caller holds the write lock.
        """
        cursor.insert(self.events_table_name, EVENT, values, when_sent)

    def _insert_stored_events(
        self,
        curs: psycopg.Cursor[DictRow],
        stored_events: Sequence[StoredEvent],
        **_: Any,  # noqa: ANN401 - the library's hook passes on what its callers add
    ) -> None:
        self._lock_table(curs)
        self._notify_channel(curs)
        columns = (
            [_text(event.originator_id) for event in stored_events],
            [event.originator_version for event in stored_events],
            [event.topic for event in stored_events],
            [event.state for event in stored_events],
        )
        curs.execute(self.insert_events_statement, columns)


def _text(originator_id: UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, UUID) else originator_id
