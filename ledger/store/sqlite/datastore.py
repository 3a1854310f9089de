"""Connections to one ledger's database: a single writer, and readers that never wait for it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from time import monotonic, sleep
from types import TracebackType
from typing import Final, cast

from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    InterfaceError,
    OperationalError,
)
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from ledger.store.database import EACH, LOCK_TIMEOUT_S, Value, WhenSent, nothing
from ledger.store.failures import FileSucceeded, primary_code
from ledger.store.parameters import marks
from ledger.store.sqlite.dialect import DIALECT, SQLiteDialect
from ledger.store.sqlite.opened import OpenedFile, path_of, stamp_of
from ledger.store.sqlite.recorder import LedgerRecorder
from ledger.store.sqlite.rows import insert

STATEMENTS_KEPT: Final = 256
READERS_KEPT: Final = 8
READERS_MORE: Final = 56
RETRY_S: Final = 0.0005

_READER: Final = ("PRAGMA query_only = ON",)
_WRITER: Final = (
    "PRAGMA wal_autocheckpoint = 2000",  # a batch of a thousand events writes some 300 pages
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # an erased opening leaves no bytes behind
    "PRAGMA recursive_triggers = ON",  # so that INSERT OR REPLACE meets the triggers too
    "PRAGMA cache_size = -16384",
    # SQLite itself sleeps up to 100 ms between two tries and so misses the short gaps that a
    # busy writer leaves: it gives up at once here, and `_when_free` asks again.
    "PRAGMA busy_timeout = 0",
)


class LedgerCursor(SQLiteCursor):
    """A cursor that inserts many rows at once."""

    def one_of(self, values: Sequence[Value]) -> tuple[str, Sequence[Value]]:
        """The test that a column holds one of ``values``, and the parameters it takes."""
        return f"IN ({marks(len(values))})", values

    def select_each(
        self, statement: str, texts: Sequence[str], parameters: Sequence[Value] = (), /
    ) -> None:
        """Run a SELECT for each of ``texts``, in the place of ``= :each``."""
        test, values = self.one_of(texts)
        self.execute(statement.replace(EACH, test), (*parameters, *values))

    def insert(
        self,
        table: str,
        columns: str,
        values: Sequence[Value],
        when_sent: WhenSent = nothing,
    ) -> None:
        """Insert rows: ``values`` are theirs in order, one row after the other."""
        insert(self.sqlite_cursor, table, columns, values)
        when_sent()


class LedgerTransaction(SQLiteTransaction):
    """A transaction that takes the write lock first, and leaves nothing of itself half done.

    SQLite's own default takes the lock at the first write; to read and then write fails
    with SQLITE_BUSY_SNAPSHOT as soon as another process has appended in between.
    """

    connection: LedgerConnection

    def __enter__(self) -> LedgerCursor:
        cursor = self.connection.cursor()
        begin = "BEGIN IMMEDIATE" if self.commit else "BEGIN"
        try:
            _when_free(cursor.execute, begin, self.connection.deadline)
        except sqlite3.Error as failure:
            raise OperationalError(failure) from failure
        if self.commit:
            self._check()
        return cursor

    def _check(self) -> None:
        """Raise, and close the connection, where its file no longer stands at its path.

        SQLite goes on writing to a file that another was put over, which nobody opens again.
        Whoever puts one in place holds this lock: under it the matter is settled.
        """
        try:
            if self.connection.is_current():
                return
        except BaseException:
            self.connection.give_up()
            raise
        self.connection.close()
        raise FileSucceeded("another file was put in the place of the ledger")

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        try:
            super().__exit__(exc_type, exc_val, exc_tb)
        except BaseException:
            self.connection.give_up()
            raise


class LedgerConnection(SQLiteConnection):
    """A connection whose transactions are :class:`LedgerTransaction`."""

    deadline: float = 0.0
    """Until when to wait for the write lock, on the monotonic clock."""

    file: OpenedFile | None = None

    def is_current(self) -> bool:
        """Whether its file still stands at the path; raises as `OpenedFile.is_current` does."""
        return self.file is None or self.file.is_current()

    def transaction(self, *, commit: bool) -> LedgerTransaction:  # type: ignore[override]
        """A transaction; with ``commit``, under the write lock from the start."""
        return LedgerTransaction(self, commit=commit)

    def cursor(self) -> LedgerCursor:
        """A cursor on this connection."""
        return LedgerCursor(self._sqlite_conn.cursor())

    def give_up(self) -> None:
        """Undo what a failed commit left open; where even that fails, close for good."""
        try:
            self.rollback()
        except sqlite3.Error:
            self.close()


class LedgerConnectionPool(SQLiteConnectionPool):
    """Connections of one kind: the one writer, or the readers."""

    def __init__(
        self, *, db_name: str, pragmas: tuple[str, ...], size: int, more: int, timeout_s: float
    ) -> None:
        self._pragmas = pragmas
        self.is_writing = pragmas is _WRITER
        self._path = path_of(db_name)
        super().__init__(db_name=db_name, pool_size=size, max_overflow=more, pool_timeout=timeout_s)

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
        # Looked up before it is opened: where another takes the place meanwhile, it is outdated.
        target = os.path.realpath(self._path) if self._path else ""
        try:
            raw = sqlite3.connect(
                self.db_name,
                uri=True,
                check_same_thread=False,
                isolation_level=None,
                cached_statements=STATEMENTS_KEPT,
                timeout=self.pool_timeout,
            )
        except sqlite3.Error as failure:
            raise InterfaceError(failure) from failure
        try:
            self._prepare(raw)
        except sqlite3.Error as failure:
            raw.close()
            raise OperationalError(failure) from failure
        connection = LedgerConnection(raw, max_age=None)
        if self._path:
            connection.file = OpenedFile(self._path, target, stamp_of(target))
        return connection

    def _prepare(self, raw: sqlite3.Connection) -> None:
        raw.row_factory = sqlite3.Row
        deadline = monotonic() + self.pool_timeout
        for pragma in self._pragmas:
            _when_free(raw.execute, pragma, deadline)


class Lent:
    """A connection of a pool, given back at the end of the block.

    Written out as a class, as the transaction is: a generator would cost every single
    append some microseconds.
    """

    __slots__ = ("_connection", "_pool", "_timeout_s")

    def __init__(self, pool: LedgerConnectionPool, timeout_s: float) -> None:
        self._pool = pool
        self._timeout_s = timeout_s

    def __enter__(self) -> LedgerConnection:
        deadline = monotonic() + self._timeout_s
        connection = self._get()
        while not self._is_usable(connection):
            connection.close()
            self._pool.put_connection(connection)
            connection = self._get()
        connection.deadline = deadline
        self._connection = connection
        return connection

    def _get(self) -> LedgerConnection:
        return cast("LedgerConnection", self._pool.get_connection())

    def _is_usable(self, connection: LedgerConnection) -> bool:
        """Whether it leads to the file that stands now; who writes asks that under the lock."""
        if self._pool.is_writing:
            return True
        try:
            return connection.is_current()
        except BaseException:
            self._pool.put_connection(connection)
            raise

    def __exit__(self, *_: object) -> None:
        self._pool.put_connection(self._connection)


class LedgerDatastore(SQLiteDatastore):
    """The connections to the database file under the URI ``db_name``.

    The library's one pool makes readers queue behind a waiting writer; here each kind
    has its own. A stream's name is its originator's id.
    """

    dialect: SQLiteDialect = DIALECT

    def __init__(self, db_name: str, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.recorder = LedgerRecorder(self)
        self.lock_timeout_s = lock_timeout_s
        self.writers = LedgerConnectionPool(
            db_name=db_name, pragmas=_WRITER, size=1, more=0, timeout_s=lock_timeout_s
        )
        self.pool = self.writers
        self.readers = LedgerConnectionPool(
            db_name=db_name,
            pragmas=_READER,
            size=READERS_KEPT,
            more=READERS_MORE,
            timeout_s=lock_timeout_s,
        )

    def get_connection(self, *, commit: bool) -> Lent:  # type: ignore[override]
        """The writer's connection, for one at a time, or a reader's, to be given back."""
        return Lent(self.writers if commit else self.readers, self.lock_timeout_s)

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[LedgerCursor]:
        """A transaction on such a connection."""
        with (
            self.get_connection(commit=commit) as connection,
            connection.transaction(commit=commit) as cursor,
        ):
            yield cursor

    def settled(self) -> AbstractContextManager[LedgerCursor]:
        """A transaction that reads: when a commit of SQLite has returned, it has ended."""
        return self.transaction(commit=False)

    def close(self) -> None:
        """Close every connection; a closed ledger cannot be opened again through this object."""
        super().close()
        self.readers.close()


def _when_free(execute: Callable[[str], object], statement: str, deadline: float) -> None:
    """Execute, again and again while another connection holds a lock, until ``deadline``."""
    while True:
        try:
            execute(statement)
        except sqlite3.OperationalError as failure:
            if primary_code(failure) != sqlite3.SQLITE_BUSY or monotonic() >= deadline:
                raise
            sleep(RETRY_S)
        else:
            return
