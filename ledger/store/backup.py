"""Backups: a ledger, or what belongs to none, as one file, taken while it is written to.

A backup is a database of SQLite with the very tables of a ledger, whatever database that is kept
in. It holds everything: the entries, the secret under which duplicates are told, the openings of
personal fields, and the messages in quarantine.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ledger.store.check import check
from ledger.store.copying import QUARANTINE, Report, copy_ledger, count, silent
from ledger.store.entries import read_head
from ledger.store.failures import database_failures
from ledger.store.identity import Identity, read_identity
from ledger.store.ledger import Ledger
from ledger.store.sqlite.backup_file import new_backup, reading, sha256_of
from ledger.store.tables import migrate
from ledger.store.unrouted import NAME, Unrouted


class Backup(NamedTuple):
    """A backup that was checked: whose it is, what it holds, and the file's hash.

    ``entries`` of the log, ``refused`` messages in quarantine.
    """

    path: Path
    identity: Identity
    entries: int
    refused: int
    size_bytes: int
    sha256: str

    @property
    def is_unrouted(self) -> bool:
        """Whether it holds what belongs to no ledger."""
        return self.identity.council == self.identity.origin == NAME


def back_up(source: Ledger | Unrouted, path: Path, report: Report = silent) -> Backup:
    """The ledger, or what belongs to none, as it stands now, as a file at ``path``, checked.

    Raises FileExistsError where there is one, ``BadBackup`` where the ledger is damaged.
    """
    with new_backup(path) as database:
        with database_failures(), database.transaction(commit=True) as cursor:
            migrate(database, cursor)
        with source.snapshot() as cursor:
            copy_ledger(cursor, database, report)
        with database_failures(), database.transaction(commit=False) as cursor:
            check(cursor)
    return opened(path)


def opened(path: Path, report: Report | None = None) -> Backup:
    """The backup at ``path``; checked through and through where there is a ``report``.

    Raises ``BadBackup``.
    """
    with reading(path) as cursor:
        identity = read_identity(cursor)[0] if report is None else check(cursor, report)
        entries, refused = read_head(cursor).position + 1, count(cursor, QUARANTINE)
    return Backup(path, identity, entries, refused, path.stat().st_size, sha256_of(path))
