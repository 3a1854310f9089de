"""What an append does besides when its messages come from a feed, in the same transaction.

Three kinds of it: messages handed in as they are; those of a feed, which moves on with them; and
parked ones that are tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeAlias

from msgspec import structs

from ledger.names import StreamName, parse_stream_name
from ledger.store.database import Cursor
from ledger.store.feeds import Delivery, advance
from ledger.store.messages import Candidate, Delivered, Item, Parked
from ledger.store.parked import (
    ParkedMessage,
    Patience,
    are_first,
    held_streams,
    let_go,
    park,
    put_off,
)

Chance: TypeAlias = Callable[[], float]
"""A number in [0, 1)."""


class Overtaken(Exception):
    """Others have tried these parked messages meanwhile; nothing was written."""


class Arrival(Protocol):
    """What is done before and after the decisions, under the write lock."""

    def begin(self, cursor: Cursor, now_us: int) -> None:
        """Before anything is read; raises where there is nothing to do any more."""
        ...

    def held(self, cursor: Cursor, names: Iterable[StreamName]) -> set[StreamName] | None:
        """Which streams have messages waiting already; None where nothing is to wait."""
        ...

    def end(
        self, cursor: Cursor, items: Sequence[Item], outcomes: list[Delivered], now_us: int
    ) -> None:
        """After the decisions; may complete ``outcomes``."""
        ...


class Direct:
    """Nothing besides: what is refused is refused."""

    def begin(self, cursor: Cursor, now_us: int) -> None:
        """Nothing."""

    def held(self, cursor: Cursor, names: Iterable[StreamName]) -> set[StreamName] | None:
        """Nothing waits."""

    def end(
        self, cursor: Cursor, items: Sequence[Item], outcomes: list[Delivered], now_us: int
    ) -> None:
        """Nothing."""


class Delivering:
    """Messages of a feed: it moves on, and what may heal is parked."""

    def __init__(self, delivery: Delivery, patience: Patience, chance: Chance) -> None:
        self._delivery = delivery
        self._patience = patience
        self._chance = chance

    def begin(self, cursor: Cursor, now_us: int) -> None:
        """Move the feed on; raises ``Fenced``."""
        advance(cursor, self._delivery, now_us)

    def held(self, cursor: Cursor, names: Iterable[StreamName]) -> set[StreamName] | None:
        """Those that have parked messages."""
        return {parse_stream_name(each) for each in held_streams(cursor, map(str, names))}

    def end(
        self, cursor: Cursor, items: Sequence[Item], outcomes: list[Delivered], now_us: int
    ) -> None:
        """Park what has to wait."""
        for number, (item, outcome) in enumerate(zip(items, outcomes, strict=True)):
            if isinstance(outcome, Parked) and isinstance(item, Candidate):
                next_us = now_us + self._patience.wait_us(0, self._chance())
                row = park(cursor, item, outcome, now_us, next_us)
                outcomes[number] = structs.replace(outcome, parked_id=row)


class Retrying:
    """The first parked messages of one stream. When patience is at its end nothing waits on."""

    def __init__(
        self, messages: Sequence[ParkedMessage], patience: Patience, chance: Chance
    ) -> None:
        self._messages = messages
        self._patience = patience
        self._chance = chance

    def begin(self, cursor: Cursor, now_us: int) -> None:
        """Raises :class:`Overtaken`."""
        if not are_first(cursor, self._messages):
            raise Overtaken

    def held(self, cursor: Cursor, names: Iterable[StreamName]) -> set[StreamName] | None:
        """None at first: these are the ones that wait."""
        is_last = self._messages[0].attempts + 1 >= self._patience.attempts
        return None if is_last else set()

    def end(
        self, cursor: Cursor, items: Sequence[Item], outcomes: list[Delivered], now_us: int
    ) -> None:
        """Let go what was recorded or refused for good, and put off the first of the rest."""
        waiting: list[tuple[ParkedMessage, Parked]] = []
        done: list[ParkedMessage] = []
        for number, (message, outcome) in enumerate(zip(self._messages, outcomes, strict=True)):
            if isinstance(outcome, Parked):
                waiting.append((message, outcome))
                outcomes[number] = structs.replace(outcome, parked_id=message.id)
            else:
                done.append(message)
        let_go(cursor, done)
        if waiting:
            message, why = waiting[0]
            wait_us = self._patience.wait_us(message.attempts + 1, self._chance())
            put_off(cursor, message, why, now_us + wait_us)
