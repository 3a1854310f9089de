"""Both databases, for whatever is asked of a read model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from projections.read_model.place import Place
from tests.read_model_places import CHOSEN, Folders


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database that ``read_model_of`` uses for as long as a test runs, by name."""
    before = CHOSEN.places
    is_sqlite = request.param == "sqlite"
    CHOSEN.places = Folders() if is_sqlite else request.getfixturevalue("schemas")
    yield request.param
    CHOSEN.places = before


@pytest.fixture
def place(database: str) -> Iterator[Place]:  # noqa: ARG001 - chooses it
    """A place without a read model."""
    with CHOSEN.places.new() as made:
        yield made
