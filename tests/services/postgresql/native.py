"""A PostgreSQL server of our own, which a test may stop, kill and start again."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psycopg

from tests.services.guarded import Guarded, free_port, new_folder, unprivileged_user
from tests.services.postgresql.installations import Installation

USER: Final = "postgres"
STARTS_WITHIN_S: Final = 30.0
SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",  # what was acknowledged has to survive a kill
    "synchronous_commit": "on",
    "max_connections": "200",
    "log_checkpoints": "off",
}


class NativePostgreSQL:
    """A server that listens on this machine alone and keeps its data over every restart."""

    def __init__(self, installation: Installation) -> None:
        self.version = installation.version()
        self.provider = f"native, {installation.origin}"
        self._owner = unprivileged_user()
        self.folder = new_folder(self._owner)
        self._log = self.folder / "log"
        self._programs = _reachable(installation, self.folder, self._owner)
        self._password = secrets.token_hex(16)
        self._port = free_port()
        self._process: Guarded | None = None
        self._initialise()

    def url_of(self, database: str) -> str:
        """The URL of a database, for its superuser."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self._port}/{database}"

    @property
    def is_running(self) -> bool:
        """Whether the server's process is there."""
        return self._process is not None and self._process.is_running

    def start(self) -> None:
        """Start it and wait until it answers; a first start looks for a port that is free."""
        is_first = self._process is None
        deadline = time.monotonic() + STARTS_WITHIN_S
        self._process = self._run()
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError(f"PostgreSQL does not answer:\n{self._log.read_text()[-2000:]}")
            if not self._process.is_running:  # port taken, or backends of a killed one still there
                self._port = free_port() if is_first else self._port
                self._process = self._run()
            time.sleep(0.02)

    def stop(self, *, immediate: bool = False) -> None:
        """End it as an operator does; ``immediate`` cuts connections and leaves recovery to do."""
        self._end(signal.SIGQUIT if immediate else signal.SIGINT)

    def kill(self) -> None:
        """End it as a failure does: SIGKILL, and nobody tidies up."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """End it and remove all that it kept."""
        if self.is_running:
            self.stop(immediate=True)
        shutil.rmtree(self.folder)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None, "never started"
        self._process.end(how)

    def _run(self) -> Guarded:
        settings = {**SETTINGS, "port": str(self._port)}
        command = [
            *(self._programs.program("postgres"), "-D", str(self.folder / "data")),
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ]
        return Guarded(command, self.folder, self._log, self._owner)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self) -> None:
        """Make the data folder: UTF-8, in the order of code points on every machine."""
        password_file = self.folder / "password"
        password_file.write_text(self._password)
        password_file.chmod(0o600)
        if self._owner is not None:
            os.chown(password_file, self._owner, -1)
        command = [
            *(self._programs.program("initdb"), "--pgdata", str(self.folder / "data")),
            *("--encoding=UTF8", "--locale=C", "--no-sync", "--username", USER),
            *("--auth=scram-sha-256", "--pwfile", str(password_file)),
        ]
        done = _run_as(self._owner, command, self.folder)
        if done.returncode:
            raise OSError(f"initdb: {done.stdout}")


def _run_as(
    owner: int | None, command: list[str], folder: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        user=owner,
        extra_groups=None if owner is None else [],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _reachable(installation: Installation, folder: Path, owner: int | None) -> Installation:
    """The installation, or a copy where ``owner`` cannot reach it, as in root's home."""
    try:
        _run_as(owner, [installation.program("postgres"), "--version"], folder)
    except PermissionError:
        copy = folder / "installation"
        shutil.copytree(installation.programs.parent, copy, symlinks=True)
        return Installation(copy / installation.programs.name, installation.origin)
    return installation
