"""One ledger's schema, on the pools of the process: one writer at a time, readers that never wait.

Writers of all processes take turns at the table ``write_lock``, which is always empty. The
events themselves are not locked, because that takes the right to delete them, and because
PostgreSQL's own housekeeping holds the same lock on a table that grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import lru_cache
from threading import Lock
from types import TracebackType
from typing import Any, TypeAlias

import psycopg
from eventsourcing.persistence import ConnectionUnavailableError

from ledger.store.database import EACH, LOCK_TIMEOUT_S, Value, WhenSent, nothing
from ledger.store.postgresql.dialect import DIALECT, PostgreSQLDialect
from ledger.store.postgresql.failures import as_library, library_failures
from ledger.store.postgresql.pools import Connection, Pools
from ledger.store.postgresql.recorder import WRITE_LOCK, LedgerRecorder, PooledDatastore
from ledger.store.postgresql.rows import insert

Lend: TypeAlias = Callable[[], AbstractContextManager[Connection]]


class LedgerCursor:
    """A cursor that takes ``?`` for a parameter."""

    __slots__ = ("driver",)

    def __init__(self, driver: psycopg.Cursor[tuple[Any, ...]]) -> None:
        self.driver = driver

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> None:
        """Run one statement."""
        if parameters:
            self.driver.execute(_for_driver(statement), parameters)
        else:
            self.driver.execute(statement.encode())

    def one_of(self, values: Sequence[Value]) -> tuple[str, Sequence[list[Value]]]:
        """The test that a column holds one of ``values``, and the parameter it takes.

        One array, so that the statement is the same however many there are.
        """
        return "= ANY(?)", (list(values),)

    def select_each(
        self, statement: str, texts: Sequence[str], parameters: Sequence[Value] = (), /
    ) -> None:
        """Run a SELECT for each of ``texts``, in the place of ``= :each``.

        Told in this way, since the planner knows nothing of a table that was filled a moment
        ago: it would compare each of its rows with each of the texts. ``OFFSET 0`` lets it
        begin nowhere but with the texts.
        """
        self.execute(
            "SELECT found.* FROM unnest(CAST(? AS text[])) AS asked(text) CROSS JOIN LATERAL "
            f"({statement.replace(EACH, '= asked.text')} OFFSET 0) AS found",
            (list(texts), *parameters),
        )

    def insert(
        self,
        table: str,
        columns: str,
        values: Sequence[Value],
        when_sent: WhenSent = nothing,
    ) -> None:
        """Insert rows: ``values`` are theirs in order, one row after the other."""
        insert(self.driver, table, columns, values, when_sent)

    def data_version(self) -> None:
        """The server does not tell."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row; None past the last."""
        return self.driver.fetchone()

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""
        return self.driver.fetchall()


class LedgerTransaction:
    """A transaction on a schema, begun by one statement and ended by one.

    ``lend``: a pool's way to a connection. Where a connection turns out to be broken before
    anything was done on it, another is taken.
    """

    def __init__(self, lend: Lend, begin: bytes, *, commit: bool) -> None:
        self._lend = lend
        self._begin = begin
        self._commit = commit
        self._lent = ExitStack()

    def __enter__(self) -> LedgerCursor:
        with library_failures():
            connection = self._begun() or self._begun()
            if connection is None:
                raise psycopg.OperationalError("connections break as soon as they are made")
            self._connection = connection
            return LedgerCursor(connection.cursor(binary=True))

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        with self._lent:
            if exc_val is not None or not self._commit:
                _give_up(self._connection)
            else:
                with library_failures():
                    self._connection.commit()
        if isinstance(exc_val, psycopg.Error):
            raise as_library(exc_val) from exc_val

    def _begun(self) -> Connection | None:
        """A connection on which the transaction is begun; None where it turned out broken."""
        with ExitStack() as lent:
            connection = lent.enter_context(self._lend())
            try:
                connection.execute(self._begin)
            except psycopg.Error:
                if connection.broken:
                    return None
                _give_up(connection)
                raise
            self._lent = lent.pop_all()
            return connection


class LedgerConnection:
    """What transactions on one schema are made of, one after the other."""

    def __init__(self, lend: Lend, begin: bytes) -> None:
        self._lend = lend
        self._begin = begin

    def transaction(self, *, commit: bool) -> LedgerTransaction:
        """A transaction; with ``commit``, under the write lock from the start."""
        return LedgerTransaction(self._lend, self._begin, commit=commit)


class LedgerDatastore:
    """The database of one ledger: the schema ``schema`` behind ``pools``."""

    dialect: PostgreSQLDialect = DIALECT

    def __init__(
        self, pools: Pools, schema: str, *, lock_timeout_s: float = LOCK_TIMEOUT_S
    ) -> None:
        self.schema = schema
        self.recorder = LedgerRecorder(PooledDatastore(pools, schema, lock_timeout_s))
        self._lock_timeout_s = lock_timeout_s
        self._turn = Lock()
        self._reader = LedgerConnection(pools.reading, _begin("REPEATABLE READ READ ONLY", schema))
        lock = b"%b; SET LOCAL lock_timeout = '%dms'; %b" % (
            _begin("READ COMMITTED READ WRITE", schema),
            lock_timeout_s * 1000,
            b"LOCK TABLE %b IN EXCLUSIVE MODE" % WRITE_LOCK.encode(),
        )
        self._writer = LedgerConnection(pools.writing, lock)

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[LedgerConnection]:
        """The right to write, for one thread at a time, or to read."""
        if not commit:
            yield self._reader
            return
        if not self._turn.acquire(timeout=self._lock_timeout_s):
            raise ConnectionUnavailableError("another thread held the lock for too long")
        try:
            yield self._writer
        finally:
            self._turn.release()

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[LedgerCursor]:
        """A transaction with that right."""
        with (
            self.get_connection(commit=commit) as connection,
            connection.transaction(commit=commit) as cursor,
        ):
            yield cursor

    def settled(self) -> AbstractContextManager[LedgerCursor]:
        """A transaction behind the lock, which a commit under way holds until it has ended."""
        return self._writer.transaction(commit=False)

    def close(self) -> None:
        """The pools belong to all ledgers of the process."""


def _give_up(connection: Connection) -> None:
    with suppress(psycopg.Error):  # a connection that broke is thrown away by its pool
        connection.rollback()


def _begin(mode: str, schema: str) -> bytes:
    return f'BEGIN ISOLATION LEVEL {mode}; SET LOCAL search_path = "{schema}"'.encode()


@lru_cache(maxsize=4096)
def _for_driver(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
