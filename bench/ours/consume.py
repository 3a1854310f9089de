"""Our side of the topic: the consumer as the command runs it, and the intake without a topic."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from itertools import islice
from threading import Thread
from time import perf_counter, sleep
from typing import Final

from bench.load import COUNCIL, action_events
from bench.measure import seconds
from bench.ours.feed import BATCH, Clock, chunks, directory, message, require_receipts
from bench.ours.produce import ACTIONS
from bench.worker import Steps
from consumers.intake import Intake
from consumers.kafka.client import Client, Group
from consumers.kafka.connection import Connection
from consumers.kafka.consumer import Consumer
from consumers.sender import LOCAL
from ledger.store.ledger import Ledger
from ledger.store.messages import RawMessage
from service import clock

LOOK_S: Final = 0.002


class TooSlow(Exception):
    """The events do not come: then there is nothing to measure."""


def consume(address: str, bootstrap: str, topic: str, count: int) -> float:
    """Events a second from the topic into a new ledger, from the first that is there to the last.

    Joining the group is not counted, nor the first batch.
    """
    group = Group(secrets.token_hex(8), None, 10.0, 300.0)
    now = Clock()
    now.now_us = clock.now_us()
    with directory(address, now) as ledgers:
        ledger = ledgers.create(COUNCIL)
        consumer = Consumer(
            lambda: Client(Connection(bootstrap).settings(), [topic], group),
            ledgers,
            only_here=False,
            clock=clock.now_us,
            chance=clock.chance,
        )
        thread = Thread(target=consumer.run)
        thread.start()
        try:
            first, begun = _until(ledger, 1)
            _, ended = _until(ledger, count)
        finally:
            consumer.stop()
            thread.join()
    return (count - first) / (ended - begun)


def submit(address: str, count: int) -> float:
    """Events a second from the bytes of the same events into a new ledger, batch by batch."""
    clock_ = Clock()
    made = list(islice(action_events(plans=1, actions=ACTIONS, count=count), count))
    clock_.now_us = made[-1].recorded_us
    with directory(address, clock_) as ledgers:
        ledgers.create(COUNCIL)
        intake = Intake(ledgers)
        calls = list(chunks([message(each) for each in made], BATCH))
        took = seconds(lambda: [_submitted(intake, call) for call in calls])
    return count / took


def _submitted(intake: Intake, call: Sequence[RawMessage]) -> None:
    require_receipts(intake.submit(call, sender=LOCAL))


def _until(ledger: Ledger, size: int) -> tuple[int, float]:
    """How many entries there were when there were enough, and when that was."""
    deadline = perf_counter() + 120
    while (found := ledger.head().size) < size:
        if perf_counter() > deadline:
            raise TooSlow(f"{found} of {size} events in two minutes")
        sleep(LOOK_S)
    return found, perf_counter()


STEPS: Final[Steps] = {"consume": consume, "submit": submit}
