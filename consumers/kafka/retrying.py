"""Parked messages that are tried again: when their time has come, or what they wait for has."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable

from consumers.cloudevents import parse
from consumers.kafka.taking import KAFKA, outcome_of
from consumers.placing import Placing
from ledger.moments import Clock
from ledger.store.arriving import Overtaken
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import NoLedger, StoreUnavailable
from ledger.store.ledger import Ledger
from ledger.store.messages import Delivered, Parked, Receipt
from ledger.store.parked import AT_ONCE, PATIENCE, Patience

_log = logging.getLogger(__name__)


class Retrying:
    """Tries the parked messages of all ledgers here again. Any number of processes may."""

    def __init__(self, directory: LedgerDirectory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._waiting: Counter[str] = Counter()

    def look(self) -> Counter[str]:
        """Try what is due in every ledger; outcome -> messages."""
        outcomes: Counter[str] = Counter()
        for council in self._directory.councils():
            try:
                ledger = self._directory.open(council)
                if ledger.moved_to() is None:
                    outcomes += self._due(council, ledger)
            except NoLedger:
                continue  # it is only being made
            except StoreUnavailable as failure:
                _log.warning("what %s holds back is tried later: %s", council, failure)
        return outcomes

    def follow(self, delivered: Iterable[Delivered]) -> Counter[str]:
        """Try at once what waits on the streams of events that were recorded just now."""
        streams: dict[str, set[str]] = {}
        for each in delivered:
            if isinstance(each, Receipt) and self._waiting:
                council = each.stream.partition("/")[0]
                streams.setdefault(council, set()).add(each.stream)
            elif isinstance(each, Parked):
                self._waiting[""] += 1  # of a ledger that the next look will tell
        outcomes: Counter[str] = Counter()
        for council, recorded in streams.items():
            ledger = self._directory.open(council)
            for stream in ledger.parked.held(recorded):
                outcomes += retry(self._directory, ledger, stream)
        return outcomes

    @property
    def waiting(self) -> int:
        """How many messages were held back when this was last looked at."""
        return self._waiting.total()

    def _due(self, council: str, ledger: Ledger) -> Counter[str]:
        outcomes: Counter[str] = Counter()
        for stream in ledger.parked.due(self._clock()):
            outcomes += retry(self._directory, ledger, stream)
        self._waiting.pop("", None)
        self._waiting[council] = ledger.parked.count()
        self._waiting += Counter()  # drops what is zero
        return outcomes


def retry(
    directory: LedgerDirectory, ledger: Ledger, stream: str, patience: Patience = PATIENCE
) -> Counter[str]:
    """Try the parked messages of a stream again, until one has to wait on; outcome -> messages."""
    outcomes: Counter[str] = Counter()
    placing = Placing(directory, KAFKA)
    while messages := ledger.parked.list(stream=stream, limit=AT_ONCE):
        items = [placing.place(parse(message.raw)).item for message in messages]
        try:
            delivered = ledger.retry(messages, items, actor=KAFKA.actor, patience=patience)
        except Overtaken:
            break
        outcomes.update(map(outcome_of, delivered))
        if any(isinstance(each, Parked) for each in delivered):
            break
    return outcomes
