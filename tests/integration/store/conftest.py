from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.integration.store.told import Clock, a_ledger


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "devon"


@pytest.fixture
def ledger(folder: Path, clock: Clock) -> Iterator[Ledger]:
    with a_ledger(folder, clock) as made:
        yield made
