"""Our side of the append: from the bytes of CloudEvents, or from prepared candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

from bench.load import COUNCIL, MANY, Made, action_events
from bench.measure import seconds
from bench.ours.feed import ACTOR, BATCH, Clock, chunks, directory, message, require_receipts
from bench.worker import Steps
from consumers.ahead import Ahead
from consumers.cloudevents import parse
from consumers.intake import Intake
from consumers.sender import Sender
from ledger.store.messages import Item, Outcome, RawMessage

SENDER: Final = Sender(ACTOR.credential, ACTOR.role, None)


class Side:
    """One ledger that is appended to, a run at a time."""

    def open(self, address: str, streams: int) -> None:
        """Make the ledger and open its streams, which is not measured."""
        self._clock = Clock()
        self._clock.now_us = 1
        directories = directory(address, self._clock)
        self._ledger = directories.create(COUNCIL)
        self._intake = Intake(directories)
        self._ahead = Ahead(alone=0)
        self._load: Iterator[Made] = action_events(plans=1, actions=streams, count=MANY)
        self._append([parse(item) for item in self._messages(streams)])

    def whole(self, count: int, at_once: int) -> float:
        """Seconds to take ``count`` events as from a file: all the way from their bytes."""
        calls = list(chunks(self._messages(count), at_once))
        outcomes: list[list[Outcome]] = []
        load = partial(self._intake.load, sender=SENDER, ahead=self._ahead)
        took = seconds(lambda: outcomes.extend([each for _, each in load(calls)]))
        for each in outcomes:
            require_receipts(each)
        return took

    def prepared(self, count: int, at_once: int) -> float:
        """Seconds to append ``count`` events that were parsed and validated before."""
        parsed: list[Item] = [parse(item) for item in self._messages(count)]
        calls = list(chunks(parsed, at_once))
        outcomes: list[list[Outcome]] = []
        append = self._ledger.append
        took = seconds(lambda: outcomes.extend([append(call, actor=ACTOR) for call in calls]))
        for each in outcomes:
            require_receipts(each)
        return took

    def sizes(self) -> tuple[float, float]:
        """Mean bytes of a message as it came, and of an entry as it is stored."""
        entries = [self._ledger.entry_bytes(at) or b"" for at in range(self._ledger.head().size)]
        return self._bytes / self._count, sum(map(len, entries)) / len(entries)

    def _messages(self, count: int) -> Sequence[RawMessage]:
        made = list(islice(self._load, count))
        self._clock.now_us = max(self._clock.now_us, made[-1].recorded_us)
        self._bytes = sum(len(each.body) for each in made)
        self._count = len(made)
        return [message(each) for each in made]

    def _append(self, items: Sequence[Item]) -> None:
        for batch in chunks(items, BATCH):
            require_receipts(self._ledger.append(batch, actor=ACTOR))


SIDE: Final = Side()
STEPS: Final[Steps] = {
    "open": SIDE.open,
    "whole": SIDE.whole,
    "prepared": SIDE.prepared,
    "sizes": SIDE.sizes,
}
