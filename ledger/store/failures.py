"""What can be wrong with a ledger as a whole; what is wrong with one event is a `Refused`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from eventsourcing.persistence import ConnectionUnavailableError, IntegrityError, PersistenceError

BatchCode = Literal["LEDGER_BUSY", "LEDGER_MOVED", "CLOCK_BEHIND", "STORAGE_FAILED"]

DAMAGED: Final = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
"""SQLite's primary result codes for a file that no longer is the database it was."""

MOVED: Final = "the ledger was moved to "
"""How the database begins to refuse what is written to a ledger that was moved."""

_BUSY: Final = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        "55P03",  # lock_not_available: the lock timeout has passed
        "40P01",  # deadlock_detected: with somebody who locks tables of the ledger by hand
    )
)
_CORRUPT: Final = DAMAGED | {
    "XX001",  # data_corrupted
    "XX002",  # index_corrupted
    "42P01",  # undefined_table: the schema was dropped, or another put in its place
    "42703",  # undefined_column
}
"""Result codes of SQLite and SQLSTATEs of PostgreSQL (its manual, appendix A)."""


_PLAINLY: Final = "the storage of the ledger failed; the log of the service says how"


class StoreUnavailable(Exception):
    """Nothing of the batch was recorded; the same events may be sent again as they are.

    ``code`` stands in the catalogue of codes.
    """

    def __init__(self, code: BatchCode, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    @property
    def plainly(self) -> str:
        """The detail for whoever is not to hear the database's words, which may name its host."""
        return _PLAINLY if self.code == "STORAGE_FAILED" else self.detail


class CorruptLedger(Exception):
    """What is stored cannot have been written by the store: stop, and verify the ledger."""


class FileReplaced(PersistenceError):
    """Another file stands where the database was opened: what is written now would be lost."""


class FileSucceeded(PersistenceError):
    """The path leads to another file now, as a restore lets it: that one can be opened."""


class LedgerReplaced(StoreUnavailable):
    """Another ledger was put in the place of this one just now; the next append is to that one."""

    def __init__(self) -> None:
        super().__init__("LEDGER_BUSY", "another ledger was put in the place of this one just now")


class NoLedger(Exception):
    """There is no ledger at this place."""


class LedgerExists(Exception):
    """There is a ledger at this place already."""


class UnknownFormat(Exception):
    """The ledger was written by another release, which this one cannot read."""


@contextmanager
def database_failures() -> Iterator[None]:
    """Let a failure of the database out as :class:`StoreUnavailable` or :class:`CorruptLedger`."""
    try:
        yield
    except PersistenceError as failure:
        raise named(failure) from failure


def named(failure: PersistenceError) -> StoreUnavailable | CorruptLedger:
    """What a failure of the database means to the caller of the store."""
    code = getattr(failure.__cause__, "sqlstate", None) or primary_code(failure.__cause__)
    if isinstance(failure, ConnectionUnavailableError) or code in _BUSY:
        return StoreUnavailable("LEDGER_BUSY", "another writer held the lock for too long")
    if isinstance(failure, FileSucceeded):
        return LedgerReplaced()
    if MOVED in str(failure):
        return StoreUnavailable("LEDGER_MOVED", str(failure).splitlines()[0])
    if isinstance(failure, IntegrityError | FileReplaced) or code in _CORRUPT:
        return CorruptLedger(str(failure))
    return StoreUnavailable("STORAGE_FAILED", str(failure))


def primary_code(error: BaseException | None) -> int | None:
    """SQLite's primary result code of ``error``: the low byte of the extended one."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF
