"""Records that are lost, or may be: noticed when a feed is to be read, and never in silence."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from consumers.kafka.onlooker import Bounds
from consumers.kafka.stores import Rows, Store, Stores
from ledger.store.directory import LedgerDirectory
from ledger.store.feeds import Delivery, Feed, FeedPosition
from ledger.store.incidents import IncidentCode

_log = logging.getLogger(__name__)


class Losses:
    """Raises incidents, and lets the stores go on behind what is lost."""

    def __init__(self, directory: LedgerDirectory, stores: Stores) -> None:
        self._directory = directory
        self._stores = stores
        self._left: dict[Feed, int] = {}

    def count(self) -> int:
        """How many nobody has acknowledged yet."""
        return len(self._directory.unrouted.incidents.list(only_open=True))

    def note_left(self, feed: Feed, position: int, end: int) -> None:
        """Remember that this process left a feed at ``position`` although it went up to ``end``."""
        if position < end:
            self._left[feed] = end
        else:
            self._left.pop(feed, None)

    def _end(self, at: FeedPosition) -> int:
        return max(at.end_offset, self._left.get(at.feed, 0))

    def check_gone(self, rows: Rows, cluster: str, topic_ids: Mapping[str, str]) -> None:
        """Raise an incident for every feed of a topic that was made again, if it was not drained.

        ``topic_ids``: topic -> its id now. Whether it was drained is known as far as it was seen:
        by whoever wrote into a store last, or by this process.
        """
        gone = {
            feed
            for held in rows.held.values()
            for feed, at in held.items()
            if feed.cluster == cluster
            and feed.topic_id != topic_ids.get(feed.topic, feed.topic_id)
            and at.next_offset < self._end(at)
        }
        for feed in sorted(gone):
            left = {
                store: at for store, at in rows.of(feed).items() if at.next_offset < self._end(at)
            }
            first = min(at.next_offset for at in left.values())
            end = max(map(self._end, left.values()))
            self._raise(
                "FEED_LOST",
                feed,
                first,
                end - first,
                f"topic {feed.topic} was deleted and made again while the records from {first} "
                f"up to {end} of partition {feed.partition} were not taken in",
            )
            for store, at in left.items():
                self._move(feed, store, at, end, end)

    def check_displaced(
        self, rows: Rows, feed: Feed, bounds: Bounds, *, is_truncated: bool
    ) -> bool:
        """Raise an incident where a store's position is not in the partition any more.

        Its next records are then the first that are there. Whether there was such a store.
        """
        held = rows.of(feed)
        behind = {store: at for store, at in held.items() if at.next_offset < bounds.first}
        if behind:
            lost = min(at.next_offset for at in behind.values())
            self._raise(
                "FEED_OUT_OF_RANGE",
                feed,
                lost,
                bounds.first - lost,
                f"the records from {lost} up to {bounds.first} are not there any more and may not "
                "have been taken in",
            )
        ahead = {
            store: at
            for store, at in held.items()
            if at.next_offset > bounds.end or (is_truncated and store not in behind)
        }
        if ahead:
            reached = max(at.next_offset for at in ahead.values())
            self._raise(
                "FEED_TRUNCATED",
                feed,
                bounds.end,
                None,
                f"it ends at {bounds.end}, and was taken in up to {reached}: what came since may "
                "be under offsets that were taken in before, so all is read again",
            )
        for store, at in (behind | ahead).items():
            self._move(feed, store, at, bounds.first, bounds.end)
        return bool(behind or ahead)

    def _raise(
        self, code: IncidentCode, feed: Feed, next_offset: int, records: int | None, detail: str
    ) -> None:
        _log.error("%s: %s: %s", code, feed, detail)
        self._directory.unrouted.incidents.report(
            code, feed, next_offset=next_offset, records=records, detail=detail
        )

    def _move(self, feed: Feed, store: Store, at: FeedPosition, next_offset: int, end: int) -> None:
        moved = Delivery(
            feed=feed, expected=at.next_offset, next_offset=next_offset, end_offset=end
        )
        self._stores.deliver(store, (), moved)
