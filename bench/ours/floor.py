"""What the database alone needs for the rows of a rebuild: they are there before it begins.

They go into a generation of their own, whose tables, indexes and settings are those of a
rebuild, as fast as the driver can hand them over.
"""

from __future__ import annotations

from typing import Any, Final

from psycopg.sql import SQL, Identifier

from bench.measure import seconds
from bench.ours.feed import Clock, directory
from bench.ours.read_model import looked_into, place_in
from bench.worker import Steps
from projections.read_model.database import WritingConnection
from projections.read_model.sqlite.connections import FileConnection

TABLES: Final = (
    *("plan", "kind", "field", "event_type", "stream"),
    *("entity", "event", "field_value"),
)
"""The tables with rows; which fields an entity has is gathered from them by every load."""


class Side:
    """The rows of one read model, loaded once more for each run."""

    def open(self, address: str) -> None:
        """Take the rows of the read model at ``address``, which is not measured."""
        home = directory(address, Clock()).home
        self._place = place_in(home)
        with looked_into(home) as read_model:
            self._rows = {
                table: [tuple(row) for row in read_model.execute(f"SELECT * FROM {table}")]
                for table in TABLES
            }

    def load(self) -> float:
        """Seconds to load them all, indexes included."""
        number = self._place.fresh()
        took = seconds(lambda: self._load(number))
        self._place.drop(number)
        return took

    def _load(self, number: int) -> None:
        with self._place.loading(number) as connection:
            insert = _executemany if isinstance(connection, FileConnection) else _copy
            for table, rows in self._rows.items():
                insert(connection, table, rows)


def _executemany(connection: FileConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    marks = ",".join("?" * len(rows[0]))
    connection.raw.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _copy(connection: WritingConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    statement = SQL("COPY {} FROM STDIN").format(Identifier(table))
    with connection.raw.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


SIDE: Final = Side()
STEPS: Final[Steps] = {"open": SIDE.open, "load": SIDE.load}
