"""A connection to a ledger's file, and the transactions on it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from time import monotonic, sleep
from types import TracebackType
from typing import Final

from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.sqlite import SQLiteConnection, SQLiteCursor, SQLiteTransaction

from ledger.store.database import EACH, Value, WhenSent, nothing
from ledger.store.failures import FileSucceeded, primary_code
from ledger.store.parameters import marks
from ledger.store.sqlite.opened import OpenedFile, path_of, stamp_of
from ledger.store.sqlite.rows import insert

STATEMENTS_KEPT: Final = 256
RETRY_S: Final = 0.0005


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

    def data_version(self) -> tuple[sqlite3.Connection, int]:
        """What is the same only if no other connection has written in between.

        SQLite counts for each connection by itself, and leaves out what was written on it.
        """
        self.sqlite_cursor.execute("PRAGMA data_version")
        (version,) = self.sqlite_cursor.fetchone()
        return self.sqlite_cursor.connection, version


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


def connect(db_name: str, pragmas: Sequence[str], timeout_s: float) -> LedgerConnection:
    """A connection to the file under the URI ``db_name``, with ``pragmas`` set.

    It is in use, as the library's pool expects of one that is new.
    """
    path = path_of(db_name)
    # Looked up before it is opened: where another takes the place meanwhile, it is outdated.
    target = os.path.realpath(path) if path else ""
    try:
        raw = sqlite3.connect(
            db_name,
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            cached_statements=STATEMENTS_KEPT,
            timeout=timeout_s,
        )
    except sqlite3.Error as failure:
        raise InterfaceError(failure) from failure
    raw.row_factory = sqlite3.Row
    deadline = monotonic() + timeout_s
    try:
        for pragma in pragmas:
            _when_free(raw.execute, pragma, deadline)
    except sqlite3.Error as failure:
        raw.close()
        raise OperationalError(failure) from failure
    connection = LedgerConnection(raw, max_age=None)
    if path:
        connection.file = OpenedFile(path, target, stamp_of(target))
    return connection


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
