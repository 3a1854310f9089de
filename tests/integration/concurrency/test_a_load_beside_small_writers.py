"""A load in batches of a thousand and four who write singly: nobody misses out, on both."""

from __future__ import annotations

import pytest

from tests.integration.concurrency.writing import TAILS, race
from tests.places import Place

FULL_LOAD = 150_000
"""At least 10,000 of the small writers' events come in beside so many."""


@pytest.mark.parametrize("events", [6_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_whoever_reads_the_tail_misses_nothing_and_sees_it_in_order(
    place: Place, events: int
) -> None:
    raced = race(place, events, tails=TAILS)
    told = {**raced.loaded}
    for each in raced.singly:
        told |= each
    assert len(raced.loaded) == events
    assert sorted(told.values()) == list(range(len(told)))
    in_order = sorted(told, key=lambda event_id: told[event_id])
    assert [read == in_order for read in raced.read] == [True] * TAILS
    for each in (raced.loaded, *raced.singly):
        assert list(each.values()) == sorted(each.values())


@pytest.mark.parametrize("events", [10_000, pytest.param(FULL_LOAD, marks=pytest.mark.soak)])
def test_small_writers_are_not_starved_by_a_load(place: Place, events: int) -> None:
    raced = race(place, events)
    counts = [len(each) for each in raced.singly]
    assert sum(counts) >= events * 10_000 // FULL_LOAD, counts
    assert min(counts) >= sum(counts) // 8, counts
