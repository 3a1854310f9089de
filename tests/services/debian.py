"""Programs out of Debian's packages, unpacked into the checkout's build folder.

Nothing is installed, and nobody has to be root: apt keeps its lists and files there too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tests.services.missing import Missing

KEPT_IN: Final = Path(__file__).parents[2] / "build" / "debian"
FETCHED_WITHIN_S: Final = 300
SKIPPED: Final = ("--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
                  "--no-replaces", "--no-enhances")  # fmt: skip


class Program(NamedTuple):
    """A program, with what its environment needs beside ours."""

    path: Path
    environment: Mapping[str, str]


def program(name: str) -> Program:
    """The program of this machine, or that of Debian's package of the same name.

    Raises :class:`Missing` where neither can be had.
    """
    found = shutil.which(name)
    if found is not None:
        return Program(Path(found), {})
    folder = KEPT_IN / name
    if not folder.is_dir():
        _fetch(name, folder)
    libraries = sorted({str(each.parent) for each in folder.glob("usr/lib/**/*.so*")})
    return Program(folder / "usr" / "bin" / name, {"LD_LIBRARY_PATH": os.pathsep.join(libraries)})


def _fetch(name: str, folder: Path) -> None:
    for needed in ("apt-get", "apt-cache", "dpkg-query", "dpkg-deb"):
        if shutil.which(needed) is None:
            raise Missing(f"neither {name} nor Debian's {needed}")
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT_IN) as temporary:
        apt = _Apt(Path(temporary))
        made = apt.folder / "made"
        for package in apt.download(name):
            _run(["dpkg-deb", "--extract", str(package), str(made)], apt.folder)
        if not folder.is_dir():  # another worker may have been quicker
            made.rename(folder)


class _Apt:
    """apt with lists and files of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for each in ("lists/partial", "cache/archives/partial", "packages"):
            (folder / each).mkdir(parents=True)
        places = {"Dir::State::Lists": folder / "lists", "Dir::Cache": folder / "cache"}
        self._options = [f"--option={name}={path}" for name, path in places.items()]
        # Who runs as root would hand its files to a user that cannot get here.
        self._options.append("--option=APT::Sandbox::User=")

    def download(self, name: str) -> list[Path]:
        """The package and those that it depends on, save what is installed here."""
        self._apt("apt-get", "update")
        told = self._apt("apt-cache", "depends", "--recurse", *SKIPPED, name)
        wanted = {line for line in told.splitlines() if line[:1].isalnum()}
        packages = self.folder / "packages"
        _run(["apt-get", *self._options, "download", *sorted(wanted - _installed())], cwd=packages)
        return sorted(packages.glob("*.deb"))

    def _apt(self, program: str, *arguments: str) -> str:
        return _run([program, *self._options, *arguments], self.folder)


def _installed() -> set[str]:
    told = _run(["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\\n"], KEPT_IN)
    return {line.partition(" ")[2] for line in told.splitlines() if line.startswith("installed ")}


def _run(command: list[str], cwd: Path) -> str:
    """What the command prints; raises :class:`Missing` where it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=FETCHED_WITHIN_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Missing(f"{command[0]} took too long") from None
    if done.returncode:
        raise Missing(f"{command[0]} fails: {done.stderr[-200:]}")
    return done.stdout
