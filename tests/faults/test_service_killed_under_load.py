"""SIGKILL of the service while many send to it: what it acknowledged is there, once."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.faults.record import require_read_model, require_sound
from tests.faults.senders import sending
from tests.faults.sending import new_ledger, until_level
from tests.integration.service.processes import started
from tests.places import Place
from tests.services.guarded import free_port

pytestmark = pytest.mark.faults

SENDERS = 6
KILLS = 3
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 10)))
LONGEST_S = 0.6


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_acknowledged_is_there_once_after_every_kill(place: Place, seed: int) -> None:
    new_ledger(place)
    chance = Random(seed)
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    with sending(address, SENDERS) as senders:
        for _ in range(KILLS):
            with started("serve", "--port", port, **place.settings) as running:
                running.address()
                senders.until_more()
                time.sleep(chance.uniform(0, LONGEST_S))
                running.process.kill()
                running.process.wait()
            require_sound(place, dict(senders.acknowledged))
        with started("serve", "--port", port, **place.settings) as running:
            running.address()
            senders.until_more(SENDERS)
            senders.stop()
            until_level(address)
    ids = require_sound(place, senders.acknowledged)
    assert set(ids) == set(senders.acknowledged)
    require_read_model(place)
