"""The view of the runner in a schema of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final

import psycopg
from eventsourcing.postgres import PostgresTrackingRecorder
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from bench.peers.view import View
from projections.read_model.batch import Batch
from projections.read_model.database import Parameters
from projections.read_model.postgresql.connections import SchemaConnection
from projections.read_model.postgresql.dialect import for_driver
from projections.read_model.postgresql.load import hide, note_fields, write
from projections.read_model.postgresql.tables import create_indexes, create_tables, gather_fields

_NOTHING: Final[Parameters] = {}
_ENTER: Final = SQL("SET search_path = {}")


class ViewConnection(SchemaConnection):
    """Writes as our live projection does; the library's connections give rows by name."""

    def execute(self, statement: str, parameters: Parameters = _NOTHING, /) -> Any:  # noqa: ANN401
        """Execute one statement."""
        cursor = self.raw.cursor(row_factory=tuple_row)
        return cursor.execute(for_driver(statement), parameters)

    def write(self, batch: Batch) -> None:
        """Write ``batch`` inside a transaction."""
        write(self.raw, batch)
        note_fields(self.raw, batch)
        hide(self.raw, batch.hidden)


class PostgreSQLView(View, PostgresTrackingRecorder):
    """Our read model's tables beside the library's own table of how far it has come."""

    settings: ClassVar[Mapping[str, str]] = {
        "FIELDROWS_POSTGRES_POOL_SIZE": "1",
        "FIELDROWS_POSTGRES_MAX_OVERFLOW": "0",
    }
    """One connection, so that the writer need not look up again what it has numbered."""

    @staticmethod
    @contextmanager
    def reading(address: str, part: str) -> Iterator[SchemaConnection]:
        """A connection to its schema."""
        with psycopg.connect(address, autocommit=True) as raw:
            raw.execute(_ENTER.format(Identifier(part)))
            connection = SchemaConnection(raw)
            with connection.snapshot():
                yield connection

    def create_table(self) -> None:
        """As the library does, on a connection that waits for the disk as it is told."""
        with self.datastore.get_connection() as connection:
            connection.execute(_ENTER.format(Identifier(self.datastore.schema)))
            connection.execute(f"SET synchronous_commit = {'on' if self.waits else 'off'}")
        super().create_table()

    def _create_table(self, curs: psycopg.Cursor[Any]) -> None:
        super()._create_table(curs)
        raw = self.raw_of(curs)
        create_tables(raw)
        create_indexes(raw)
        gather_fields(raw)

    def raw_of(self, cursor: psycopg.Cursor[Any]) -> psycopg.Connection[Any]:
        """The connection behind the cursor."""
        return cursor.connection

    def writing(self, raw: psycopg.Connection[Any]) -> ViewConnection:
        """As our live projection writes."""
        return ViewConnection(raw)
