"""Database files that are put where others find them: whole, on the disk, at one stroke."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

LOGS: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database in use."""


def log(database: Path, suffix: str) -> Path:
    """A file that belongs to ``database``."""
    return database.with_name(database.name + suffix)


def settle(database: Path, journal: str) -> None:
    """Bring all of ``database``, which nobody uses, into the one file, and that to the disk."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA journal_mode = {journal}")
    sync(database)


def sync(path: Path) -> None:
    """Let a file, or the names in a folder, outlast a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lead(path: Path, target: Path) -> None:
    """Let ``path`` lead to ``target`` beside it from one moment to the next."""
    link = target.with_suffix(".link")
    link.unlink(missing_ok=True)
    link.symlink_to(target.name)
    link.replace(path)
    sync(path.parent)


def remove(database: Path) -> None:
    """Remove a database and what belongs to it; nothing where they are gone already."""
    database.unlink(missing_ok=True)
    remove_log(database)


def remove_log(database: Path) -> None:
    """Remove what SQLite keeps beside ``database``, which nobody has open."""
    for suffix in LOGS:
        log(database, suffix).unlink(missing_ok=True)
