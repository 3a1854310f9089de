from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.integration.store.told import Clock, a_ledger
from tests.places import DATABASES, Place


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(place: Place, clock: Clock) -> Iterator[Ledger]:
    with a_ledger(place, clock) as made:
        yield made


@pytest.fixture(params=DATABASES)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Another, empty place."""
    if request.param == "postgresql":
        return Place(request.getfixturevalue("postgresql_url"))
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return Place(str(folder))
