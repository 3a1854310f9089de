"""Fresh, empty databases on a server."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import psycopg
from psycopg import sql

from tests.services.missing import Server

FRESH = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
DROP = sql.SQL("DROP DATABASE {} WITH (FORCE)")


class PostgreSQL(Server, Protocol):
    """A server that answers."""

    def url_of(self, database: str) -> str:
        """The URL of a database, for a user who may make databases."""


@contextmanager
def fresh_database(server: PostgreSQL) -> Iterator[str]:
    """The URL of an empty database in UTF-8 and locale C, dropped afterwards."""
    name = f"test_{secrets.token_hex(8)}"
    _run(server, FRESH.format(sql.Identifier(name)))
    try:
        yield server.url_of(name)
    finally:
        _run(server, DROP.format(sql.Identifier(name)))


def _run(server: PostgreSQL, statement: sql.Composed) -> None:
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        connection.execute(statement)
