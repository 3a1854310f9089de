"""Fresh, empty databases on a server."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

FRESH = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
DROP = sql.SQL("DROP DATABASE {} WITH (FORCE)")


class PostgreSQL(Protocol):
    """A server that answers."""

    version: str
    provider: str

    def url_of(self, database: str) -> str:
        """The URL of a database, for a user who may make databases."""

    def close(self) -> None:
        """Let it go."""


@contextmanager
def fresh_database(server: PostgreSQL) -> Iterator[str]:
    """The URL of an empty database in UTF-8 and locale C, dropped afterwards."""
    name = f"test_{secrets.token_hex(8)}"
    _run(server, FRESH.format(sql.Identifier(name)))
    try:
        yield server.url_of(name)
    finally:
        _run(server, DROP.format(sql.Identifier(name)))


def with_database(url: str, database: str) -> str:
    """The URL with another database in its path."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _run(server: PostgreSQL, statement: sql.Composed) -> None:
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        connection.execute(statement)
