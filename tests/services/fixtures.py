"""The fixtures that tests ask for; tests/conftest.py hands them to every folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.services.missing import Missing, did_not_run
from tests.services.postgresql.databases import fresh_database
from tests.services.postgresql.native import NativePostgreSQL
from tests.services.services import Services, own_postgresql_server


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """The real servers of this session; each starts when it is first asked for."""
    with Services() as started:
        yield started


@pytest.fixture
def postgresql_url(services: Services) -> Iterator[str]:
    """The URL of a fresh, empty PostgreSQL database, dropped afterwards."""
    try:
        server = services.postgresql
    except Missing as reason:
        did_not_run(str(reason))
    with fresh_database(server) as url:
        yield url


@pytest.fixture
def own_postgresql() -> Iterator[NativePostgreSQL]:
    """A PostgreSQL server for this test alone, which it may stop, kill and start again."""
    try:
        server = own_postgresql_server()
    except Missing as reason:
        did_not_run(str(reason))
    with closing(server):
        yield server
