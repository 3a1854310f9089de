"""A PostgreSQL server that whoever runs the tests names."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.services.missing import Missing

VARIABLE: Final = "TEST_POSTGRESQL_URL"
"""The URL of a server and of a user who may make databases."""


class ReachedPostgreSQL:
    """A server that is not ours to stop; ``provider`` says how we came by it."""

    name = "PostgreSQL"

    def __init__(self, url: str, provider: str) -> None:
        self._url = url
        self.provider = provider
        with psycopg.connect(url, connect_timeout=10) as connection:
            (told,) = connection.execute("SHOW server_version").fetchone() or ("",)
        self.version = str(told).partition(" ")[0]

    def url_of(self, database: str) -> str:
        """The URL of a database, for the user that was given."""
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{database}"))

    def close(self) -> None:
        """Nothing: whoever started it ends it."""


def given_postgresql() -> ReachedPostgreSQL:
    """The server of the environment; raises :class:`Missing` where it names none."""
    url = os.environ.get(VARIABLE)
    if not url:
        raise Missing(f"{VARIABLE} is not set")
    return ReachedPostgreSQL(url, "environment")
