"""What the database alone needs for the rows of the peer's events: the floor of the append.

The table is the library's, with its keys, and the rows are those that ``Application.save``
would put into it, made before the clock starts. Each call is a transaction that waits for
the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import psycopg
from eventsourcing.persistence import StoredEvent

from bench.address import is_url
from bench.measure import seconds
from bench.peers import save
from bench.worker import Steps

COLUMNS: Final = "originator_id, originator_version, topic, state"

Rows: TypeAlias = Sequence[tuple[Any, ...]]


class File:
    """SQLite, with the settings that the library's connections have."""

    ways = ("executemany",)

    def __init__(self, address: str, table: str) -> None:
        self._connection = sqlite3.connect(f"{address}/{save.PART}.db", isolation_level=None)
        self._insert = f"INSERT INTO {table} ({COLUMNS}) VALUES (?, ?, ?, ?)"

    def row(self, event: StoredEvent) -> tuple[Any, ...]:
        """The event as the library binds it."""
        return event.originator_id.hex, event.originator_version, event.topic, event.state

    def executemany(self, rows: Rows) -> None:
        """One transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(self._insert, rows)
        self._connection.execute("COMMIT")


class Schema:
    """PostgreSQL, with the driver's own settings."""

    ways = ("executemany", "copy")

    def __init__(self, address: str, table: str) -> None:
        self._connection = psycopg.connect(address)
        table = f"{save.PART}.{table}"
        self._insert = f"INSERT INTO {table} ({COLUMNS}) VALUES (%s, %s, %s, %s)"
        self._copy = f"COPY {table} ({COLUMNS}) FROM STDIN (FORMAT BINARY)"

    def row(self, event: StoredEvent) -> tuple[Any, ...]:
        """The event as the driver binds it."""
        return event.originator_id, event.originator_version, event.topic, event.state

    def executemany(self, rows: Rows) -> None:
        """One transaction, which the driver sends as a pipeline."""
        self._connection.cursor().executemany(self._insert, rows)
        self._connection.commit()

    def copy(self, rows: Rows) -> None:
        """One transaction."""
        with self._connection.cursor().copy(self._copy) as copy:
            copy.set_types(("uuid", "int8", "text", "bytea"))
            for row in rows:
                copy.write_row(row)
        self._connection.commit()


class Side(save.Side):
    """The application that is saved to, past which its rows are inserted."""

    def open(self, address: str, streams: int) -> None:
        """Make the application's tables and open its aggregates, which is not measured."""
        super().open(address, streams)
        table = self._app.recorder.events_table_name
        self._floor = Schema(address, table) if is_url(address) else File(address, table)

    def ways(self) -> Sequence[str]:
        """The steps that this database has."""
        return self._floor.ways

    def executemany(self, count: int, at_once: int) -> float:
        """Seconds to insert ``count`` rows, ``at_once`` in a call."""
        calls = self._calls(count, at_once)
        return seconds(lambda: [self._floor.executemany(call) for call in calls])

    def copy(self, count: int, at_once: int) -> float:
        """The same with COPY."""
        calls = self._calls(count, at_once)
        return seconds(lambda: [self._floor.copy(call) for call in calls])

    def _calls(self, count: int, at_once: int) -> list[Rows]:
        stored = map(self._app.mapper.to_stored_event, self._events(count))
        rows = list(map(self._floor.row, stored))
        return [rows[at : at + at_once] for at in range(0, count, at_once)]


SIDE: Final = Side()
STEPS: Final[Steps] = {
    "open": SIDE.open,
    "ways": SIDE.ways,
    "executemany": SIDE.executemany,
    "copy": SIDE.copy,
}
