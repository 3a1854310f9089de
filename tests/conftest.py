"""Fixtures that every folder of tests shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.home import Home
from ledger.store.postgresql.pools import Pools
from tests.places import DATABASES, Place
from tests.read_model_places import Schemas
from tests.services.postgresql.databases import fresh_database
from tests.services.services import Services
from tests.worlds import World, world_of_examples

pytest_plugins = ["tests.services.fixtures"]


@pytest.fixture(scope="session")
def places_url(services: Services) -> Iterator[str]:
    """The database of every :func:`place`: to empty it is faster than to make a new one."""
    with fresh_database(services.postgresql) as url:
        yield url


@pytest.fixture(scope="session")
def schemas(services: Services) -> Iterator[Schemas]:
    """Room for read models in one PostgreSQL database."""
    with fresh_database(services.postgresql) as url, Pools(url) as pools:
        yield Schemas(pools)


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place for ledgers: the test runs on both databases."""
    is_postgresql = request.param == "postgresql"
    address = request.getfixturevalue("places_url") if is_postgresql else str(tmp_path)
    with Place(address) as made:
        yield made
    if is_postgresql:
        made.clear()


@pytest.fixture
def home(place: Place) -> Home:
    """The same as the ledgers know it."""
    return place.home()


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The four example councils, loaded once; tests only read it."""
    with world_of_examples(tmp_path_factory.mktemp("examples")) as world:
        yield world
