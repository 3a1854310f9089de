"""How far the stores of a home are behind its topics, asked from outside of any group."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from consumers.kafka.onlooker import Bounds, Onlooker
from consumers.kafka.reading import Reading
from consumers.kafka.stores import Stores
from ledger.store.feeds import Feed


class Lag(Struct, frozen=True, kw_only=True):
    """One partition: what it holds, and the lowest position that a store holds of it."""

    topic: str
    partition: int
    first: int
    position: int
    end: int
    lag: int


def lags(onlooker: Onlooker, stores: Stores, topics: Sequence[str]) -> list[Lag]:
    """The lag of every partition of ``topics``; raises ``Unreachable``."""
    rows = stores.rows()
    topic_ids = onlooker.topic_ids(topics)
    found = []
    for place, bounds in onlooker.bounds(onlooker.places(topics)).items():
        feed = Feed(onlooker.cluster, topic_ids[place.topic], place.partition, place.topic)
        found.append(_lag(Reading(feed, place, rows, bounds), bounds))
    return sorted(found, key=lambda each: (each.topic, each.partition))


def _lag(reading: Reading, bounds: Bounds) -> Lag:
    return Lag(
        topic=reading.feed.topic,
        partition=reading.feed.partition,
        first=bounds.first,
        position=reading.position,
        end=bounds.end,
        lag=max(0, bounds.end - reading.position),
    )
