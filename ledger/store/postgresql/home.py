"""A database with a schema for each council."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final, Self

import psycopg
from psycopg.conninfo import conninfo_to_dict

from ledger.names import SEGMENT
from ledger.store.database import LOCK_TIMEOUT_S
from ledger.store.failures import NoLedger, database_failures
from ledger.store.home import BadAddress
from ledger.store.postgresql.datastore import LedgerDatastore
from ledger.store.postgresql.failures import library_failures
from ledger.store.postgresql.pools import WAIT_S, Connection, Pools
from ledger.store.postgresql.roles import create_roles, lend
from ledger.store.postgresql.staging import (
    LONGEST,
    StagedSchema,
    aside,
    drop_schema,
    kept_aside,
    make_schema,
    staging,
)

UNROUTED_SCHEMA: Final = "unrouted_quarantine"
"""The low line keeps it apart from every council's key."""


class PostgreSQLHome:
    """The ledgers in the database at ``url``, a schema each, named for its council.

    ``pools`` are for whatever else the process keeps in the same database. Raises
    ``BadAddress`` where ``url`` cannot be read.
    """

    is_served = True

    def __init__(self, url: str, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        try:
            told = conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            raise BadAddress from None
        self.name = f"database {told.get('dbname', '')} at {told.get('host', 'this machine')}"
        self.pools = Pools(url, wait_s=max(WAIT_S, lock_timeout_s))
        self._lock_timeout_s = lock_timeout_s

    def councils(self) -> list[str]:
        """The councils that have a ledger here, in order of their keys."""
        with database_failures(), library_failures(), self.pools.reading() as connection:
            rows = connection.execute(
                "SELECT schemaname FROM pg_tables WHERE tablename = 'identity'"
            ).fetchall()
        return sorted(schema for (schema,) in rows if SEGMENT.fullmatch(schema))

    def make(self, council: str) -> LedgerDatastore:
        """The schema for a ledger of ``council``, made where it is missing."""
        return self._made(self.schema(council))

    def open(self, council: str) -> LedgerDatastore:
        """The schema of the ledger of ``council``; raises ``NoLedger`` where it has none."""
        if not self._has(self.schema(council)):
            raise NoLedger(council)
        return self._datastore(council)

    def staging(self, council: str) -> AbstractContextManager[StagedSchema]:
        """A schema for a ledger of ``council`` in the making."""
        return staging(self.pools, self.schema(council), self._lock_timeout_s)

    def kept_aside(self, council: str) -> list[int]:
        """The epochs of the ledgers of ``council`` that another took the place of."""
        return kept_aside(self.pools, self.schema(council))

    def drop_aside(self, council: str, epoch: int) -> None:
        """Remove one of those for good; nothing where it is gone already."""
        drop_schema(self.pools, aside(self.schema(council), epoch))

    def make_unrouted(self) -> LedgerDatastore:
        """The schema of the quarantine that belongs to no council, made where it is missing."""
        return self._made(UNROUTED_SCHEMA)

    def has_unrouted(self) -> bool:
        """Whether that schema is there."""
        return self._has(UNROUTED_SCHEMA)

    def schema(self, council: str) -> str:
        """The schema of ``council``; raises ``NoLedger`` for what can be no council here."""
        if not SEGMENT.fullmatch(council) or len(council) > LONGEST:
            raise NoLedger(council)
        return council

    def create_roles(self) -> None:
        """Create the roles that are missing, with their rights on all that is here.

        For a user who may create roles.
        """
        with database_failures(), library_failures(), self.pools.writing() as connection:
            with connection.transaction():
                create_roles(connection)
            for schema in (*self.councils(), UNROUTED_SCHEMA):
                if _has_tables(connection, schema):
                    with self._datastore(schema).transaction(commit=True) as cursor:
                        lend(cursor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; the next to want one opens them anew."""
        self.pools.close()

    def _has(self, schema: str) -> bool:
        with database_failures(), library_failures(), self.pools.reading() as connection:
            return _has_tables(connection, schema)

    def _made(self, schema: str) -> LedgerDatastore:
        with database_failures(), library_failures(), self.pools.writing() as connection:
            if not _has_tables(connection, schema):
                make_schema(connection, schema)
        return self._datastore(schema)

    def _datastore(self, schema: str) -> LedgerDatastore:
        return LedgerDatastore(self.pools, schema, lock_timeout_s=self._lock_timeout_s)


def _has_tables(connection: Connection, schema: str) -> bool:
    found = connection.execute(
        "SELECT FROM pg_tables WHERE schemaname = %s AND tablename = 'tables_version'", (schema,)
    )
    return found.rowcount == 1
