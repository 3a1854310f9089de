from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.store.ledger import Ledger
from tests.integration.store.told import Clock, a_ledger
from tests.places import Place


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(place: Place, clock: Clock) -> Iterator[Ledger]:
    with a_ledger(place, clock) as made:
        yield made
