"""With clock and chance given, the two databases keep the same bytes and give the same answers."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, given, settings

from tests.integration.store.told import agreed, noted, proposed, sent, started
from tests.integration.store.whatever import (
    ANY_TEXT,
    BATCHES,
    BOARD,
    CHAIR,
    PANEL,
    Batch,
    everything,
    rejected,
)
from tests.notation import retraction
from tests.places import Place


@pytest.fixture
def both(on_sqlite: Place, on_postgresql: Place) -> tuple[Place, Place]:
    return on_sqlite, on_postgresql


def test_entries_receipts_openings_and_refusals_are_the_same(both: tuple[Place, Place]) -> None:
    batches: list[Batch] = [
        ([sent("1", "x", proposed()), sent(ANY_TEXT, "x", agreed(), source=ANY_TEXT)], False),
        ([sent("1", "x", proposed()), sent("1", "x", proposed("Another."))], False),
        ([sent("2", PANEL, BOARD), sent("3", PANEL, CHAIR)], True),
        ([sent("4", "x", started()), sent("5", "y", started())], True),
        ([rejected(ANY_TEXT), rejected("{"), rejected(ANY_TEXT)], False),
        ([sent(f"n{n}", "x", noted(f"{n} {ANY_TEXT}")) for n in range(50)], False),
        ([sent("6", "x", retraction(ANY_TEXT, ANY_TEXT, replaced_by="7"))], False),
        ([sent("8", "x", noted(), expected_version=3), sent("7", "x", agreed())], False),
    ]
    on_sqlite, on_postgresql = (everything(place, batches) for place in both)
    assert on_sqlite == on_postgresql
    assert len(str(on_sqlite)) > 50_000


@given(BATCHES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_sent(both: tuple[Place, Place], batches: list[Batch]) -> None:
    with ExitStack() as after:
        for place in both:
            after.callback(place.clear)
        on_sqlite, on_postgresql = (everything(place, batches) for place in both)
        assert on_sqlite == on_postgresql
