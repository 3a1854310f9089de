"""How PostgreSQL spells the tables, keeps them insert-only and numbers their versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ledger.store.database import Cursor
from ledger.store.postgresql.roles import lend


class PostgreSQLDialect:
    """The dialect of a schema; its table ``tables_version`` has a row for each version."""

    words: Mapping[str, str] = {
        "number": "BIGINT",
        "text": 'TEXT COLLATE "C"',  # the order of code points, as on SQLite, whatever the server's
        "bytes": "BYTEA",
        "interned": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "numbered": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        # A foreign key locks the row it refers to, one by one: it takes half of a bulk load.
        "of_entry": "",
        "of_source": "",
        "without_rowid": "",
    }

    def guards(self, table: str, *, rows: bool) -> Iterable[str]:
        """A trigger that refuses to change or, with ``rows``, delete any row of ``table``."""
        yield (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        changes = "UPDATE OR DELETE OR TRUNCATE" if rows else "UPDATE"
        yield (
            f"CREATE TRIGGER {table}_is_kept BEFORE {changes} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )

    def version(self, cursor: Cursor) -> int:
        """The version of the tables; 0 where there are none."""
        cursor.execute("SELECT coalesce(max(version), 0) FROM tables_version")
        return int(cursor.fetchone()[0])

    def set_version(self, cursor: Cursor, version: int) -> None:
        """Note that the tables are at ``version`` now."""
        cursor.execute("INSERT INTO tables_version (version) VALUES (?)", (version,))

    def lend(self, cursor: Cursor) -> None:
        """Give the roles their rights, where they were created."""
        lend(cursor)


DIALECT: Final = PostgreSQLDialect()
