"""Feeds: how far a store has dealt with each partition of a topic that it reads.

The position of a feed is written in the transaction of what its records came to. So whoever reads
the feed finds out in that transaction whether another has been there meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from ledger.store.database import Cursor
from ledger.store.parameters import marks

FEED_COLUMNS: Final = "cluster, topic_id, partition, topic, next_offset, end_offset, seen_us"
_KEY: Final = "cluster = ? AND topic_id = ? AND partition = ?"


class Feed(NamedTuple):
    """One partition of one topic of one cluster.

    ``cluster`` and ``topic_id`` are the broker's own: a topic made again under the same name is
    another feed.
    """

    cluster: str
    topic_id: str
    partition: int
    topic: str

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from every other."""
        return self.cluster, self.topic_id, self.partition

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}"


class FeedPosition(NamedTuple):
    """How far a store is with a feed: every record below ``next_offset`` has been dealt with.

    ``end_offset`` is where the feed ended at the broker when that was written, at ``seen_us``.
    """

    feed: Feed
    next_offset: int
    end_offset: int
    seen_us: int


class Delivery(NamedTuple):
    """A run of consecutive records of a feed for one store, of which it may concern none.

    ``expected`` is the position on which whoever delivers relies, None where the store has none;
    ``next_offset`` the position after it, lower only where the topic itself went back.
    """

    feed: Feed
    expected: int | None
    next_offset: int
    end_offset: int


class Fenced(Exception):
    """Another has dealt with records of the feed meanwhile: nothing of the delivery was written.

    The code is ``FENCED``. ``found`` is the position that stands.
    """

    def __init__(self, delivery: Delivery, found: int | None) -> None:
        super().__init__(
            f"FENCED: {delivery.feed} stands at {_told(found)} here, not at "
            f"{_told(delivery.expected)}"
        )
        self.delivery = delivery
        self.found = found


def require_expected(cursor: Cursor, delivery: Delivery) -> None:
    """Raise :class:`Fenced` unless the feed stands where the delivery expects it to."""
    cursor.execute(f"SELECT next_offset FROM feed WHERE {_KEY}", delivery.feed.key)
    row = cursor.fetchone()
    found = None if row is None else int(row[0])
    if found != delivery.expected:
        raise Fenced(delivery, found)


def move_on(cursor: Cursor, delivery: Delivery, now_us: int) -> None:
    """Write the position after the delivery."""
    cursor.execute(
        f"INSERT INTO feed ({FEED_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (cluster, topic_id, partition) DO UPDATE SET "
        "next_offset = excluded.next_offset, end_offset = excluded.end_offset, "
        "seen_us = excluded.seen_us",
        (*delivery.feed, delivery.next_offset, delivery.end_offset, now_us),
    )


def add_feed(cursor: Cursor, row: Sequence[Any]) -> None:
    """Note `FEED_COLUMNS` of a feed that is not known here."""
    cursor.execute(
        f"INSERT INTO feed ({FEED_COLUMNS}) VALUES ({marks(len(row))}) "
        "ON CONFLICT (cluster, topic_id, partition) DO NOTHING",
        row,
    )


def read_feeds(cursor: Cursor) -> list[FeedPosition]:
    """Every feed of which the store has had anything, in order of topic and partition."""
    cursor.execute(f"SELECT {FEED_COLUMNS} FROM feed ORDER BY topic, partition, cluster, topic_id")
    return [_position(row) for row in cursor.fetchall()]


def _position(row: Any) -> FeedPosition:  # noqa: ANN401 - a row holds what its statement selects
    cluster, topic_id, partition, topic, *rest = row
    return FeedPosition(Feed(cluster, topic_id, partition, topic), *rest)


def _told(offset: int | None) -> str:
    return "no position" if offset is None else f"offset {offset}"
