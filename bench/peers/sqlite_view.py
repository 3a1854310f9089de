"""The view of the runner in an SQLite file, and the recorder that it is fed from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import ClassVar

from eventsourcing.persistence import (
    ApplicationRecorder,
    ListenNotifySubscription,
    Subscription,
)
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor, SQLiteTrackingRecorder

from bench.peers.view import View
from projections.read_model.sqlite.connections import FileConnection
from projections.read_model.sqlite.tables import create_indexes, create_tables


class SubscribableRecorder(SQLiteApplicationRecorder):
    """The library's SQLite recorder with the library's own subscription."""

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """As the library's in-memory and PostgreSQL recorders do."""
        return ListenNotifySubscription(self, gt=gt, topics=topics)


class SQLiteView(View, SQLiteTrackingRecorder):
    """Our read model's tables beside the library's own table of how far it has come."""

    settings: ClassVar[Mapping[str, str]] = {
        "APPLICATION_RECORDER_TOPIC": f"{__name__}:SubscribableRecorder"
    }

    @staticmethod
    @contextmanager
    def reading(address: str, part: str) -> Iterator[FileConnection]:
        """A connection to its file."""
        with closing(sqlite3.connect(f"{address}/{part}.db", isolation_level=None)) as raw:
            yield FileConnection(raw)

    def create_table(self) -> None:
        """As the library does, on a connection that waits for the disk as it is told."""
        synchronous = "FULL" if self.waits else "NORMAL"
        with self.datastore.get_connection(commit=True) as connection:
            connection.cursor().execute(f"PRAGMA synchronous = {synchronous}")
        super().create_table()

    def _create_table(self, c: SQLiteCursor) -> None:
        super()._create_table(c)
        raw = self.raw_of(c)
        create_tables(raw)
        create_indexes(raw)

    def raw_of(self, cursor: SQLiteCursor) -> sqlite3.Connection:
        """The connection behind the cursor."""
        return cursor.sqlite_cursor.connection

    def writing(self, raw: sqlite3.Connection) -> FileConnection:
        """As our live projection writes."""
        return FileConnection(raw)
