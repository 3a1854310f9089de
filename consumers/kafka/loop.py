"""The loop: what the topics bring goes into the ledgers, and nothing is passed over in silence.

One thread polls, reads, hands in and tends. What cannot be taken in now is tried again from where
the stores stand; meanwhile its partition is paused, and polling goes on.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from threading import Event
from time import monotonic
from typing import Final, NamedTuple

from consumers.ahead import Ahead
from consumers.kafka.client import Client, Fetched
from consumers.kafka.feeds import Feeds
from consumers.kafka.losses import Losses
from consumers.kafka.message import Read, read_record
from consumers.kafka.onlooker import Displaced, Place, Unreachable
from consumers.kafka.reading import Reading
from consumers.kafka.retrying import Retrying
from consumers.kafka.standing import STALLED_S, FeedStanding, Standing
from consumers.kafka.stores import UNUSABLE
from consumers.kafka.taking import NewStore, Taking
from ledger.store.feeds import Fenced
from ledger.store.messages import Item, RawMessage, Rejected

IDLE_S: Final = 0.5
"""How long one poll waits for records."""
TEND_S: Final = 1.0
"""How often ledgers, parked messages and the lag are looked at."""
LIFT_S: Final = 5.0
"""How often the stores that took nothing are told how far the feeds are."""
LIFTED_AT_ONCE: Final = 50
"""Stores of a feed that are told at a time: each is a transaction."""

_log = logging.getLogger(__name__)


class _Batch(NamedTuple):
    fetched: Fetched
    reads: list[Read]
    messages: list[RawMessage]
    """Those of ``reads`` that are still to be parsed."""


class Loop:
    """Reads with one client, until it is told to stop or the client is of no use any more."""

    def __init__(
        self,
        client: Client,
        feeds: Feeds,
        taking: Taking,
        retrying: Retrying,
        losses: Losses,
        ahead: Ahead,
        stopping: Event,
    ) -> None:
        self._client = client
        self._feeds = feeds
        self._taking = taking
        self._retrying = retrying
        self._losses = losses
        self._ahead = ahead
        self._stopping = stopping
        self._waiting: deque[_Batch] = deque()
        self._tend_at = 0.0
        self._lift_at = 0.0
        self._error = ""
        self._fault = ""
        """What is wrong with the broker or its topics, as of the last time they were asked."""
        self._parked = 0
        self._incidents = 0
        self.fenced = 0
        self.came_round = monotonic()
        self.standing: Standing | None = None

    def run(self) -> None:
        """Go on until it is told to stop. Raises ``Unreachable`` and ``InstanceTaken``."""
        while not self._stopping.is_set():
            self._turn()
            self.came_round = monotonic()
            if self.came_round >= self._tend_at:
                self._tend()
        self._lift_all(wait=True)  # whoever reads on finds everything where it was left

    def _turn(self) -> None:
        """Poll and hand in, until there is nothing for the moment or it is time to tend."""
        try:
            for items in self._ahead.read(self._polled(), lambda read: read.items):
                self._take_unparsed()
                self._take(self._waiting.popleft(), items)
            self._take_unparsed()
        except Displaced as error:
            self._start_over()
            self._feeds.displaced(error)
        except Unreachable as error:
            # The client finds its brokers again by itself.
            self._start_over()
            self._fail(error)
            self._stopping.wait(IDLE_S)

    def _start_over(self) -> None:
        self._waiting.clear()
        self._feeds.rewind()

    def _polled(self) -> Iterator[list[RawMessage]]:
        """The messages of one batch after the other, as they come."""
        while not self._stopping.is_set() and monotonic() < self._tend_at:
            self._change()
            self._feeds.begin()
            fetched = self._client.poll(0.0 if self._waiting else IDLE_S)
            self._change()
            for each in self._feeds.sound(fetched):
                reads = [read_record(record) for record in each.records]
                messages = [read for read in reads if isinstance(read, RawMessage)]
                self._waiting.append(_Batch(each, reads, messages))
                if messages:
                    yield messages
            if not fetched:
                return

    def _change(self) -> None:
        self._lift(self._feeds.changed())

    def _take_unparsed(self) -> None:
        """Hand in what begins the queue and holds nothing to parse."""
        while self._waiting and not self._waiting[0].messages:
            self._take(self._waiting.popleft(), [])

    def _take(self, batch: _Batch, parsed: list[Item]) -> None:
        """Hand in one batch, unless its feed has come to stand elsewhere since it was fetched."""
        fetched = batch.fetched
        reading = self._feeds.readings.get(fetched.place)
        if reading is None or reading.position != fetched.begin:
            return
        rest = iter(parsed)
        items = [each if isinstance(each, Rejected) else next(rest) for each in batch.reads]
        offsets = [record.offset for record in fetched.records]
        try:
            numbered = zip(offsets, items, strict=True)
            self._taking.take(reading, fetched.next_offset, numbered, self._ahead.prepare_next)
            reading.attempts = 0
        except Fenced as fence:
            self._fence(reading, fence)
        except NewStore as new:
            self._feeds.begin_anew(fetched.place, f"there is a ledger that was not: {new}")
        except UNUSABLE as failure:
            self._rest(fetched.place, str(failure))
        except Exception as error:  # noqa: BLE001 - whatever it is, the feed stands still and says so
            _log.exception("%s cannot be taken in", reading.feed)
            self._rest(fetched.place, f"{type(error).__name__}: unforeseen, see the log")

    def _rest(self, place: Place, error: str) -> None:
        self._feeds.rest(place, error)
        # At once: until the next look every other feed may have waited for its store as well.
        self._tell(self._error or self._fault)

    def _fence(self, reading: Reading, fence: Fenced) -> None:
        self.fenced += 1
        self._feeds.begin_anew(reading.place, f"fenced off, another reads it: {fence}")

    def _tend(self) -> None:
        """Look after everything that comes to pass without a record."""
        now = monotonic()
        try:
            self._feeds.look()
            self._parked = self._retrying.look()
            self._incidents = self._losses.count()
            if now >= self._lift_at:
                self._lift_at = now + LIFT_S
                self._lift_all(LIFTED_AT_ONCE)
                missing = ", ".join(self._client.missing())
                self._fault = f"there is no topic {missing}" if missing else ""
        except UNUSABLE as failure:
            self._fail(failure)
        except Unreachable as failure:
            self._fault = str(failure)
            self._lift_at = 0.0
            _log.warning("the broker cannot be asked: %s", failure)
        self._tell(self._error or self._fault)
        self._error = ""
        # From its end on: the topics are read between two looks, however long one takes.
        self._tend_at = monotonic() + TEND_S

    def _fail(self, failure: Exception) -> None:
        self._error = str(failure)
        _log.warning("it is tried again: %s", failure)

    def _lift(self, readings: Iterable[Reading], at_once: int | None = None) -> None:
        for reading, fence in self._taking.lift(readings, at_once):
            if reading.place in self._feeds.readings:
                self._fence(reading, fence)

    def _lift_all(self, at_once: int | None = None, *, wait: bool = False) -> None:
        """Let the stores and the group know how far the feeds are."""
        self._lift(list(self._feeds.readings.values()), at_once)
        positions = {place: each.position for place, each in self._feeds.readings.items()}
        self._client.commit(positions, wait=wait)

    def _tell(self, error: str) -> None:
        feeds = [each.standing() for each in self._feeds.readings.values()]
        feeds += [
            FeedStanding(
                topic=place.topic,
                partition=place.partition,
                error=resting.error or "it has not begun yet",
            )
            for place, resting in self._feeds.resting.items()
        ]
        is_well = all(not each.error and each.stalled_s < STALLED_S for each in feeds)
        self.standing = Standing(
            ready=is_well and not self._incidents and not error,
            error=error,
            feeds=tuple(sorted(feeds, key=lambda each: (each.topic, each.partition))),
            parked=self._parked,
            incidents=self._incidents,
            fenced=self.fenced,
        )
