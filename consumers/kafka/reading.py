"""How far this process is with one feed."""

from __future__ import annotations

from collections import Counter
from time import monotonic

from consumers.kafka.onlooker import Bounds, Place
from consumers.kafka.standing import FeedStanding
from consumers.kafka.stores import Rows, Store
from ledger.store.feeds import Delivery, Feed


class Reading:
    """A feed that this process reads: every record below ``position`` has been dealt with.

    ``stored`` is the position that each of ``stores`` holds; one that never took anything of the
    feed holds none, and is to have all that there is. ``moved``: councils whose ledger stands here
    and takes nothing. ``end`` is where the feed ends, ``attempts`` how often in a row it could
    not be taken in.
    """

    def __init__(self, feed: Feed, place: Place, rows: Rows, bounds: Bounds) -> None:
        self.feed = feed
        self.place = place
        self.stored = _offsets(rows, feed)
        self.stores = set(rows.held)
        self.moved = rows.moved
        self.position = min(self.stored.get(store, bounds.first) for store in self.stores)
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
        for gone in self.stores - rows.held.keys():
            self.forget(gone)
        self.moved = rows.moved
        found = _offsets(rows, self.feed)
        return {
            store
            for store in rows.held
            if store not in self.stores or found.get(store) != self.stored.get(store)
        }

    def forget(self, store: Store) -> None:
        """A store takes nothing any more: it was moved away, or removed."""
        self.stores.discard(store)
        self.stored.pop(store, None)
        if store is not None:
            self.moved |= {store}

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


def _offsets(rows: Rows, feed: Feed) -> dict[Store, int]:
    return {store: at.next_offset for store, at in rows.of(feed).items()}
