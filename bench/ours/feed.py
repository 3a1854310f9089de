"""A ledger to measure: a clock that the load sets, chance that is cheap, events in batches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from bench.address import is_url
from bench.load import COUNCIL, Made
from consumers.cloudevents import STRUCTURED_HEADERS, parse
from ledger.entry import Actor
from ledger.store.directory import LedgerDirectory
from ledger.store.home import home_at
from ledger.store.messages import Outcome, RawMessage, Receipt

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


def directory(address: str, clock: Clock) -> LedgerDirectory:
    """The ledgers at ``address``; close it after use."""
    url = address if is_url(address) else None
    return LedgerDirectory(home_at(url, Path(address)), clock, os.urandom)


def message(made: Made) -> RawMessage:
    """The event as an HTTP request in structured mode brings it."""
    return RawMessage(body=made.body, headers=STRUCTURED_HEADERS, channel="http")


def fill(address: str, load: Iterable[Made], *, count: int) -> None:
    """Make the ledger at ``address`` of the ``count`` events of ``load``, in batches."""
    clock = Clock()
    at_once = min(BATCH, max(1, count // 100))  # a batch is recorded at once
    with directory(address, clock) as ledgers:
        ledger = ledgers.create(COUNCIL)
        for batch in chunks(load, at_once):
            clock.now_us = batch[-1].recorded_us
            require_receipts(ledger.append([parse(message(made)) for made in batch], actor=ACTOR))


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
