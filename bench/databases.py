"""The databases that everything is measured on, with an empty place of its own for each side.

A place is told by its address (``bench.address``), which a side in another process is handed.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Protocol

import psycopg
from psycopg.sql import SQL, Identifier

from tests.services.postgresql.installations import installations
from tests.services.postgresql.native import NativePostgreSQL

MEMORY: Final = {"shared_buffers": "2GB"}
"""A quarter of the memory is where its manual begins; in 128 MB, as it comes, no ledger fits."""


class NoPostgreSQL(Exception):
    """Neither this machine nor the wheel has the programs of a PostgreSQL server."""


class Database(Protocol):
    """A database to measure on."""

    name: str
    version: str

    def place(self, name: str) -> str:
        """The address of the place ``name``, empty when it is first asked for."""
        ...

    def settle(self) -> None:
        """Return once nothing that was written is left to be written again, or to the disk."""
        ...


class Server(Protocol):
    """A PostgreSQL server that answers."""

    version: str

    def url_of(self, database: str) -> str:
        """The URL of a database, for a user who may make databases."""
        ...


class SQLite:
    """Places are folders."""

    name = "SQLite"
    version = sqlite3.sqlite_version

    def __init__(self, root: Path) -> None:
        self._root = root

    def place(self, name: str) -> str:
        """A folder."""
        folder = self._root / name
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder)

    def settle(self) -> None:
        """Let the system write what it holds."""
        os.sync()


class PostgreSQL:
    """Places are databases of one server; :meth:`close` drops those that it made."""

    name = "PostgreSQL"

    def __init__(self, server: Server) -> None:
        self.version = server.version
        self._server = server
        self._run = secrets.token_hex(4)
        self._made: set[str] = set()

    def place(self, name: str) -> str:
        """The URL of a database."""
        database = f"bench-{self._run}-{name}"
        if database not in self._made:
            self._do("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'", database)
            self._made.add(database)
        return self._server.url_of(database)

    def settle(self) -> None:
        """A checkpoint, and what the system holds."""
        self._do("CHECKPOINT")
        os.sync()

    def close(self) -> None:
        """Drop every place, whoever is still connected to it."""
        while self._made:
            self._do("DROP DATABASE {} WITH (FORCE)", self._made.pop())

    def _do(self, statement: str, *databases: str) -> None:
        url = self._server.url_of("postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SQL(statement).format(*map(Identifier, databases)))


@contextmanager
def databases(root: Path) -> Iterator[tuple[Database, ...]]:
    """Both of them: SQLite under ``root``, PostgreSQL on a server of its own.

    Raises :class:`NoPostgreSQL`.
    """
    found = installations()
    if not found:
        raise NoPostgreSQL("no PostgreSQL server: neither this machine nor the wheel has one")
    with closing(NativePostgreSQL(found[0], MEMORY)) as server:
        server.start()
        yield SQLite(root), PostgreSQL(server)
