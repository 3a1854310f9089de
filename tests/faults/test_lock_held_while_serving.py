"""Another session holds the lock of a ledger under the service, and lets it go."""

from __future__ import annotations

import time

import pytest

from tests.faults.record import require_read_model, require_sound
from tests.faults.sending import actions, new_ledger, proposed, send, until_level, until_shown
from tests.integration.service.processes import started
from tests.places import Place

pytestmark = pytest.mark.faults

WAIT_S = 0.5
LATE_S = 4.0
"""A busy machine answers late."""
TIMES = 3


def test_it_is_busy_within_its_time_answers_questions_and_goes_on(place: Place) -> None:
    new_ledger(place)
    wait = {"IMPROVEMENT_LEDGER_LOCK_WAIT_S": str(WAIT_S)}
    with started("serve", "--port", "0", **place.settings, **wait) as running:
        address = running.address()
        assert send(address, proposed("first")).status_code == 202
        assert until_shown(address, "first")
        for turn in range(TIMES):
            with place.locked():
                begun = time.monotonic()
                refused = send(address, proposed(f"late-{turn}"))
                took_s = time.monotonic() - begun
                assert (refused.status_code, refused.json()["code"]) == (503, "LEDGER_BUSY")
                assert WAIT_S <= took_s < WAIT_S + LATE_S
                assert "first" in actions(address)
            assert send(address, proposed(f"late-{turn}")).status_code == 202
        until_level(address)
    ids = require_sound(place, {})
    assert ids == ["first", *(f"late-{turn}" for turn in range(TIMES))]
    require_read_model(place)
