"""``kill -9`` in the middle of an append, many times at moments that nobody chose."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.connection import Connection
from random import Random

import pytest

from tests.faults.appending import append_until_killed, open_streams, opened
from tests.faults.record import require_sound
from tests.integration.store.told import append, codes, noted, sent
from tests.places import Place

KILLS_A_LEDGER = 20
LONGEST_S = 0.12

Acknowledged = dict[str, int]
"""Id -> position, as a receipt told it."""

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.appending"])


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5))
def test_every_acknowledged_event_is_there_once(place: Place, seed: int) -> None:
    open_streams(place)
    chance = Random(seed)
    told: Acknowledged = {}
    with opened(place) as survivor:
        for kill in range(KILLS_A_LEDGER):
            run = seed * KILLS_A_LEDGER + kill
            told |= killed_after(chance.uniform(0, LONGEST_S), place.address, run)
            ids = require_sound(place, told)
            assert survivor.head().size >= len(ids)
            taken = append(survivor, sent(f"survived-{kill}", "action-0", noted()))
            assert codes(taken) == ["recorded"]


def killed_after(delay_s: float, address: str, run: int) -> Acknowledged:
    """Let a process append, and so long after its first batch kill it; what it acknowledged."""
    told, tell = processes.Pipe(duplex=False)
    process = processes.Process(target=append_until_killed, args=(address, run, tell))
    process.start()
    tell.close()
    try:
        first: list[tuple[str, int]] = told.recv()
        time.sleep(delay_s)
        process.kill()
        process.join()
        assert process.exitcode == -9
        return dict(first + receipts_in(told))
    finally:
        process.kill()
        process.join()
        process.close()
        told.close()


def receipts_in(told: Connection) -> list[tuple[str, int]]:
    """Everything that was sent whole before the end."""
    found: list[tuple[str, int]] = []
    while True:
        try:
            found += told.recv()
        except (EOFError, OSError):
            return found
