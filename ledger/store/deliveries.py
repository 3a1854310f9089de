"""What a delivery from a feed, and another try of what is parked, write beside their append.

All of it is in the transaction of the append: the position of a feed, what is parked and what is
recorded are true together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from ledger.store.compose import Entropy
from ledger.store.database import Cursor, Value
from ledger.store.feeds import Delivery, move_on, require_expected
from ledger.store.kept import kept_headers
from ledger.store.messages import Candidate, Delivered, Item, Parked
from ledger.store.parameters import chunks
from ledger.store.parking import PARKED_COLUMNS

FIRST_DELAY_US: Final = 1_000_000
LONGEST_DELAY_US: Final = 300_000_000
"""Half an hour has some ten tries, a day some three hundred."""


class Beside(Protocol):
    """What an append does beside its own."""

    def begin(self, cursor: Cursor, items: Sequence[Item]) -> frozenset[str] | None:
        """The streams that wait before anything is decided; None where nothing is parked."""
        ...

    def end(
        self, cursor: Cursor, items: Sequence[Item], outcomes: Sequence[Delivered], now_us: int
    ) -> None:
        """Write what the outcomes come to."""
        ...


class NotThere(Exception):
    """What is to be tried again is parked no more, or is no more the first of its stream."""


class Delivering:
    """A delivery: the position of its feed is moved on, and what waits is parked."""

    def __init__(self, delivery: Delivery, entropy: Entropy) -> None:
        self._delivery = delivery
        self._entropy = entropy

    def begin(self, cursor: Cursor, items: Sequence[Item]) -> frozenset[str]:
        """Which streams of ``items`` wait; raises ``Fenced``."""
        require_expected(cursor, self._delivery)
        return _waiting(cursor, {str(i.stream) for i in items if isinstance(i, Candidate)})

    def end(
        self, cursor: Cursor, items: Sequence[Item], outcomes: Sequence[Delivered], now_us: int
    ) -> None:
        """Park what is to be parked, and move on."""
        rows: list[Value] = []
        for item, outcome in zip(items, outcomes, strict=True):
            if isinstance(outcome, Parked) and isinstance(item, Candidate):
                rows += self._row(item, outcome, now_us)
        if rows:
            cursor.insert("parked", PARKED_COLUMNS, rows)
        move_on(cursor, self._delivery, now_us)

    def _row(self, item: Candidate, parked: Parked, now_us: int) -> Iterable[Value]:
        raw = item.raw
        yield from (parked.stream, *self._delivery.feed)
        yield from (raw.body, kept_headers(raw), raw.channel, raw.coordinates)
        yield from (item.source, item.id, item.type, parked.code, parked.detail)
        yield from (parked.awaited_version, 0, now_us, now_us + delay_us(0, self._entropy))


class Retrying:
    """Another try of the first messages that a stream has parked."""

    def __init__(self, stream: str, ids: Sequence[int], entropy: Entropy, *, give_up: bool) -> None:
        self._stream = stream
        self._ids = list(ids)
        self._entropy = entropy
        self._give_up = give_up
        self._attempts: dict[int, int] = {}

    def begin(self, cursor: Cursor, _items: Sequence[Item]) -> frozenset[str] | None:
        """No stream waits for itself; raises :class:`NotThere`."""
        cursor.execute(
            "SELECT id, attempts FROM parked WHERE stream = ? ORDER BY id LIMIT ?",
            (self._stream, len(self._ids)),
        )
        self._attempts = {row[0]: row[1] for row in cursor.fetchall()}
        if list(self._attempts) != self._ids:
            raise NotThere
        return None if self._give_up else frozenset()

    def end(
        self, cursor: Cursor, _items: Sequence[Item], outcomes: Sequence[Delivered], now_us: int
    ) -> None:
        """Free what is settled; let the rest keep its place."""
        settled: list[int] = []
        for parked_id, outcome in zip(self._ids, outcomes, strict=True):
            if isinstance(outcome, Parked):
                self._keep(cursor, parked_id, outcome, now_us)
            else:
                settled.append(parked_id)
        for chunk in chunks(settled):
            test, parameters = cursor.one_of(chunk)
            cursor.execute(f"DELETE FROM parked WHERE id {test}", parameters)

    def _keep(self, cursor: Cursor, parked_id: int, parked: Parked, now_us: int) -> None:
        attempts = self._attempts[parked_id] + 1
        next_us = now_us + delay_us(attempts, self._entropy)
        cursor.execute(
            "UPDATE parked SET code = ?, detail = ?, awaited_version = ?, attempts = ?, "
            "next_us = ? WHERE id = ?",
            (parked.code, parked.detail, parked.awaited_version, attempts, next_us, parked_id),
        )


def delay_us(attempts: int, entropy: Entropy) -> int:
    """How long to wait after so many tries in vain: twice as long each time, less up to a half.

    What chance takes off keeps those that were parked together from being tried together.
    """
    longest = min(FIRST_DELAY_US << min(attempts, 30), LONGEST_DELAY_US)
    return longest - longest * int.from_bytes(entropy(2)) // 2**17


def _waiting(cursor: Cursor, streams: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for chunk in chunks(streams):
        test, parameters = cursor.one_of(chunk)
        cursor.execute(f"SELECT DISTINCT stream FROM parked WHERE stream {test}", parameters)
        found.update(str(stream) for (stream,) in cursor.fetchall())
    return frozenset(found)
