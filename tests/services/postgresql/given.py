"""A PostgreSQL server that whoever runs the tests names."""

from __future__ import annotations

import os
from typing import Final

import psycopg

from tests.services.postgresql.databases import with_database

VARIABLE: Final = "TEST_POSTGRESQL_URL"
"""The URL of a server and of a user who may make databases."""


class GivenPostgreSQL:
    """A server that is not ours to stop."""

    provider = f"environment, {VARIABLE}"

    def __init__(self, url: str) -> None:
        self._url = url
        with psycopg.connect(url, connect_timeout=10) as connection:
            (told,) = connection.execute("SHOW server_version").fetchone() or ("",)
        self.version = str(told).partition(" ")[0]

    def url_of(self, database: str) -> str:
        """The URL of a database, for the user that was given."""
        return with_database(self._url, database)

    def close(self) -> None:
        """Nothing: it was there before."""


def given_postgresql() -> GivenPostgreSQL | None:
    """The server of the environment; None where it names none."""
    url = os.environ.get(VARIABLE)
    return GivenPostgreSQL(url) if url else None
