"""The database of one ledger: a single writer, and readers that never wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from eventsourcing.sqlite import SQLiteDatastore

from ledger.store.database import LOCK_TIMEOUT_S
from ledger.store.sqlite.connection import LedgerCursor
from ledger.store.sqlite.dialect import DIALECT, SQLiteDialect
from ledger.store.sqlite.lending import Reader, ReaderPool, Writer
from ledger.store.sqlite.recorder import LedgerRecorder


class LedgerDatastore(SQLiteDatastore):
    """The connections to the database file under the URI ``db_name``.

    The library's one pool makes readers queue behind a waiting writer; here each kind
    is lent by itself. A stream's name is its originator's id.
    """

    dialect: SQLiteDialect = DIALECT

    def __init__(self, db_name: str, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.recorder = LedgerRecorder(self)
        self.lock_timeout_s = lock_timeout_s
        self.pool: ReaderPool = ReaderPool(db_name, lock_timeout_s)
        self.writer = Writer(db_name, lock_timeout_s)

    def get_connection(self, *, commit: bool) -> Writer | Reader:  # type: ignore[override]
        """The connection to write, for one at a time, or one to read."""
        return self.writer if commit else Reader(self.pool)

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
        self.writer.close()
