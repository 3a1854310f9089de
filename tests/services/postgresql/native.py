"""A PostgreSQL server of our own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import psycopg

from tests.services.guarded import ENVIRONMENT, free_port, unprivileged_user
from tests.services.postgresql.installations import Installation
from tests.services.server import NativeServer

USER: Final = "postgres"
SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",  # what was acknowledged has to survive a kill
    "synchronous_commit": "on",
    "max_connections": "200",
}


class NativePostgreSQL(NativeServer):
    """PostgreSQL from an installation: UTF-8, in the order of code points on every machine.

    ``settings`` are added to :data:`SETTINGS`.
    """

    name = "PostgreSQL"
    stopped_by = signal.SIGINT  # without waiting until every client has left
    closed_by = signal.SIGQUIT  # a kill would leave shared memory behind

    def __init__(
        self, installation: Installation, settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(installation.version(), installation.origin, unprivileged_user())
        self._programs = _reachable(installation, self.folder, self.owner)
        self._password = secrets.token_hex(16)
        self._settings = {**SETTINGS, **settings}
        self._choose_ports()
        self._initialise()

    def url_of(self, database: str) -> str:
        """The URL of a database, for its superuser."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def stop(self, *, immediate: bool = False) -> None:
        """End it as an operator does; ``immediate`` leaves recovery to the next start."""
        self.end(signal.SIGQUIT if immediate else self.stopped_by)

    def _choose_ports(self) -> None:
        self._port = free_port()

    def _command(self) -> list[str]:
        settings = {**self._settings, "port": str(self._port)}
        return [
            *(self._programs.program("postgres"), "-D", str(self.folder / "data")),
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self._password)
        password_file.chmod(0o600)
        if self.owner is not None:
            os.chown(password_file, self.owner, -1)
        command = [
            *(self._programs.program("initdb"), "--pgdata", str(self.folder / "data")),
            *("--encoding=UTF8", "--locale=C", "--no-sync", "--username", USER),
            *("--auth=scram-sha-256", "--pwfile", str(password_file)),
        ]
        done = _run_as(self.owner, command, self.folder)
        if done.returncode:
            raise OSError(f"initdb: {done.stdout}")


def _run_as(
    owner: int | None, command: list[str], folder: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        user=owner,
        group=None if owner is None else pwd.getpwuid(owner).pw_gid,
        extra_groups=None if owner is None else [],
        cwd=folder,
        env=ENVIRONMENT,
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
