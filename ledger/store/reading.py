"""Reading the ledger: over connections of its own, from any thread, never behind the writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ledger.entry import Entry
from ledger.names import StreamName
from ledger.personal import Opening
from ledger.store.database import Cursor, Database
from ledger.store.entries import decoded, read_head, read_receipts
from ledger.store.epochs import Epoch, read_epochs
from ledger.store.failures import CorruptLedger, database_failures
from ledger.store.inbox import Inbox
from ledger.store.messages import Receipt
from ledger.store.reader import Head

_LAST_BEFORE: Final = (
    "WITH RECURSIVE bisected (low, high) AS ("
    " SELECT CAST(-1 AS BIGINT), coalesce(max(notification_id) - 1, -1) FROM stored_events"
    " UNION ALL"
    " SELECT CASE WHEN e.recorded_us < ? THEN e.notification_id - 1 ELSE b.low END,"
    " CASE WHEN e.recorded_us < ? THEN b.high ELSE e.notification_id - 2 END"
    " FROM bisected b JOIN stored_events e ON e.notification_id = (b.low + b.high + 1) / 2 + 1"
    " WHERE b.low < b.high"
    ") SELECT low FROM bisected WHERE low = high"
)
"""One statement, because each costs a way to the server and back."""


class StoredReader:
    """The reading side of a ledger, as `ledger.store.reader.LedgerReader` promises it."""

    def __init__(self, datastore: Database) -> None:
        self._datastore = datastore

    def head(self) -> Head:
        """How far the ledger goes now."""
        with self._reading() as cursor:
            last = read_head(cursor)
        recorded_us = last.recorded_us if last.position >= 0 else None
        return Head(last.position + 1, recorded_us, last.epoch)

    def entries(self, start: int, limit: int) -> list[Entry]:
        """At most ``limit`` entries in order of position, from ``start`` (included) on."""
        with self._reading() as cursor:
            cursor.execute(
                "SELECT notification_id, state FROM stored_events WHERE notification_id > ? "
                "ORDER BY notification_id LIMIT ?",
                (start, limit),
            )
            rows = cursor.fetchall()
        if rows and rows[-1][0] != start + len(rows):
            msg = f"the {len(rows)} entries from position {start} on have a hole"
            raise CorruptLedger(msg)
        return [decoded(state) for _, state in rows]

    def entry(self, position: int) -> Entry | None:
        """The entry at ``position``; None past the head."""
        data = self.entry_bytes(position)
        return None if data is None else decoded(data)

    def entry_bytes(self, position: int) -> bytes | None:
        """The stored bytes of the entry at ``position``, which its leaf hash covers."""
        with self._reading() as cursor:
            cursor.execute(
                "SELECT state FROM stored_events WHERE notification_id = ?", (position + 1,)
            )
            row = cursor.fetchone()
        return None if row is None else row[0]

    def stream(self, name: StreamName | str) -> list[Entry]:
        """All entries of a stream in order; none where it does not exist."""
        with self._reading() as cursor:
            cursor.execute(
                "SELECT state FROM stored_events WHERE originator_id = ? "
                "ORDER BY originator_version",
                (str(name),),
            )
            return [decoded(state) for (state,) in cursor.fetchall()]

    def find(self, source: str, event_id: str) -> Receipt | None:
        """The receipt of the event that was recorded under ``source`` and ``event_id``."""
        with self._reading() as cursor:
            found = Inbox().find(cursor, [(source, event_id)])
            positions = [position for _, position in found.values()]
            return next(iter(read_receipts(cursor, positions).values()), None)

    def position_before(self, us: int) -> int:
        """The last position that was recorded before ``us``; -1 where there is none.

        By bisection: the time of recording grows strictly with the position.
        """
        with self._reading() as cursor:
            cursor.execute(_LAST_BEFORE, (us, us))
            return int(cursor.fetchone()[0])

    def opening(self, position: int, pointer: str) -> Opening | None:
        """The value of a personal field and its salt; None where there is none, or none left."""
        with self._reading() as cursor:
            cursor.execute(
                "SELECT commitment, salt, value FROM opening WHERE position = ? AND pointer = ?",
                (position, pointer),
            )
            row = cursor.fetchone()
        if row is None:
            return None
        commitment, salt, value = row
        return Opening(commitment=commitment, pointer=pointer, salt=salt, value=value)

    def epochs(self) -> list[Epoch]:
        """Every epoch but the first, in order; none where the ledger was never restored."""
        with self._reading() as cursor:
            return read_epochs(cursor)

    def moved_to(self) -> str | None:
        """Where the ledger was moved to, from when on it takes no events; None where it does."""
        with self._reading() as cursor:
            cursor.execute("SELECT destination FROM moved")
            row = cursor.fetchone()
        return None if row is None else row[0]

    @contextmanager
    def _reading(self) -> Iterator[Cursor]:
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            yield cursor
