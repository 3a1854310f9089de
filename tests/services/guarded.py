"""Processes under a guardian, and what every native server needs from this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

GUARDIAN: Final = Path(__file__).with_name("guardian.py")
UNPRIVILEGED: Final = ("postgres", "nobody")
"""Whom a server runs as when the tests run as root; the first that this machine knows."""
ENDS_WITHIN_S: Final = 30.0
ENVIRONMENT: Final = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
"""What a server sees of the environment of the tests."""


class Guarded:
    """A server process that does not outlive the tests.

    ``folder`` is removed when the tests end; ``owner`` as :func:`unprivileged_user` says.
    """

    def __init__(self, command: Sequence[str], folder: Path, log: Path, owner: int | None) -> None:
        self._guardian = subprocess.Popen(
            [
                *(sys.executable, "-I", str(GUARDIAN)),
                *(str(folder), str(log), "" if owner is None else str(owner)),
                *command,
            ],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the tests, which then stop the server
        )
        assert self._guardian.stdout is not None
        self.pid = int(self._guardian.stdout.readline())

    @property
    def is_running(self) -> bool:
        """Whether the server has not ended yet."""
        return self._guardian.poll() is None

    def end(self, how: signal.Signals) -> None:
        """Signal the server, and wait for its end."""
        if self.is_running:
            os.kill(self.pid, how)
        self._guardian.wait(ENDS_WITHIN_S)
        self._close_pipes()

    def _close_pipes(self) -> None:
        for pipe in (self._guardian.stdin, self._guardian.stdout):
            assert pipe is not None
            pipe.close()


def unprivileged_user() -> int | None:
    """The user to run a server as; None is whoever runs the tests, where that is not root."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name: each.pw_uid for each in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


def new_folder(owner: int | None) -> Path:
    """A new empty folder of ``owner``, in a place that every user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="improvement-ledger-tests-"))
    if owner is not None:
        shutil.chown(folder, owner)
    return folder


def free_port() -> int:
    """A port of this machine that nobody listened at a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
