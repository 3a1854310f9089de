"""A ledger moved from one database to another, with every byte, in the same epoch.

Most of it is copied while writers go on. The rest is copied under the write lock; before that is
given back, the database itself is told to refuse whatever is written to the ledger from then on. So
at no moment do two ledgers take events. A move that is broken off is finished by moving again.
"""

from __future__ import annotations

from contextlib import closing
from typing import Final, NamedTuple

from ledger.moments import Clock
from ledger.store.copying import (
    EVENTS,
    GROWING,
    INBOX,
    STANDING,
    Report,
    copy_identity,
    copy_tables,
    forget_erased,
    insert,
    last_key,
    number_on,
    pages,
    silent,
)
from ledger.store.database import Cursor, Database
from ledger.store.entries import read_head
from ledger.store.failures import MOVED, LedgerExists, NoLedger, database_failures
from ledger.store.home import Home
from ledger.store.identity import read_identity
from ledger.store.tables import migrate

_ALL: Final = (*GROWING, *STANDING)


class Moved(NamedTuple):
    """A ledger that was moved: how many entries it has, in which epoch, and where it is now."""

    entries: int
    epoch: int
    destination: str


class MovedElsewhere(Exception):
    """The ledger was moved to another place than this one."""


def read_moved(cursor: Cursor) -> str | None:
    """Where the ledger was moved to; None where it still takes events."""
    cursor.execute("SELECT destination FROM moved")
    row = cursor.fetchone()
    return None if row is None else str(row[0])


def move(
    source: Home, target: Home, council: str, *, clock: Clock, report: Report = silent
) -> Moved:
    """Move the ledger of ``council`` from ``source`` to ``target``.

    Raises ``NoLedger`` where there is none, ``LedgerExists`` where the target has one that did not
    come by this move, :class:`MovedElsewhere`, ``StagingUnderWay``.
    """
    with database_failures(), closing(source.open(council)) as database:
        with database.transaction(commit=True) as cursor:
            migrate(database, cursor)
            destination = read_moved(cursor)
        if destination not in (None, target.name):
            raise MovedElsewhere(destination)
        if not _stands(target, council):
            _move(database, target, council, clock, report)
        elif destination is None:
            raise LedgerExists(council)
        with database.transaction(commit=False) as cursor:
            entries, epoch = read_head(cursor).position + 1, read_identity(cursor)[0].epoch
    return Moved(entries, epoch, target.name)


def take_back(source: Home, target: Home, council: str) -> None:
    """Let a ledger whose move was broken off take events again where it was.

    Raises ``LedgerExists`` where the target has it after all.
    """
    if _stands(target, council):
        raise LedgerExists(council)
    with (
        database_failures(),
        closing(source.open(council)) as database,
        database.transaction(commit=True) as cursor,
    ):
        migrate(database, cursor)
        destination = read_moved(cursor)
        if destination not in (None, target.name):
            raise MovedElsewhere(destination)
        if destination is not None:
            for table in _ALL:
                for statement in database.dialect.thawed(table.name):
                    cursor.execute(statement)
            cursor.execute("DELETE FROM moved")


def _stands(home: Home, council: str) -> bool:
    try:
        database = home.open(council)
    except NoLedger:
        return False
    with closing(database), database.transaction(commit=False) as cursor:
        return database.dialect.version(cursor) > 0


def _move(database: Database, target: Home, council: str, clock: Clock, report: Report) -> None:
    with target.staging(council) as staged:
        with staged.database.transaction(commit=True) as written:
            migrate(staged.database, written)
        with database.transaction(commit=False) as cursor:
            copy_tables(cursor, staged.database, GROWING, report)
        with database.transaction(commit=True) as cursor:
            _copy_rest(cursor, staged.database)
            epoch = read_identity(cursor)[0].epoch
            if read_moved(cursor) is None:
                _close(cursor, database, target.name, clock())
        staged.put_in_place(epoch, None)


def _copy_rest(cursor: Cursor, target: Database) -> None:
    """What came since the first copy was begun, and what changes in place."""
    with target.transaction(commit=False) as copied:
        reached = {table.name: last_key(copied, table) for table in GROWING}
    (copied_before,) = reached[EVENTS.name] or (0,)
    for table in GROWING:
        if table is INBOX:  # whose key does not grow
            rest = pages(cursor, table, where=f"position >= {copied_before}")
        else:
            rest = pages(cursor, table, reached[table.name])
        for rows in rest:
            insert(target, table, rows)
    forget_erased(cursor, target, copied_before)
    copy_tables(cursor, target, STANDING)
    with target.transaction(commit=True) as written:
        copy_identity(cursor, written)
        number_on(target, written)


def _close(cursor: Cursor, database: Database, destination: str, now_us: int) -> None:
    """Let the database refuse every change of the ledger from the end of this transaction on."""
    for table in _ALL:
        for statement in database.dialect.frozen(table.name, MOVED + destination):
            cursor.execute(statement)
    cursor.execute(
        "INSERT INTO moved (only_row, destination, moved_us) VALUES (1, ?, ?)",
        (destination, now_us),
    )
