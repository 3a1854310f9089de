"""Parked messages that are tried again: when their time has come, or what they wait for has."""

from __future__ import annotations

import logging
from collections import Counter
from time import monotonic
from typing import Final

from consumers.cloudevents import parse
from consumers.kafka.taking import KAFKA, outcome_of
from consumers.placing import Placing
from ledger.moments import Clock
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import StoreUnavailable
from ledger.store.ledger import Ledger
from ledger.store.messages import Delivered
from ledger.store.parking import Due

ATTEMPTS: Final = 20
"""How often a message is tried again before it goes into quarantine: for about an hour."""
LONGEST_S: Final = 1.0
"""How long one look may take, so that the topics are read meanwhile."""

_log = logging.getLogger(__name__)


class Retrying:
    """Tries the parked messages of all ledgers here again. Any number of processes may."""

    def __init__(self, directory: LedgerDirectory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    def look(self) -> int:
        """Try what is due in every ledger; how many messages are held back after that."""
        deadline = monotonic() + LONGEST_S
        waiting = 0
        for council, ledger in self._directory.ledgers():
            if ledger.moved_to() is not None:
                continue
            try:
                while (due := ledger.parked.due(self._clock())) and monotonic() < deadline:
                    for each in due:
                        self._try(ledger, each)
                waiting += ledger.parked.count()
            except StoreUnavailable as failure:
                _log.warning("what %s holds back is tried later: %s", council, failure)
        return waiting

    def _try(self, ledger: Ledger, due: Due) -> None:
        give_up = due.messages[0].attempts >= ATTEMPTS
        outcomes = Counter(map(outcome_of, retry(self._directory, ledger, due, give_up=give_up)))
        told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
        _log.info("parked messages of %s: %s", due.stream, told or "another was quicker")


def retry(
    directory: LedgerDirectory, ledger: Ledger, due: Due, *, give_up: bool
) -> list[Delivered]:
    """Try the first parked messages of a stream again; nothing where another was quicker.

    With ``give_up`` what cannot be recorded now is refused for good.
    """
    placing = Placing(directory, KAFKA)
    items = [placing.place(parse(message.raw)).item for message in due.messages]
    ids = [message.id for message in due.messages]
    return ledger.retry(due.stream, ids, items, actor=KAFKA.actor, give_up=give_up)
