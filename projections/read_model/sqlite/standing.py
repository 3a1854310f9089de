"""Which file of a read model stands at its path, and how another takes its place."""

from __future__ import annotations

import os
import re
from pathlib import Path


def fresh_path(path: Path) -> Path:
    """A name beside ``path`` that no read model has; what a broken-off rebuild left is removed."""
    numbered = re.compile(rf"{re.escape(path.stem)}\.(\d+){re.escape(path.suffix)}")
    standing = _standing(path)
    taken = 0
    for each in list(path.parent.iterdir()):
        match = numbered.fullmatch(each.name)
        if match is not None:
            taken = max(taken, int(match[1]))
            if each.name != standing.name:
                remove(each)
    return path.with_name(f"{path.stem}.{taken + 1}{path.suffix}")


def _standing(path: Path) -> Path:
    """The file that ``path`` leads to, in the same folder."""
    return path.with_name(path.readlink().name) if path.is_symlink() else path


def put_in_place(path: Path, fresh: Path) -> None:
    """Let ``path`` lead to ``fresh`` from one moment to the next, and drop what it led to.

    Who still has the old file open goes on with it undisturbed, and looks up the path
    before the next question.
    """
    old = _standing(path)
    link = fresh.with_suffix(".link")
    link.unlink(missing_ok=True)
    link.symlink_to(fresh.name)
    link.replace(path)
    _sync_folder(path.parent)
    if old == path:
        _remove_log(old)
    else:
        remove(old)


def _sync_folder(folder: Path) -> None:
    """Let the new link outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(database: Path) -> None:
    """Remove a read model's file and its log; nothing where they are gone already."""
    database.unlink(missing_ok=True)
    _remove_log(database)


def _remove_log(database: Path) -> None:
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
