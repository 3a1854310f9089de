"""A disk that runs full when a test says so."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tests.services.guarded import new_folder
from tests.services.missing import Missing

MOUNT: Final = ("mount", "-t", "tmpfs", "tmpfs")


class SmallDisk:
    """A file system of its own at ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def leave(self, size: int) -> None:
        """Leave so many bytes of room."""
        found = os.statvfs(self.folder)
        with self._ballast.open("ab") as written:
            written.write(bytes(max(0, found.f_bavail * found.f_bsize - size)))

    def make_room(self) -> None:
        """Give back all the room that :meth:`leave` took."""
        self._ballast.unlink()


@contextmanager
def small_disk(size: int, owner: int | None) -> Iterator[SmallDisk]:
    """A disk of ``size`` bytes in memory; raises :class:`Missing` where none can be mounted."""
    folder = new_folder(owner)
    try:
        _as_root(*MOUNT, str(folder), "-o", f"size={size},mode=700,uid={owner or os.getuid()}")
        try:
            yield SmallDisk(folder)
        finally:
            _as_root("umount", "--lazy", str(folder))
    finally:
        with suppress(OSError):
            folder.rmdir()


def _as_root(*command: str) -> None:
    before = () if os.geteuid() == 0 else ("sudo", "-n")
    try:
        done = subprocess.run([*before, *command], capture_output=True, text=True, check=False)
    except FileNotFoundError as reason:
        raise Missing(f"no disk can be mounted here: {reason}") from None
    if done.returncode:
        raise Missing(f"no disk can be mounted here: {done.stderr.strip()}")
