"""The library's recorder on SQLite, told the number of each event instead of inventing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from ledger.store.database import Cursor, Value, WhenSent
from ledger.store.parameters import marks
from ledger.store.sqlite.dialect import DIALECT
from ledger.store.sqlite.rows import insert
from ledger.store.tables import EVENT, STORED_EVENTS, spelled


class LedgerRecorder(SQLiteApplicationRecorder):
    """Stored events that are only ever inserted, each under a number that is given to it.

    ``originator_id`` is the stream's name, ``originator_version`` its 1-based version,
    ``topic`` the event type, ``state`` the entry's bytes, kept verbatim. What comes by the
    library's own interface is no entry: of that, the columns that are ours say nothing.
    """

    def construct_create_table_statements(self) -> list[str]:
        """The table as a ledger has it, insert-only."""
        return list(spelled(STORED_EVENTS, DIALECT))

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        **_: Any,  # noqa: ANN401 - the library's hook passes on what its callers add
    ) -> Sequence[int] | None:
        first = (self._max_notification_id(c) or 0) + 1
        numbers = range(first, first + len(stored_events))
        values: list[Value] = []
        for number, event in zip(numbers, stored_events, strict=True):
            values += number, _text(event.originator_id), event.originator_version, event.topic
            values += 0, bytes(32), event.state
        insert(c.sqlite_cursor, self.events_table_name, EVENT, values)
        return list(numbers)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """At most ``limit`` events in order of their numbers.

        The library asks for ``rowid``, which SQLite returns under the name of the column that
        holds it.
        """
        after = None if start is None else start - inclusive_of_start
        bounds = {"notification_id > ?": after, "notification_id <= ?": stop}
        given = {test: value for test, value in bounds.items() if value is not None}
        tests = [*given, *([f"topic IN ({marks(len(topics))})"] if topics else [])]
        where = f"WHERE {' AND '.join(tests)} " if tests else ""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                "SELECT notification_id, originator_id, originator_version, topic, state "
                f"FROM {self.events_table_name} {where}"
                "ORDER BY notification_id LIMIT ?",
                (*given.values(), *topics, limit),
            )
            return [
                Notification(
                    id=number,
                    originator_id=stream,
                    originator_version=version,
                    topic=topic,
                    state=state,
                )
                for number, stream, version, topic, state in cursor.fetchall()
            ]

    def insert_numbered(self, cursor: Cursor, values: Sequence[Value], when_sent: WhenSent) -> None:
        """Insert events under numbers that are given, each one more than the last.

        ``values``: `tables.EVENT` of each event in turn. The caller holds the write lock.
        """
        cursor.insert(self.events_table_name, EVENT, values, when_sent)


def _text(originator_id: UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, UUID) else originator_id
