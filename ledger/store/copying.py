"""A ledger's rows carried from one database into another, whichever the two are.

Everything is read in one transaction, and so as it stood at one moment, while writers go on; it is
written page by page, so that memory depends on the size of a page and not of a ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from ledger.store.database import Cursor, Database, Value
from ledger.store.feeds import FEED_COLUMNS
from ledger.store.incidents import INCIDENT_COLUMNS
from ledger.store.parking import PARKED_COLUMNS
from ledger.store.quarantine import QUARANTINE_COLUMNS
from ledger.store.tables import EVENT

Key: TypeAlias = tuple[Any, ...]
"""The values of a row's key."""

Report: TypeAlias = Callable[[int, int], None]
"""Told how many entries are done, and how many there are."""


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


class Table(NamedTuple):
    """A table of a ledger: its columns, of which the first ``keys`` are its key in order.

    ``page``: so many rows at once, that the largest of them fit into memory. A column with NULLs
    goes with pages below ten (see `Cursor.insert`).
    """

    name: str
    columns: str
    keys: int = 1
    page: int = 2_000


EVENTS: Final = Table("stored_events", EVENT, page=1_000)
LEAVES: Final = Table("stored_events", "notification_id, recorded_us, leaf_hash")
INBOX: Final = Table("inbox", "source_id, id, digest, position", keys=2)
OPENINGS: Final = Table("opening", "position, pointer, commitment, salt, value", keys=2)
GROWING: Final = (Table("source", "source_id, source"), EVENTS, INBOX, OPENINGS)
"""What grows with the log, and of which only openings are ever deleted."""

QUARANTINE: Final = Table("quarantine", f"id, {QUARANTINE_COLUMNS}", page=4)
FEEDS: Final = Table("feed", FEED_COLUMNS, keys=3)
INCIDENTS: Final = Table("incident", INCIDENT_COLUMNS, page=4)
STANDING: Final = (
    Table("role", "key, label"),
    Table("epoch", "epoch, first_position, began_us"),
    QUARANTINE,
    FEEDS,
    Table("parked", f"id, {PARKED_COLUMNS}", page=50),
    INCIDENTS,
    Table("outbox", "only_row, position, epoch, letter"),
)
"""What changes in place."""

IDENTITY: Final = "only_row, council, origin, epoch, secret, created_us, format"
"""The identity comes last: a ledger without one is none yet."""


def pages(
    cursor: Cursor, table: Table, after: Key | None = None, where: str = ""
) -> Iterator[Sequence[Any]]:
    """The rows of ``table`` in order of their key, from ``after`` (excluded) on, page by page.

    ``where`` narrows them.
    """
    names = table.columns.split(", ")[: table.keys]
    key, marks = ", ".join(names), ", ".join("?" * table.keys)
    while True:
        tests = [where] if where else []
        if after is not None:
            tests.append(f"({key}) > ({marks})")
        clause = f"WHERE {' AND '.join(tests)} " if tests else ""
        cursor.execute(
            f"SELECT {table.columns} FROM {table.name} {clause}ORDER BY {key} LIMIT {table.page}",
            after or (),
        )
        rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after = tuple(rows[-1][: table.keys])


def copy_tables(
    cursor: Cursor,
    target: Database,
    tables: Iterable[Table],
    report: Report = silent,
) -> None:
    """Copy the rows of ``tables`` that ``cursor`` sees into ``target``, which has none of them."""
    total = count(cursor, EVENTS)
    done = 0
    report(0, total)
    for table in tables:
        for rows in pages(cursor, table):
            insert(target, table, rows)
            if table is EVENTS:
                done += len(rows)
                report(done, total)


def insert(target: Database, table: Table, rows: Sequence[Sequence[Value]]) -> None:
    """Insert one page in a transaction of its own."""
    with target.transaction(commit=True) as cursor:
        cursor.insert(table.name, table.columns, [value for row in rows for value in row])


def last_key(cursor: Cursor, table: Table) -> Key | None:
    """The key of the last row of ``table``; None where it has none."""
    names = table.columns.split(", ")[: table.keys]
    order = ", ".join(f"{name} DESC" for name in names)
    cursor.execute(f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {order} LIMIT 1")
    row = cursor.fetchone()
    return None if row is None else tuple(row)


def count(cursor: Cursor, table: Table) -> int:
    """How many rows ``table`` has."""
    cursor.execute(f"SELECT count(*) FROM {table.name}")
    return int(cursor.fetchone()[0])


def copy_identity(cursor: Cursor, target: Cursor, epoch: int | None = None) -> None:
    """Copy the identity, which makes ``target`` a ledger; with another ``epoch`` where given."""
    cursor.execute(f"SELECT {IDENTITY} FROM identity")
    row = list(cursor.fetchone())
    if epoch is not None:
        row[3] = epoch
    target.insert("identity", IDENTITY, row)


def copy_ledger(cursor: Cursor, target: Database, report: Report = silent) -> None:
    """Copy all of the ledger that ``cursor`` sees into ``target``, whose tables are empty."""
    copy_tables(cursor, target, (*GROWING, *STANDING), report)
    with target.transaction(commit=True) as written:
        copy_identity(cursor, written)


def forget_erased(cursor: Cursor, target: Database, below: int) -> None:
    """Delete from ``target`` the openings of entries below a position that ``cursor`` has no more.

    They were erased where it reads since ``target`` was filled.
    """
    with target.transaction(commit=True) as written:
        for rows in pages(written, OPENINGS, where=f"position < {below}"):
            cursor.execute(
                "SELECT position, pointer FROM opening WHERE position BETWEEN ? AND ?",
                (rows[0][0], rows[-1][0]),
            )
            left = {tuple(row) for row in cursor.fetchall()}
            for position, pointer, *_ in rows:
                if (position, pointer) not in left:
                    written.execute(
                        "DELETE FROM opening WHERE position = ? AND pointer = ?",
                        (position, pointer),
                    )


def number_on(database: Database, cursor: Cursor) -> None:
    """Let new rows be numbered from where the copied ones end."""
    database.dialect.number_on(cursor, "source", "source_id")
    for table in ("quarantine", "parked", "incident"):
        database.dialect.number_on(cursor, table, "id")
