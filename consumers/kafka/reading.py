"""How far this process is with one feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from time import monotonic

from consumers.kafka.client import Bounds, Place
from consumers.kafka.standing import FeedStanding
from consumers.kafka.stores import Rows, Store
from ledger.store.feeds import Delivery, Feed


class Reading:
    """A feed that this process reads: every record below ``position`` has been dealt with.

    ``stored`` is the position that each of ``stores`` holds; one that never took anything of the
    feed holds none, and is to have all that there is. ``end`` is where the feed ends, ``attempts``
    how often in a row it could not be taken in.
    """

    def __init__(
        self,
        feed: Feed,
        place: Place,
        stored: Mapping[Store, int],
        stores: Collection[Store],
        bounds: Bounds,
    ) -> None:
        self.feed = feed
        self.place = place
        self.stored = dict(stored)
        self.stores = set(stores)
        self.position = min(stored.get(store, bounds.first) for store in stores)
        self.end = bounds.end
        self.attempts = 0
        self.counts: Counter[str] = Counter()
        self._seen = (-1, 0.0)

    def delivery(self, store: Store, next_offset: int) -> Delivery:
        """What moves the feed of ``store`` on to ``next_offset``."""
        return Delivery(
            feed=self.feed,
            expected=self.stored.get(store),
            next_offset=next_offset,
            end_offset=max(self.end, next_offset),
        )

    def changed(self, rows: Rows) -> set[Store]:
        """The stores that stand elsewhere than they were left; forgets those that are gone."""
        for gone in self.stores - rows.keys():
            self.stores.discard(gone)
            self.stored.pop(gone, None)
        found = {
            store: held[self.feed].next_offset for store, held in rows.items() if self.feed in held
        }
        return {
            store
            for store in rows
            if store not in self.stores or found.get(store) != self.stored.get(store)
        }

    def behind(self) -> list[Store]:
        """The stores that do not know how far the feed is, the furthest behind first."""
        there = [each for each in self.stores if self.stored.get(each) != self.position]
        return sorted(there, key=lambda store: self.stored.get(store, -1))

    def stalled_s(self) -> float:
        """For how long there has been a lag and no progress, as far as this was asked before."""
        position, since = self._seen
        now = monotonic()
        if position != self.position or self.end <= self.position:
            self._seen = (self.position, now)
            return 0.0
        return now - since

    def standing(self) -> FeedStanding:
        """How it stands, for whoever asks."""
        return FeedStanding(
            topic=self.feed.topic,
            partition=self.feed.partition,
            position=self.position,
            end_offset=self.end,
            lag=max(0, self.end - self.position),
            stalled_s=round(self.stalled_s(), 1),
            error="",
            counts=dict(self.counts),
        )
