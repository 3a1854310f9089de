"""A ledger to measure: a clock that the load sets, chance that is cheap, events in batches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from bench.load import COUNCIL, Made
from consumers.cloudevents import STRUCTURED_HEADERS, parse
from ledger.entry import Actor
from ledger.store.directory import LedgerDirectory
from ledger.store.ledger import Ledger
from ledger.store.messages import Outcome, RawMessage, Receipt
from ledger.store.sqlite.home import FolderHome

BATCH: Final = 1_000
ACTOR: Final = Actor(credential="bench", role="data-steward")

T = TypeVar("T")


class Clock:
    """Now is whenever the load says it is, in microseconds UTC."""

    def __init__(self) -> None:
        self.now_us = 0

    def __call__(self) -> int:
        """The moment at which the events at hand are sent in."""
        return self.now_us


class NotRecorded(Exception):
    """The ledger refused an event of the load: then the figures would mean nothing."""


def directory(root: Path, clock: Clock) -> LedgerDirectory:
    """The ledgers under ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    return LedgerDirectory(FolderHome(root), clock, os.urandom)


def message(made: Made) -> RawMessage:
    """The event as an HTTP request in structured mode brings it."""
    return RawMessage(body=made.body, headers=STRUCTURED_HEADERS, channel="http")


def filled(folder: Path, load: Iterable[Made], *, count: int) -> Ledger:
    """The ledger under ``folder`` with ``count`` events of ``load``, made where it is missing."""
    clock = Clock()
    ledgers = directory(folder, clock)
    if COUNCIL in ledgers.councils():
        ledger = ledgers.open(COUNCIL)
        if ledger.head().size == count:
            return ledger
        raise NotRecorded(f"{folder.name} holds another number of events than {count}")
    ledger = ledgers.create(COUNCIL)
    at_once = min(BATCH, max(1, count // 100))  # a batch is recorded at once
    for batch in chunks(load, at_once):
        clock.now_us = batch[-1].recorded_us
        require_receipts(ledger.append([parse(message(made)) for made in batch], actor=ACTOR))
    return ledger


def require_receipts(outcomes: Iterable[Outcome]) -> None:
    """Raise :class:`NotRecorded` unless every outcome is the receipt of a new entry."""
    for outcome in outcomes:
        if not isinstance(outcome, Receipt):
            raise NotRecorded(f"{outcome.code}: {outcome.detail}")
        if outcome.duplicate:
            raise NotRecorded(f"{outcome.id} was recorded before")


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """``items`` in lists of ``size``, the last one shorter."""
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
