from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.integration.store.told import Clock, a_ledger
from tests.places import Place


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the ledger of a test that is about SQLite alone."""
    return tmp_path / "devon"


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Place]:
    with Place(str(tmp_path)) as place:
        yield place


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[Place]:
    with Place(postgresql_url) as place:
        yield place


@pytest.fixture
def ledger(place: Place, clock: Clock) -> Iterator[Ledger]:
    with a_ledger(place, clock) as made:
        yield made
