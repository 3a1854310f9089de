"""Backups: a ledger as one file, taken while it is written to.

A backup is a database of SQLite with the very tables of a ledger, whatever database that is kept
in. It holds everything: the entries, the secret under which duplicates are told, the openings of
personal fields, and the messages in quarantine.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ledger.store.check import check
from ledger.store.copying import Report, copy_ledger, silent
from ledger.store.entries import read_head
from ledger.store.failures import database_failures
from ledger.store.identity import Identity, read_identity
from ledger.store.ledger import Ledger
from ledger.store.sqlite.backup_file import new_backup, reading, sha256_of
from ledger.store.tables import migrate


class Backup(NamedTuple):
    """A backup that was checked: whose it is, how many entries it holds, and the file's hash."""

    path: Path
    identity: Identity
    entries: int
    size_bytes: int
    sha256: str


def back_up(ledger: Ledger, path: Path, report: Report = silent) -> Backup:
    """The ledger as it stands now, as a file at ``path``, checked.

    Raises FileExistsError where there is one, ``BadBackup`` where the ledger is damaged.
    """
    with new_backup(path) as database:
        with database_failures(), database.transaction(commit=True) as cursor:
            migrate(database, cursor)
        with ledger.snapshot() as cursor:
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
        entries = read_head(cursor).position + 1
    return Backup(path, identity, entries, path.stat().st_size, sha256_of(path))
