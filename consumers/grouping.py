"""Single events of many requests, recorded in one transaction: group commit.

What comes for a ledger while a transaction of it is under way waits, and is the next
transaction. So an event that comes alone waits for nothing, and the more clients send at
once the more of them share a commit. Those who were answered together are given a moment
to come again, or two halves of them would take turns for ever.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, NamedTuple, TypeAlias

from consumers.intake import Intake
from consumers.placing import council_of
from consumers.sender import Sender
from ledger.rules.refusal import Refusal
from ledger.store.messages import Item, Outcome, refused

GROUP_EVENTS: Final = 500
"""Events of one transaction, so that no other writer waits long for the lock."""
GROUP_BYTES: Final = 4 * 1_048_576
"""Bytes of one transaction, as the events came; a single event may be larger."""
WAITING_EVENTS: Final = 5_000
WAITING_BYTES: Final = 64 * 1_048_576
"""How much may wait for all ledgers together: what comes beyond is turned away."""
MOMENT_S: Final = 0.002
"""How long those who were answered together are waited for: most have sent their next by then."""
WRITERS: Final = 16
"""Ledgers that are written to at the same time."""

Line: TypeAlias = tuple[str | None, Sender]
"""What may share a transaction: events for one council's ledger, from one sender."""


class _Waiting(NamedTuple):
    item: Item
    answer: asyncio.Future[Outcome]

    @property
    def size(self) -> int:
        return len(self.item.raw.body)


class _Queue:
    """Those who wait in one line."""

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._awaited = 0
        self._are_there = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, waiting: _Waiting) -> None:
        self._waiting.append(waiting)
        if len(self) >= self._awaited:
            self._are_there.set()

    def next_group(self) -> list[_Waiting]:
        """The first, and as many after it as one transaction takes."""
        group = [self._waiting.popleft()]
        size = group[0].size
        while (
            self._waiting
            and len(group) < GROUP_EVENTS
            and size + self._waiting[0].size <= GROUP_BYTES
        ):
            size += self._waiting[0].size
            group.append(self._waiting.popleft())
        return group

    async def gather(self, count: int) -> None:
        """Wait a moment until there are ``count``, or a whole group."""
        self._awaited = min(count, GROUP_EVENTS)
        if len(self) < self._awaited:
            self._are_there.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._are_there.wait(), MOMENT_S)


class Grouping:
    """Hands single events to ``intake``, group by group; for the thread of one event loop."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="intake")
        self._lines: dict[Line, _Queue] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._events = 0
        self._bytes = 0

    async def take(self, item: Item, *, sender: Sender) -> Outcome:
        """The outcome of ``item``, as :meth:`Intake.take` gives it.

        Events that one sender hands in one after the other are recorded in that order.
        Whoever stops waiting takes nothing back: the event is recorded all the same, and
        its receipt comes when it is sent again. ``OVERLOADED`` when too much is waiting.
        """
        waiting = _Waiting(item, asyncio.get_running_loop().create_future())
        if self._events >= WAITING_EVENTS or self._bytes + waiting.size > WAITING_BYTES:
            detail = f"{self._events} events are waiting to be recorded: send it again in a moment"
            return refused(item, Refusal("OVERLOADED", detail))
        self._queue(waiting, (council_of(item), sender))
        return await waiting.answer

    @property
    def waiting(self) -> int:
        """How many events have been handed in and have no outcome yet."""
        return self._events

    def close(self) -> None:
        """Wait until what is being recorded is recorded; take nothing more."""
        self._threads.shutdown()

    def _queue(self, waiting: _Waiting, line: Line) -> None:
        self._events += 1
        self._bytes += waiting.size
        if line in self._lines:
            self._lines[line].put(waiting)
            return
        queue = self._lines[line] = _Queue()
        queue.put(waiting)
        task = asyncio.create_task(self._record(line))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _record(self, line: Line) -> None:
        """Record group after group until nobody waits in ``line``."""
        queue = self._lines[line]
        while queue:
            group = queue.next_group()
            await self._record_group(group, line[1])
            self._events -= len(group)
            self._bytes -= sum(each.size for each in group)
            if len(group) > 1:
                await queue.gather(len(group) + len(queue))
        del self._lines[line]

    async def _record_group(self, group: Sequence[_Waiting], sender: Sender) -> None:
        """Answer all of ``group``.

        Where recording it breaks, which none of its events has to have done, each is
        recorded alone: what breaks the one is the failure of no other.
        """
        items = [each.item for each in group]
        loop = asyncio.get_running_loop()
        try:
            outcomes = await loop.run_in_executor(self._threads, self._take, items, sender)
        except Exception as failure:  # noqa: BLE001 - it is handed to whoever waits
            if len(group) == 1:
                _tell(group[0].answer, failure)
                return
            for each in group:
                await self._record_group([each], sender)
            return
        for each, outcome in zip(group, outcomes, strict=True):
            _tell(each.answer, outcome)

    def _take(self, items: Sequence[Item], sender: Sender) -> Sequence[Outcome]:
        return self._intake.take(items, sender=sender, atomic=False, dry_run=False)


def _tell(answer: asyncio.Future[Outcome], what: Outcome | Exception) -> None:
    if answer.done():  # whoever waited for it has gone
        return
    if isinstance(what, Exception):
        answer.set_exception(what)
    else:
        answer.set_result(what)
