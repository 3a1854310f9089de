"""How far each feed was taken in, kept in the very transaction that takes it in.

A feed is one partition of one topic, as a ledger reads it. Its position says which of its records
have been dealt with here. Whoever hands in records says which position they found: if another has
moved it since, nothing is written. So a reader that lost its partition without noticing, however
long it slept, cannot write a record a second time nor before its predecessors.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from ledger.store.database import Cursor

_COLUMNS: Final = "cluster, topic_id, partition, topic, next_offset, end_offset, seen_us"


class Feed(Struct, frozen=True, order=True):
    """One partition of a topic. A topic that was deleted and made again has another ``topic_id``.

    ``topic`` is its name, which tells people what it is and nothing else.
    """

    cluster: str
    topic_id: str
    partition: int
    topic: str

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}"


class FeedPosition(Struct, frozen=True):
    """How far a feed was taken in: every record below ``next_offset`` was dealt with.

    ``end_offset`` is where the feed ended when this was written, at ``seen_us``.
    """

    feed: Feed
    next_offset: int
    end_offset: int
    seen_us: int


class Delivery(Struct, frozen=True, kw_only=True):
    """Which records of a feed are handed in: all from ``expected`` up to ``next_offset``.

    ``expected`` is the position that the deliverer found here; None where there was none.
    """

    feed: Feed
    expected: int | None
    next_offset: int
    end_offset: int


class Fenced(Exception):
    """Another has taken in records of this feed meanwhile; nothing was written."""

    def __init__(self, feed: Feed, expected: int | None, found: int | None) -> None:
        super().__init__(f"{feed}: expected at {expected}, found at {found}")
        self.feed = feed


def read_feeds(cursor: Cursor) -> list[FeedPosition]:
    """The position of every feed that anything was ever taken from."""
    cursor.execute(f"SELECT {_COLUMNS} FROM feed ORDER BY cluster, topic_id, partition")
    return [
        FeedPosition(Feed(cluster, topic_id, partition, topic), *rest)
        for cluster, topic_id, partition, topic, *rest in cursor.fetchall()
    ]


def advance(cursor: Cursor, delivery: Delivery, now_us: int) -> None:
    """Move the feed of ``delivery`` on, under the write lock; raises :class:`Fenced`."""
    feed, key = delivery.feed, _key(delivery.feed)
    found = _next_offset(cursor, feed)
    if found != delivery.expected:
        raise Fenced(feed, delivery.expected, found)
    said = (feed.topic, delivery.next_offset, delivery.end_offset, now_us)
    if found is None:
        cursor.execute(f"INSERT INTO feed ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", (*key, *said))
    else:
        cursor.execute(
            "UPDATE feed SET topic = ?, next_offset = ?, end_offset = ?, seen_us = ? "
            "WHERE cluster = ? AND topic_id = ? AND partition = ?",
            (*said, *key),
        )


def _next_offset(cursor: Cursor, feed: Feed) -> int | None:
    cursor.execute(
        "SELECT next_offset FROM feed WHERE cluster = ? AND topic_id = ? AND partition = ?",
        _key(feed),
    )
    row = cursor.fetchone()
    return None if row is None else int(row[0])


def _key(feed: Feed) -> tuple[str, str, int]:
    return feed.cluster, feed.topic_id, feed.partition
