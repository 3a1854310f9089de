"""Connections to the database file of one read model: one writer, any number of readers.

A rebuild puts another file in the place of the old one while both are in use. So
a connection belongs to the file it was opened on, named by a *stamp*, and is laid
aside as soon as another file stands at the path.

In write-ahead mode SQLite keeps the log beside the database, under a name made
from the database's real path. The log of one file must never be taken for that of
another: the path is therefore a symbolic link to a file of each generation's own
name, and never a file moved over another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias

from projections.read_model.batch import Batch
from projections.read_model.names import Known, Names
from projections.read_model.reader import Reader
from projections.read_model.sqlite.dialect import SQLITE
from projections.read_model.sqlite.failures import named_failures
from projections.read_model.sqlite.load import run, statements
from projections.read_model.sqlite.tables import create_indexes, create_tables
from projections.read_model.version import check_version

Stamp: TypeAlias = tuple[int, int]
"""Which file stands at a path: its device and its inode."""

PAGE_BYTES: Final = 8_192
"""A tree of larger pages has fewer levels: a tenth faster to load and to probe."""

IDLE_READERS: Final = 8
WRITER_WAITS_S: Final = 10.0
READER_WAITS_S: Final = 5.0

_READER: Final = (
    "PRAGMA query_only = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA mmap_size = 1073741824",  # read straight from the page cache all processes share
)
_MADE: Final = (f"PRAGMA page_size = {PAGE_BYTES}", "PRAGMA journal_mode = WAL")
_WRITER: Final = (
    "PRAGMA synchronous = NORMAL",  # whatever a power cut takes is projected again
    "PRAGMA cache_size = -32768",
    "PRAGMA journal_size_limit = 67108864",
)


def stamp(path: Path) -> Stamp:
    """Which file stands at ``path`` now; raises :class:`FileNotFoundError` where none does."""
    status = path.stat()
    return status.st_dev, status.st_ino


class FileConnection:
    """A connection to one file. ``fields_last`` leaves out of each batch which fields are set."""

    dialect = SQLITE

    def __init__(self, raw: sqlite3.Connection, *, fields_last: bool = False) -> None:
        self.raw = raw
        self.execute: Callable[..., sqlite3.Cursor] = raw.execute
        self.stream: Callable[..., Iterator[Any]] = raw.execute
        self._fields_last = fields_last

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """The write lock first, so that what is read inside still holds at the commit."""
        with named_failures(), self._ended("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """The rows of one moment."""
        with named_failures(), self._ended("BEGIN"):
            yield

    @contextmanager
    def _ended(self, beginning: str) -> Iterator[None]:
        self.raw.execute(beginning)
        try:
            yield
            self.raw.execute("COMMIT")
        except BaseException:
            self.raw.rollback()
            raise

    def write(self, batch: Batch) -> None:
        """Write ``batch`` inside a transaction."""
        run(self.raw, statements(batch, fields_last=self._fields_last))

    def close(self) -> None:
        """Close the connection."""
        self.raw.close()


def open_writer(path: Path) -> FileConnection:
    """A connection that may write."""
    with named_failures():
        return FileConnection(_connected(path, "rw", _WRITER, timeout=WRITER_WAITS_S))


def _connected(
    path: Path, mode: str, pragmas: Iterable[str], *, timeout: float
) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in pragmas:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def create(path: Path) -> None:
    """Make an empty read model in the file ``path`` unless there is one."""
    with (
        named_failures(),
        closing(_connected(path, "rwc", (), timeout=WRITER_WAITS_S)) as connection,
    ):
        if _is_made(connection):
            return
        for pragma in ("PRAGMA synchronous = OFF", *_MADE):  # as yet there is nothing to lose
            connection.execute(pragma)
        connection.execute("BEGIN IMMEDIATE")
        if not _is_made(connection):
            create_tables(connection)
            create_indexes(connection)
        connection.execute("COMMIT")


def _is_made(connection: sqlite3.Connection) -> bool:
    there = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'projection'")
    return there.fetchone() is not None


class OpenFile:
    """A connection for reading, the file it was opened on, and the names met there."""

    def __init__(self, path: Path) -> None:
        self.stamp = stamp(path)
        # Not "ro": every reader takes its part in keeping the index of the log.
        raw = _connected(path, "rw", _READER, timeout=READER_WAITS_S)
        self.connection = FileConnection(raw)
        try:
            check_version(self.connection)
        except BaseException:
            raw.close()
            raise
        self.reader = Reader(self.connection, Names(self.connection, Known()))

    def close(self) -> None:
        """Give the connection up."""
        self.connection.close()


class FileReaders:
    """Connections for reading whatever file stands at the path now; safe among threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._idle: list[OpenFile] = []
        self._kept = IDLE_READERS

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """A reader that nobody else has for as long as the block lasts."""
        with named_failures():
            file = self._take()
            try:
                yield file.reader
            finally:
                self._put_back(file)

    def close(self) -> None:
        """Close what is idle now, and what is in use when it comes back."""
        with self._lock:
            idle, self._idle, self._kept = self._idle, [], 0
        for file in idle:
            file.close()

    def _take(self) -> OpenFile:
        now = stamp(self._path)
        with self._lock:
            stale = [file for file in self._idle if file.stamp != now]
            self._idle = [file for file in self._idle if file.stamp == now]
            found = self._idle.pop() if self._idle else None
        for file in stale:
            file.close()
        return found or self._open()

    def _open(self) -> OpenFile:
        while True:
            file = self._opened()
            # Opened on the one file and then read on the next, or after its log was taken
            # away, it would show something that never was.
            if file is not None and file.stamp == stamp(self._path):
                return file
            if file is not None:
                file.close()

    def _opened(self) -> OpenFile | None:
        before = stamp(self._path)
        try:
            return OpenFile(self._path)
        except sqlite3.OperationalError:
            if stamp(self._path) == before:
                raise
            return None

    def _put_back(self, file: OpenFile) -> None:
        with self._lock:
            if len(self._idle) < self._kept:
                self._idle.append(file)
                return
        file.close()
