"""Where the ledgers of a test live, on either database, and a stranger who looks into them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, Self

import psycopg
from psycopg.sql import SQL, Identifier

from ledger.store.database import LOCK_TIMEOUT_S
from ledger.store.home import Home, home_at
from ledger.store.postgresql.home import UNROUTED_SCHEMA
from ledger.store.sqlite.home import UNROUTED_FILE

DATABASES: Final = ("sqlite", "postgresql")
COUNCIL: Final = "devon"

Row = tuple[Any, ...]


class Stranger(Protocol):
    """Somebody with a tool of their own, outside of any transaction."""

    def execute(self, statement: str, parameters: Sequence[object] = (), /) -> Any:  # noqa: ANN401
        """Run one statement in the SQL of the database."""
        ...


class Place:
    """A folder, or a PostgreSQL database, in which a test keeps ledgers.

    Every :meth:`home` stands for another process; all are closed with the place.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._homes: list[Home] = []

    @property
    def is_postgresql(self) -> bool:
        """Whether it is a PostgreSQL database."""
        return self.address.startswith("postgresql://")

    @property
    def settings(self) -> dict[str, str]:
        """What tells a command of ours, by its environment, that its ledgers are here."""
        name = "DATABASE_URL" if self.is_postgresql else "DATA_DIR"
        return {f"IMPROVEMENT_LEDGER_{name}": self.address}

    def home(self, lock_timeout_s: float = LOCK_TIMEOUT_S) -> Home:
        """The place as one more process knows it."""
        url = self.address if self.is_postgresql else None
        home = home_at(url, Path(self.address), lock_timeout_s)
        self._homes.append(home)
        return home

    @contextmanager
    def stranger(self, council: str | None = COUNCIL) -> Iterator[Stranger]:
        """Somebody who opens the ledger of ``council``, or what belongs to none, by other means."""
        if self.is_postgresql:
            with psycopg.connect(self.address, autocommit=True) as connection:
                connection.execute(f'SET search_path = "{council or UNROUTED_SCHEMA}"')
                yield connection
        else:
            path = Path(self.address, f"{council}/ledger.db" if council else UNROUTED_FILE)
            with closing(sqlite3.connect(path, isolation_level=None)) as file:
                yield file

    @contextmanager
    def locked(self, council: str | None = COUNCIL) -> Iterator[None]:
        """A stranger holds the write lock of a ledger, so that nobody can append to it."""
        with self.stranger(council) as stranger:
            stranger.execute("BEGIN" if self.is_postgresql else "BEGIN IMMEDIATE")
            if self.is_postgresql:
                stranger.execute("LOCK TABLE write_lock IN EXCLUSIVE MODE")
            try:
                yield
            finally:
                stranger.execute("ROLLBACK")

    def rows(self, statement: str, council: str = COUNCIL) -> list[Row]:
        """What a stranger reads."""
        with self.stranger(council) as stranger:
            return list(stranger.execute(statement).fetchall())

    def content(self, council: str = COUNCIL) -> dict[str, list[Row]]:
        """The rows of every table of a ledger."""
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        if self.is_postgresql:
            names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema ORDER BY 1"
        with self.stranger(council) as stranger:
            return {
                table: list(stranger.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608
                for (table,) in stranger.execute(names).fetchall()
            }

    def clear(self) -> None:
        """Close every process's home, and take away all that they kept."""
        self.close()
        if not self.is_postgresql:
            for path in Path(self.address).iterdir():
                shutil.rmtree(path)
            return
        with psycopg.connect(self.address, autocommit=True) as connection:
            made = connection.execute(
                "SELECT nspname FROM pg_namespace "
                "WHERE nspname !~ '^(pg_|information_schema$|public$)'"
            ).fetchall()
            for (schema,) in made:
                connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))

    def close(self) -> None:
        """Close every process's home."""
        while self._homes:
            self._homes.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
