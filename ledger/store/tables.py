"""The tables of a ledger's database.

``stored_events`` is the library's. Of all tables only ``opening`` is ever deleted from,
and only ``identity``, ``role`` and ``quarantine`` are ever updated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from eventsourcing.sqlite import SQLiteCursor

from ledger.store.failures import UnknownFormat


def insert_only(table: str) -> tuple[str, str]:
    """The triggers that refuse to change or delete a row of ``table``."""
    return no_update(table), (
        f"CREATE TRIGGER IF NOT EXISTS {table}_keeps_rows BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )


def no_update(table: str) -> str:
    """The trigger that refuses to change a row of ``table``."""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_keeps_values BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )


_FIRST: Final = (
    """CREATE TABLE identity (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        council TEXT NOT NULL,
        origin TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        secret BLOB NOT NULL,
        created_us INTEGER NOT NULL,
        format TEXT NOT NULL
    )""",
    "CREATE TABLE role (key TEXT PRIMARY KEY, label TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE ledger_entry (
        position INTEGER PRIMARY KEY CHECK (position >= 0),
        recorded_us INTEGER NOT NULL,
        leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)
    )""",
    "CREATE TABLE source (source_id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE)",
    """CREATE TABLE inbox (
        source_id INTEGER NOT NULL REFERENCES source,
        id TEXT NOT NULL,
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        position INTEGER NOT NULL REFERENCES ledger_entry,
        PRIMARY KEY (source_id, id)
    ) WITHOUT ROWID""",
    """CREATE TABLE opening (
        position INTEGER NOT NULL REFERENCES ledger_entry,
        pointer TEXT NOT NULL,
        commitment TEXT NOT NULL,
        salt BLOB NOT NULL CHECK (length(salt) = 32),
        value TEXT NOT NULL,
        PRIMARY KEY (position, pointer)
    ) WITHOUT ROWID""",
    """CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        digest BLOB NOT NULL UNIQUE,
        code TEXT NOT NULL,
        pointer TEXT NOT NULL,
        detail TEXT NOT NULL,
        body BLOB NOT NULL,
        size INTEGER NOT NULL,
        headers TEXT NOT NULL,
        channel TEXT NOT NULL,
        coordinates TEXT NOT NULL,
        source TEXT,
        event_id TEXT,
        type TEXT,
        subject TEXT,
        count INTEGER NOT NULL DEFAULT 1,
        first_us INTEGER NOT NULL,
        last_us INTEGER NOT NULL,
        replayed_position INTEGER
    )""",
    "CREATE INDEX quarantine_code ON quarantine (code, id)",
    no_update("opening"),
    *(
        statement
        for table in ("ledger_entry", "source", "inbox")
        for statement in insert_only(table)
    ),
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (_FIRST,)
"""What each version of the tables adds to the one before; nothing is ever taken away."""


def migrate(cursor: SQLiteCursor, recorder_statements: Iterable[str]) -> None:
    """Bring the tables to the newest version, in the transaction of ``cursor``.

    Raises :class:`UnknownFormat` where a newer release has been here.
    """
    version = stored_version(cursor)
    if version > len(MIGRATIONS):
        msg = f"the tables have version {version}, this release knows {len(MIGRATIONS)}"
        raise UnknownFormat(msg)
    if version == len(MIGRATIONS):
        return
    for statement in (*recorder_statements, *sum(MIGRATIONS[version:], ())):
        cursor.execute(statement)
    cursor.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def stored_version(cursor: SQLiteCursor) -> int:
    """The version of the tables; 0 where there are none."""
    cursor.execute("PRAGMA user_version")
    return int(cursor.fetchone()[0])
