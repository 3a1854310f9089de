"""The servers of a session, each started when it is first asked for."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import Self

from tests.services.missing import Missing
from tests.services.postgresql.databases import PostgreSQL
from tests.services.postgresql.given import given_postgresql
from tests.services.postgresql.installations import installations
from tests.services.postgresql.native import NativePostgreSQL


class Services:
    """The servers of a session; leaving the block lets all of them go."""

    def __init__(self) -> None:
        self._started = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._started.close()

    @cached_property
    def postgresql(self) -> PostgreSQL:
        """A PostgreSQL server; raises :class:`Missing` where none can be had."""
        server = given_postgresql() or own_postgresql_server()
        self._started.callback(server.close)
        return server


def own_postgresql_server() -> NativePostgreSQL:
    """A new server of our own, running; raises :class:`Missing` where no programs are there."""
    for installation in installations():
        server = NativePostgreSQL(installation)
        server.start()
        return server
    raise Missing("PostgreSQL: neither this machine nor the wheel has its programs")
