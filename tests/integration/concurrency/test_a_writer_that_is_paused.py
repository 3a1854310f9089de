"""A writer is stopped in mid-transaction: who writes is told, nobody is overtaken."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import pytest

from ledger.store.failures import StoreUnavailable
from ledger.store.ledger import Ledger
from tests.faults.appending import clock, open_streams, opened
from tests.integration.store.told import COUNCIL, append, codes, noted, receipts, sent
from tests.places import Place

WAIT_S = 0.4
LATE_S = 3.0
"""A busy machine is late."""
TIMES = 2
WAITING = 4

processes = multiprocessing.get_context("spawn")  # so that it is our own child, which we see stop


def append_and_stop(address: str, event_id: str, told: Connection) -> None:
    """Append one event, and stop under the lock: the clock is read there."""

    def stopping() -> int:
        os.kill(os.getpid(), signal.SIGSTOP)
        return clock()

    with (
        Place(address) as place,
        Ledger.open(place.home(), COUNCIL, clock=stopping, entropy=os.urandom) as ledger,
    ):
        told.send(codes(append(ledger, sent(event_id, "action-0", noted()))))


@contextmanager
def paused(place: Place, event_id: str) -> Iterator[tuple[SpawnProcess, Connection]]:
    """A process that is stopped in the middle of the append of one event."""
    hear, tell = processes.Pipe(duplex=False)
    process = processes.Process(target=append_and_stop, args=(place.address, event_id, tell))
    process.start()
    tell.close()
    try:
        assert process.pid is not None
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        yield process, hear
    finally:
        process.kill()
        process.join()
        process.close()
        hear.close()


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    open_streams(place)
    with Ledger.open(place.home(WAIT_S), COUNCIL, clock=clock, entropy=os.urandom) as opened:
        yield opened


def test_others_are_told_in_time_and_go_on_once_it_is_dead(place: Place, ledger: Ledger) -> None:
    for turn in range(TIMES):
        size = ledger.head().size
        with paused(place, f"paused-{turn}") as (process, _):
            begun = time.monotonic()
            with pytest.raises(StoreUnavailable, match="LEDGER_BUSY"):
                append(ledger, sent(f"late-{turn}", "action-1", noted()))
            assert WAIT_S <= time.monotonic() - begun < WAIT_S + LATE_S
            assert ledger.head().size == len(ledger.entries(0, 1_000)) == size
            process.kill()
            process.join()
            until_free(ledger, f"late-{turn}")
        assert [entry.cloudevent.id for entry in ledger.entries(size, 9)] == [f"late-{turn}"]


def until_free(ledger: Ledger, event_id: str) -> None:
    """Append once the database has noticed that whoever held the lock is dead."""
    deadline = time.monotonic() + 30
    while True:
        try:
            assert codes(append(ledger, sent(event_id, "action-1", noted()))) == ["recorded"]
        except StoreUnavailable:
            assert time.monotonic() < deadline
        else:
            return


def test_who_waits_for_it_comes_after_it_and_readers_never_see_it_otherwise(
    place: Place, ledger: Ledger
) -> None:
    size = ledger.head().size

    def wait(number: int) -> int:
        with opened(place) as other:
            (receipt,) = receipts(append(other, sent(f"waits-{number}", "action-1", noted())))
            return receipt.position

    with paused(place, "paused") as (process, told), ThreadPoolExecutor(WAITING) as threads:
        waiting = [threads.submit(wait, number) for number in range(WAITING)]
        time.sleep(WAIT_S)
        assert ledger.entries(size, 9) == []
        assert process.pid is not None
        os.kill(process.pid, signal.SIGCONT)
        assert told.recv() == ["recorded"]
        positions = [each.result() for each in waiting]
    assert sorted(positions) == list(range(size + 1, size + 1 + WAITING))
    assert ledger.entries(size, 1)[0].cloudevent.id == "paused"
