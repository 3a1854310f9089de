"""Connections lent for a while: one of the readers', or the one that writes."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Final, cast

from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool

from ledger.store.sqlite.connection import LedgerConnection, connect

READERS_KEPT: Final = 8
READERS_MORE: Final = 56

_READER: Final = ("PRAGMA query_only = ON",)
_WRITER: Final = (
    "PRAGMA wal_autocheckpoint = 2000",  # a batch of a thousand events writes some 300 pages
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # an erased opening leaves no bytes behind
    "PRAGMA recursive_triggers = ON",  # so that INSERT OR REPLACE meets the triggers too
    "PRAGMA cache_size = -16384",
    # SQLite itself sleeps up to 100 ms between two tries and so misses the short gaps that a
    # busy writer leaves: it gives up at once here, and the connection asks again.
    "PRAGMA busy_timeout = 0",
)


class ReaderPool(SQLiteConnectionPool):
    """Connections to read."""

    def __init__(self, db_name: str, timeout_s: float) -> None:
        super().__init__(
            db_name=db_name,
            pool_size=READERS_KEPT,
            max_overflow=READERS_MORE,
            pool_timeout=timeout_s,
        )

    def put_connection(self, conn: SQLiteConnection) -> None:
        """Take a connection back; into a closed pool, to close it."""
        try:
            super().put_connection(conn)
        except ConnectionPoolClosedError:
            conn.close()

    def close(self) -> None:
        """Close the connections that are here, and those in use when they are given back.

        The library closes those in use too; SQLite answers a thread that is just reading
        over one of them with a segmentation fault.
        """
        with self._put_condition:
            self._in_use.clear()
            super().close()

    def _create_connection(self) -> SQLiteConnection:
        return connect(self.db_name, _READER, self.pool_timeout)


class Reader:
    """A connection of the pool, to the file that stands; given back at the end of the block."""

    __slots__ = ("_connection", "_pool")

    def __init__(self, pool: ReaderPool) -> None:
        self._pool = pool

    def __enter__(self) -> LedgerConnection:
        deadline = monotonic() + self._pool.pool_timeout
        connection = self._get()
        while not self._is_current(connection):
            connection.close()
            self._pool.put_connection(connection)
            connection = self._get()
        connection.deadline = deadline
        self._connection = connection
        return connection

    def _get(self) -> LedgerConnection:
        return cast("LedgerConnection", self._pool.get_connection())

    def _is_current(self, connection: LedgerConnection) -> bool:
        try:
            return connection.is_current()
        except BaseException:
            self._pool.put_connection(connection)
            raise

    def __exit__(self, *_: object) -> None:
        self._pool.put_connection(self._connection)


class Writer:
    """The one connection to write: for one block at a time, and made for the first.

    The library's pool would take a thirtieth of a single append to lend it. Whoever waits holds
    the turn, so that a thread that writes again and again cannot have it twice before him.
    """

    def __init__(self, db_name: str, timeout_s: float) -> None:
        self._db_name = db_name
        self._timeout_s = timeout_s
        self._turn = Lock()
        self._lock = Lock()
        self._connection: LedgerConnection | None = None
        self._is_closed = False

    def __enter__(self) -> LedgerConnection:
        deadline = monotonic() + self._timeout_s
        self._wait(deadline)
        try:
            connection = self._ready()
        except BaseException:
            self._lock.release()
            raise
        connection.deadline = deadline
        return connection

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        if self._is_closed:
            self.close()

    def close(self) -> None:
        """Close the connection; while it is in use, as soon as it is not."""
        self._is_closed = True
        if self._lock.acquire(blocking=False):
            try:
                if self._connection is not None:
                    self._connection.close()
            finally:
                self._lock.release()

    def _wait(self, deadline: float) -> None:
        if not self._turn.locked() and self._lock.acquire(blocking=False):
            return  # nobody is writing, and nobody waits to
        if not self._turn.acquire(timeout=self._timeout_s):
            raise ConnectionUnavailableError("other threads are waiting to write")
        try:
            if not self._lock.acquire(timeout=max(0.0, deadline - monotonic())):
                raise ConnectionUnavailableError("another thread is writing")
        finally:
            self._turn.release()

    def _ready(self) -> LedgerConnection:
        if self._is_closed:
            raise ConnectionPoolClosedError
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._db_name, _WRITER, self._timeout_s)
        return self._connection
