"""Processes that write to one ledger at once, and one that reads its tail meanwhile."""

from __future__ import annotations

import io
import json
import multiprocessing
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier, Event
from typing import Final, NamedTuple

from consumers.cloudevents import STRUCTURED_HEADERS
from consumers.files import submit_file
from consumers.intake import Intake
from consumers.sender import LOCAL
from ledger.store.directory import LedgerDirectory
from ledger.store.messages import Outcome, RawMessage, Receipt
from tests.places import COUNCIL, Place
from tests.wrong_events.notation import proposed

SINGLES: Final = 4
TAILS: Final = 2
READ_AT_ONCE: Final = 700
PATIENT_S: Final = 120.0
"""A writer here waits as long as it takes for its turn."""
STARTS_WITHIN_S: Final = 120.0
PAUSE_S: Final = 0.002
"""Shorter than a commit takes; without it two that read take the machine from those who write."""

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__])

Told = dict[str, int]
"""Id -> position."""


def now_us() -> int:
    """The clock of this machine."""
    return time.time_ns() // 1000


@contextmanager
def ledgers(address: str) -> Iterator[LedgerDirectory]:
    """The ledgers of a place, as a process of its own has them."""
    with (
        Place(address) as place,
        LedgerDirectory(place.home(PATIENT_S), now_us, secrets.token_bytes) as directory,
    ):
        yield directory


class Starting(NamedTuple):
    """What the processes share: they begin together, and end when the load is done."""

    gate: Barrier
    loaded: Event
    written: Event


def load(address: str, starting: Starting, tell: Connection, events: int) -> None:
    """Record a file of ``events``, batch by batch, and tell where each came to stand."""
    lines = (json.dumps(proposed(f"load-{number}")).encode() for number in range(events))
    file = io.BytesIO(b"\n".join(lines))
    told: Told = {}
    with ledgers(address) as directory:
        intake = Intake(directory)
        directory.open(COUNCIL)
        starting.gate.wait(STARTS_WITHIN_S)
        for _, outcome in submit_file(intake, file, "load.jsonl", sender=LOCAL):
            _note(told, outcome)
    starting.loaded.set()
    tell.send(told)


def write_singly(address: str, starting: Starting, tell: Connection, name: str) -> None:
    """Record one event after the other for as long as the load lasts; tell where they stand."""
    told: Told = {}
    with ledgers(address) as directory:
        intake = Intake(directory)
        directory.open(COUNCIL)
        starting.gate.wait(STARTS_WITHIN_S)
        while not starting.loaded.is_set():
            body = json.dumps(proposed(f"{name}-{len(told)}")).encode()
            message = RawMessage(body=body, headers=STRUCTURED_HEADERS, channel="http")
            _note(told, intake.submit([message], sender=LOCAL)[0])
    tell.send(told)


def _note(told: Told, outcome: Outcome) -> None:
    assert isinstance(outcome, Receipt), outcome
    told[outcome.id] = outcome.position


def read_tail(address: str, starting: Starting, tell: Connection) -> None:
    """Read what is new, again and again, until all is written; tell the ids in order."""
    seen: list[str] = []
    last = ""
    with ledgers(address) as directory:
        ledger = directory.open(COUNCIL)
        starting.gate.wait(STARTS_WITHIN_S)
        while True:
            is_last = starting.written.is_set()
            entries = ledger.entries(len(seen), READ_AT_ONCE)
            times = [last, *(entry.recorded_at for entry in entries)]
            assert [entry.position for entry in entries] == list(
                range(len(seen), len(seen) + len(entries))
            )
            assert all(before < after for before, after in pairwise(times))
            seen += (entry.cloudevent.id for entry in entries)
            last = times[-1]
            if not entries:
                if is_last:
                    break
                time.sleep(PAUSE_S)
    tell.send(seen)


class Raced(NamedTuple):
    """What came of it: where the events of each writer stand, and what each reader read."""

    loaded: Told
    singly: list[Told]
    read: list[list[str]]


def race(place: Place, events: int, *, tails: int = 0) -> Raced:
    """A load of ``events`` and four who write singly, all at once, and so many who read."""
    with ledgers(place.address) as directory:
        directory.create(COUNCIL)
    gate = processes.Barrier(1 + SINGLES + tails)
    starting = Starting(gate, processes.Event(), processes.Event())
    with (
        _running(read_tail, place, starting, [()] * tails) as reading,
        _running(load, place, starting, [(events,)]) as loading,
        _running(write_singly, place, starting, [(f"one-{n}",) for n in range(SINGLES)]) as singly,
    ):
        (loaded,) = (each.recv() for each in loading)
        one_by_one = [each.recv() for each in singly]
        starting.written.set()
        return Raced(loaded, one_by_one, [each.recv() for each in reading])


@contextmanager
def _running(
    work: Callable[..., None], place: Place, starting: Starting, each: list[tuple[object, ...]]
) -> Iterator[list[Connection]]:
    """A process for each of ``each``; what they tell. One that dies ends the test."""
    started = []
    heard = []
    for more in each:
        hear, tell = processes.Pipe(duplex=False)
        process = processes.Process(target=work, args=(place.address, starting, tell, *more))
        process.start()
        tell.close()
        started.append(process)
        heard.append(hear)
    try:
        yield heard
    finally:
        for process, hear in zip(started, heard, strict=True):
            hear.close()
            process.join(1)
            process.kill()
            process.join()
            process.close()
