"""The library's recorder, told the number of each event instead of inventing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from ledger.store.parameters import insert
from ledger.store.tables import insert_only


class LedgerRecorder(SQLiteApplicationRecorder):
    """Stored events that are only ever inserted, each under a number that is given to it.

    ``originator_id`` is the stream's name, ``originator_version`` its 1-based version,
    ``topic`` the event type, ``state`` the entry's bytes, kept verbatim.
    """

    def construct_create_table_statements(self) -> list[str]:
        """The library's table, and the triggers that keep it insert-only."""
        return [
            *super().construct_create_table_statements(),
            *insert_only(self.events_table_name),
        ]

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        **_: Any,  # noqa: ANN401 - the library's hook passes on what its callers add
    ) -> Sequence[int] | None:
        first = (self._max_notification_id(c) or 0) + 1
        numbers = range(first, first + len(stored_events))
        values: list[int | str | bytes] = []
        for number, event in zip(numbers, stored_events, strict=True):
            values += number, _text(event.originator_id), event.originator_version
            values += event.topic, event.state
        self.insert_numbered(c, values)
        return list(numbers)

    def insert_numbered(self, cursor: SQLiteCursor, values: Sequence[int | str | bytes]) -> None:
        """Insert events under numbers that are given, each one more than the last.

        ``values``: for each event in turn its notification id (position + 1), stream, stream
        version, type and entry bytes. The caller holds the write lock.
        """
        columns = "rowid, originator_id, originator_version, topic, state"
        insert(cursor, self.events_table_name, columns, values)


def _text(originator_id: UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, UUID) else originator_id
