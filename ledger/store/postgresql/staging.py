"""A ledger's schema in the making, and how it takes the place of the one that stands.

Schemas change their names in one transaction, under the write lock of the ledger that has to give
way. Whoever waits for that lock looks up the name again once he has it, and so finds the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Final

from ledger.store.failures import StoreUnavailable, database_failures
from ledger.store.home import Over, StagingUnderWay
from ledger.store.postgresql.datastore import LedgerDatastore
from ledger.store.postgresql.failures import library_failures
from ledger.store.postgresql.pools import Connection, Pools
from ledger.store.postgresql.recorder import WRITE_LOCK

LONGEST: Final = 63
"""Bytes of a name in PostgreSQL; of a longer one it forgets the end."""

_OWN_LOCK: Final = "hashtext('improvement-ledger')"


class StagedSchema:
    """A schema beside that of the council."""

    def __init__(self, pools: Pools, schema: str, database: LedgerDatastore) -> None:
        self._pools = pools
        self._schema = schema
        self.database = database

    def put_in_place(self, epoch: int, over: Over | None) -> None:
        """Let it be the ledger of its council; the transaction of the other makes it so."""
        del epoch
        take = f'ALTER SCHEMA "{self.database.schema}" RENAME TO "{self._schema}"'
        if over is not None:
            give_way = aside(self._schema, over.epoch)
            over.cursor.execute(f'ALTER SCHEMA "{self._schema}" RENAME TO "{give_way}"')
            over.cursor.execute(take)
            return
        with database_failures(), library_failures(), self._pools.writing() as connection:
            # What stands there is no ledger: at most what a broken-off creation left.
            connection.execute(f'DROP SCHEMA IF EXISTS "{self._schema}" CASCADE; {take}'.encode())


@contextmanager
def staging(pools: Pools, schema: str, lock_timeout_s: float) -> Iterator[StagedSchema]:
    """A new, empty schema beside ``schema``, for one process at a time, dropped at the end."""
    name = _beside(schema, "staged")
    with _alone(pools, name):
        drop_schema(pools, name)
        with database_failures(), library_failures(), pools.writing() as connection:
            make_schema(connection, name)
        database = LedgerDatastore(pools, name, lock_timeout_s=lock_timeout_s)
        try:
            yield StagedSchema(pools, schema, database)
        finally:
            drop_schema(pools, name)


def aside(schema: str, epoch: int) -> str:
    """The name of a ledger that had to give way."""
    return _beside(schema, f"epoch_{epoch}")


def kept_aside(pools: Pools, schema: str) -> list[int]:
    """The epochs of the ledgers that had to give way, in order."""
    prefix = _beside(schema, "epoch_")
    with database_failures(), library_failures(), pools.reading() as connection:
        rows = connection.execute("SELECT nspname FROM pg_namespace").fetchall()
    found = (re.fullmatch(f"{re.escape(prefix)}([0-9]+)", name) for (name,) in rows)
    return sorted(int(match[1]) for match in found if match)


def make_schema(connection: Connection, schema: str) -> None:
    """The schema with what everything else is done under: the lock and the version."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreUnavailable("STORAGE_FAILED", f"the database is in {encoding}, not in UTF8")
    with connection.transaction():
        # Two that make the same schema at once would fail over one another.
        connection.execute(f"SELECT pg_advisory_xact_lock({_OWN_LOCK})".encode())
        connection.execute(
            f'CREATE SCHEMA IF NOT EXISTS "{schema}"; '
            f'CREATE TABLE IF NOT EXISTS "{schema}".{WRITE_LOCK} (); '
            f'CREATE TABLE IF NOT EXISTS "{schema}".tables_version (version BIGINT PRIMARY KEY)'
        )


def drop_schema(pools: Pools, schema: str) -> None:
    """Drop a schema with all that is in it; nothing where there is none."""
    with database_failures(), library_failures(), pools.writing() as connection:
        connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'.encode())


def _beside(schema: str, suffix: str) -> str:
    """A name of our own for ``schema``; the low line keeps it apart from every council's key."""
    room = LONGEST - len("_epoch_0000000000")
    if len(schema) > room:
        schema = f"{schema[: room - 9]}-{sha256(schema.encode()).hexdigest()[:8]}"
    return f"{schema}_{suffix}"


@contextmanager
def _alone(pools: Pools, name: str) -> Iterator[None]:
    """The lock, which ends with the connection that holds it."""
    held = f"{_OWN_LOCK}, hashtext(%s)"
    with database_failures(), library_failures(), pools.writing() as connection:
        (taken,) = connection.execute(
            f"SELECT pg_try_advisory_lock({held})".encode(), (name,)
        ).fetchone() or (False,)
        if not taken:
            raise StagingUnderWay(name)
        try:
            yield
        finally:
            connection.execute(f"SELECT pg_advisory_unlock({held})".encode(), (name,))
