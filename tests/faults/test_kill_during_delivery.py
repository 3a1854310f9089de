"""``kill -9`` while a feed is taken in: its position and what it brought, both or neither."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.appending import open_streams, opened
from tests.faults.killed_at import killed_at, steps
from tests.faults.record import require_sound
from tests.integration.deliveries.told import deliver, position
from tests.integration.store.told import noted, sent
from tests.places import Place

pytestmark = pytest.mark.faults

KILLS = 12


def delivering(address: str, at: str) -> None:
    """Deliver two records of the feed from ``at`` on: one that is recorded, one that is parked."""
    with Place(address) as place, opened(place) as ledger:
        known = sent(f"at-{at}", "action-0", noted())
        early = sent(f"early-{at}", f"late-{at}", noted())
        deliver(ledger, known, early)


def test_position_events_and_parked_stand_together(place: Place) -> None:
    open_streams(place)
    whole = steps(delivering, place.address, "0")
    chance = Random(7)
    killed = 0
    for _ in range(KILLS):
        with opened(place) as ledger:
            at = position(ledger) or 0
        step = chance.randrange(whole // 2, whole)
        killed += killed_at(step, delivering, place.address, str(at))
        with opened(place) as survivor:
            now = position(survivor) or 0
            parked = [message.event_id for message in survivor.parked.list()]
        ids = require_sound(place, {})
        assert now in (at, at + 2), step
        assert (f"at-{at}" in ids, f"early-{at}" in parked) == (now > at, now > at), step
        assert len(parked) * 2 == now
    assert killed > KILLS // 2
