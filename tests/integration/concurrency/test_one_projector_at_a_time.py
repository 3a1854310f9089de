"""Several processes would project one ledger: one does at a time, and another when it dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import NamedTuple, cast

import pytest

from consumers.intake import Intake
from consumers.sender import LOCAL
from ledger.store.directory import LedgerDirectory
from ledger.store.messages import RawMessage, Receipt
from projections.read_model import ReadModel
from projections.read_model.places import place_beside
from projections.rebuild import rebuild
from projections.runner import Projector
from tests.integration.concurrency.writing import ledgers, now_us, processes
from tests.places import COUNCIL, Place
from tests.wrong_events.notation import proposed, structured

PROJECTORS = 3
KILLS = 3
EVENTS = 1_200
AT_ONCE = 40
LEASE_US = 1_000_000
PATIENCE_S = 60.0


class Span(NamedTuple):
    """Positions that one projector projected, ``after`` excluded."""

    after: int
    last: int


def project(address: str, holder: str, told: Connection) -> None:
    """Project again and again, and tell each span; for ever."""
    with ledgers(address) as directory:
        place = place_beside(directory.home, COUNCIL)
        ledger = directory.open(COUNCIL)
        with Projector(ledger, place, holder=holder, clock=now_us, lease_us=LEASE_US) as projector:
            while True:
                position, scanned, is_leading = projector.catch_up(AT_ONCE)
                if scanned and is_leading:  # else another may have gone on from there
                    told.send(Span(position - scanned, position))
                time.sleep(0.01)


class Running:
    """Projectors, each a process, and the spans that they told, in the order they came."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._told: dict[Connection, tuple[str, ForkServerProcess]] = {}
        self._started = 0
        self.spans: list[tuple[str, Span]] = []

    def start(self) -> None:
        """Start one more."""
        holder = f"projector-{self._started}-{os.getpid()}"
        self._started += 1
        hear, tell = processes.Pipe(duplex=False)
        process = processes.Process(target=project, args=(self._address, holder, tell))
        process.start()
        tell.close()
        self._told[hear] = holder, process

    def until(self, position: int) -> None:
        """Wait until one of them is there."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.spans or self.spans[-1][1].last < position:
            assert time.monotonic() < deadline, self.spans[-3:]
            for hear in cast("list[Connection]", wait([*self._told], 0.1)):
                self.spans.append((self._told[hear][0], hear.recv()))

    def kill_the_leader(self) -> str:
        """Kill the one that was the last to project."""
        leader = self.spans[-1][0]
        (hear,) = [each for each, (holder, _) in self._told.items() if holder == leader]
        self._kill(hear)
        return leader

    def kill_all(self) -> None:
        """Kill those that are left."""
        for hear in [*self._told]:
            self._kill(hear)

    def _kill(self, hear: Connection) -> None:
        _, process = self._told.pop(hear)
        process.kill()
        process.join()
        process.close()
        hear.close()


@contextmanager
def projecting(place: Place) -> Iterator[Running]:
    running = Running(place.address)
    try:
        for _ in range(PROJECTORS):
            running.start()
        yield running
    finally:
        running.kill_all()


@pytest.fixture
def directory(place: Place) -> Iterator[LedgerDirectory]:
    with ledgers(place.address) as directory:
        ledger = directory.create(COUNCIL)
        ReadModel.open(place_beside(directory.home, COUNCIL), reader=ledger).close()
        yield directory


def record(directory: LedgerDirectory, part: int) -> None:
    messages = [structured(proposed(f"{part}-{number}")) for number in range(EVENTS // (KILLS + 1))]
    raw = [RawMessage(body=each.body, headers=each.headers, channel="http") for each in messages]
    outcomes = Intake(directory).submit(raw, sender=LOCAL)
    assert all(isinstance(outcome, Receipt) for outcome in outcomes)


def test_another_takes_over_each_time_and_no_position_is_projected_twice(
    place: Place, directory: LedgerDirectory
) -> None:
    ledger = directory.open(COUNCIL)
    led: list[str] = []
    with projecting(place) as running:
        for part in range(KILLS):
            record(directory, part)
            running.until(ledger.head().size - EVENTS // 8)
            led.append(running.kill_the_leader())
            running.start()
        record(directory, KILLS)
        running.until(ledger.head().size - 1)
    assert len(set(led)) == KILLS
    projected = [at for _, span in running.spans for at in range(span.after + 1, span.last + 1)]
    assert len(set(projected)) == len(projected)
    rebuilt = rebuild(ledger, place_beside(directory.home, COUNCIL), holder="judge", clock=now_us)
    assert rebuilt.old_digest == rebuilt.digest
    assert rebuilt.position == ledger.head().size - 1
