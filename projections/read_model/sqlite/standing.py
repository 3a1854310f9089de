"""Which file of a read model stands at its path, which is kept, and how they change places.

The path is a link to ``<stem>.<number>.db``; a second link, ``<stem>.kept.db``, leads to the
one that can be put back. A file that neither leads to is what a broken-off rebuild left.
"""

from __future__ import annotations

import re
from pathlib import Path

from ledger.store.sqlite.files import lead, remove, remove_log


def file_of(path: Path, number: int) -> Path:
    """The file of a generation; number 0 is a plain file at ``path`` itself."""
    return path.with_name(f"{path.stem}.{number}{path.suffix}") if number else path


def standing(path: Path) -> int | None:
    """The number of the generation that ``path`` leads to; None where it leads nowhere."""
    if path.is_symlink():
        return _number(path, path.readlink().name)
    return 0 if path.exists() else None


def kept(path: Path) -> int | None:
    """The number of the generation that can be put back; None where there is none."""
    link = _kept_link(path)
    number = _number(path, link.readlink().name) if link.is_symlink() else None
    there = number is not None and link.exists() and number != standing(path)
    return number if there else None


def fresh(path: Path) -> int:
    """A number that no file beside ``path`` has; files that nothing leads to are removed."""
    in_use = {standing(path), kept(path)}
    number = unused(path)
    for each in _numbers(path):
        if each not in in_use:
            remove(file_of(path, each))
    return number


def unused(path: Path) -> int:
    """A number that no file beside ``path`` has."""
    return max(_numbers(path), default=0) + 1


def stand(path: Path, number: int, *, keep_old: bool) -> None:
    """Let ``path`` lead to another file from one moment to the next.

    Who still has the old file open goes on with it undisturbed, and looks up the path
    before the next question. A plain file at ``path`` cannot be kept: the link takes its name.
    """
    old, older = standing(path), kept(path)
    lead(path, file_of(path, number))
    if keep_old and old:
        lead(_kept_link(path), file_of(path, old))
    else:
        _kept_link(path).unlink(missing_ok=True)
    dropped = (older,) if keep_old else (older, old)
    for each in dropped:
        if each and each != number:
            remove(file_of(path, each))
    if old == 0:
        remove_log(path)


def stand_first(path: Path, number: int) -> bool:
    """Let ``path`` lead to a first generation; False where it leads somewhere already."""
    try:
        path.symlink_to(file_of(path, number).name)
    except FileExistsError:
        return False
    return True


def drop(path: Path, number: int) -> None:
    """Remove a generation that does not stand."""
    if number == kept(path):
        _kept_link(path).unlink()
    remove(file_of(path, number))


def _kept_link(path: Path) -> Path:
    return path.with_name(f"{path.stem}.kept{path.suffix}")


def _numbers(path: Path) -> list[int]:
    found = (_number(path, each.name) for each in path.parent.iterdir())
    return [number for number in found if number is not None]


def _number(path: Path, name: str) -> int | None:
    match = re.fullmatch(rf"{re.escape(path.stem)}\.(\d+){re.escape(path.suffix)}", name)
    return None if match is None else int(match[1])
