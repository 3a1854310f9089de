"""Which file a connection was opened on, and whether that one still stands at its path."""

from __future__ import annotations

import os
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit

from eventsourcing.persistence import OperationalError

from ledger.store.failures import FileReplaced

Stamp: TypeAlias = tuple[int, int]
"""Which file it is: its device and its inode."""


class OpenedFile(NamedTuple):
    """A file that was opened at ``path``.

    ``target`` is the path of the file itself, all links followed: its log goes by that name.
    """

    path: str
    target: str
    stamp: Stamp

    def is_current(self) -> bool:
        """Whether the path still leads to this file.

        Raises ``FileReplaced`` where another was moved over the file itself: both would share
        one log, so nothing more may be done here.
        """
        if stamp_of(self.path) == self.stamp:
            return True
        if os.path.realpath(self.path) == self.target:
            raise FileReplaced("another file stands in the place of the ledger: open it anew")
        return False


def stamp_of(path: str) -> Stamp:
    """Which file stands there now."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path would cost as much again
    except OSError as failure:
        raise OperationalError(f"the ledger cannot be found: {failure.strerror}") from failure
    return status.st_dev, status.st_ino


def path_of(db_name: str) -> str | None:
    """The file that a database's name or URI leads to; None where it is in memory."""
    uri = urlsplit(db_name)
    is_in_memory = ":memory:" in db_name or "mode=memory" in uri.query
    return None if is_in_memory else unquote(uri.path)
