"""A ledger's file in the making, and how it takes the place of the one that stands.

A ledger that was never restored is the file ``ledger.db``. From the first restore on that name is a
symbolic link to ``ledger.<epoch>.db``: a log beside a file goes by the file's own name, so that the
log of one is never taken for that of another. Whoever puts one in place holds the write lock of the
other, and who waits for that lock looks where the link leads once he has it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from ledger.store.home import Over, StagingUnderWay
from ledger.store.sqlite.datastore import LedgerDatastore
from ledger.store.sqlite.files import lead, log, remove, remove_log, settle, sync

FILE: Final = "ledger.db"
STAGED_FILE: Final = "staged.db"
LOCK_FILE: Final = "staged.lock"
_NUMBERED: Final = re.compile(r"ledger\.([0-9]+)\.db")


class StagedFile:
    """A file beside ``ledger.db``."""

    def __init__(self, folder: Path, database: LedgerDatastore) -> None:
        self._folder = folder
        self.database = database

    def put_in_place(self, epoch: int, over: Over | None) -> None:
        """Let it be the ledger of its council from one moment to the next."""
        self.database.close()
        staged, path = self._folder / STAGED_FILE, self._folder / FILE
        settle(staged, "WAL")
        if not path.exists():
            staged.rename(path)
            sync(self._folder)
            return
        if over is not None and not path.is_symlink():
            _link_aside(path, numbered(self._folder, over.epoch))
        target = numbered(self._folder, epoch)
        remove(target)
        staged.rename(target)
        lead(path, target)
        remove_log(path)


@contextmanager
def staging(folder: Path, lock_timeout_s: float) -> Iterator[StagedFile]:
    """A new, empty file in ``folder``, for one process at a time, removed at the end."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / STAGED_FILE
    with _alone(folder / LOCK_FILE):
        remove(path)
        uri = f"{path.absolute().as_uri()}?mode=rwc"
        database = LedgerDatastore(uri, lock_timeout_s=lock_timeout_s)
        try:
            yield StagedFile(folder, database)
        finally:
            database.close()
            remove(path)


def numbered(folder: Path, epoch: int) -> Path:
    """The file of the ledger of an epoch that a restore began, or ended."""
    return folder / f"ledger.{epoch}.db"


def kept_aside(folder: Path) -> list[int]:
    """The epochs of the files in ``folder`` that do not stand, in order."""
    standing = folder / FILE
    found = [
        (int(match[1]), path)
        for path in folder.glob("ledger.*.db")
        if (match := _NUMBERED.fullmatch(path.name))
    ]
    return sorted(epoch for epoch, path in found if not path.samefile(standing))


def _link_aside(path: Path, aside: Path) -> None:
    """A second name for ``path`` and its log: whoever still has them open goes on unharmed."""
    remove(aside)
    for suffix in ("-wal", ""):
        source = log(path, suffix)
        if source.exists():
            log(aside, suffix).hardlink_to(source)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """The lock, which ends with the process that holds it."""
    with closing(sqlite3.connect(lock, isolation_level=None, timeout=0)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as failure:
            raise StagingUnderWay(lock.parent.name) from failure
        yield
