"""How SQLite spells the tables, keeps them insert-only and numbers their versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ledger.store.database import Cursor


class SQLiteDialect:
    """The dialect of a database file; its ``user_version`` is that of the tables."""

    words: Mapping[str, str] = {
        "number": "INTEGER",
        "text": "TEXT",
        "bytes": "BLOB",
        "interned": "INTEGER PRIMARY KEY",
        "numbered": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "without_rowid": "WITHOUT ROWID",
    }

    def guards(self, table: str, *, rows: bool) -> Iterable[str]:
        """Triggers that refuse to change or, with ``rows``, delete a row of ``table``."""
        yield _refusing(f"{table}_keeps_values BEFORE UPDATE", table, f"{table} is insert-only")
        if rows:
            yield _refusing(f"{table}_keeps_rows BEFORE DELETE", table, f"{table} is insert-only")

    def frozen(self, table: str, reason: str) -> Iterable[str]:
        """Triggers that refuse every change of ``table`` and say ``reason``."""
        for change in _CHANGES:
            yield _refusing(f"{table}_frozen_{change} BEFORE {change}", table, reason)

    def thawed(self, table: str) -> Iterable[str]:
        """What drops those triggers."""
        for change in _CHANGES:
            yield f"DROP TRIGGER {table}_frozen_{change}"

    def version(self, cursor: Cursor) -> int:
        """The version of the tables; 0 where there are none."""
        cursor.execute("PRAGMA user_version")
        return int(cursor.fetchone()[0])

    def set_version(self, cursor: Cursor, version: int) -> None:
        """Note that the tables are at ``version`` now."""
        cursor.execute(f"PRAGMA user_version = {version}")

    def lend(self, cursor: Cursor) -> None:
        """A file has no roles: its owner alone can read and write it."""

    def number_on(self, cursor: Cursor, table: str, column: str) -> None:
        """Nothing: SQLite goes by the numbers that are there, and by the largest there ever was."""


DIALECT: Final = SQLiteDialect()


_CHANGES: Final = ("insert", "update", "delete")


def _refusing(trigger: str, table: str, reason: str) -> str:
    quoted = reason.replace("'", "''")
    return f"CREATE TRIGGER {trigger} ON {table} BEGIN SELECT RAISE(ABORT, '{quoted}'); END"
