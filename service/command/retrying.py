"""Parked messages tried again because somebody asked for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from consumers.kafka.retrying import retry
from consumers.kafka.taking import outcome_of
from ledger.store.ledger import Ledger
from ledger.store.parking import MESSAGES, Due
from service.wiring import Wiring


def retry_all(wiring: Wiring, council: str, stream: str | None, *, give_up: bool) -> Counter[str]:
    """Try the messages of every stream, or of one, again; outcome -> messages."""
    ledger = wiring.directory.open(council)
    counts: Counter[str] = Counter()
    for name in [stream] if stream else list(_streams(ledger)):
        while messages := ledger.parked.list(stream=name, limit=MESSAGES):
            due = Due(name, messages)
            found = Counter(map(outcome_of, retry(wiring.directory, ledger, due, give_up=give_up)))
            counts += found
            if not found or found["parked"]:
                break
    wiring.catch_up(council)
    return counts


def _streams(ledger: Ledger) -> Iterator[str]:
    """The streams that have parked messages, in the order in which they came to wait."""
    seen: set[str] = set()
    after = 0
    while rows := ledger.parked.list(after=after):
        after = rows[-1].id
        for row in rows:
            if row.stream not in seen:
                seen.add(row.stream)
                yield row.stream
