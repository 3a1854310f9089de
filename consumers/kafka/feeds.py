"""The feeds that this process reads: begun where the stores stand, and begun anew when in doubt."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Final, TypeAlias

from msgspec import Struct

from consumers.kafka.client import Client, Fetched
from consumers.kafka.losses import Losses
from consumers.kafka.onlooker import Displaced, Place
from consumers.kafka.reading import Reading
from consumers.kafka.stores import UNUSABLE, Rows, Stores
from ledger.store.feeds import Feed

Chance: TypeAlias = Callable[[], float]
"""A number in [0, 1)."""

FIRST_REST_S: Final = 0.2
LONGEST_REST_S: Final = 5.0

_log = logging.getLogger(__name__)


def rest_s(attempts: int, chance: float) -> float:
    """How long to rest after so many attempts: twice as long each time, spread by ``chance``."""
    return min(LONGEST_REST_S, FIRST_REST_S * 2.0 ** min(attempts, 10)) * (0.5 + chance)


class Resting(Struct):
    """A partition that is not read for now: until when, after how many attempts, and why."""

    until: float
    attempts: int = 0
    error: str = ""
    is_truncated: bool = False


class Feeds:
    """What one client reads of the partitions that it was given.

    ``counts``: topic and partition -> outcome -> records, over all clients of the process.
    """

    def __init__(
        self,
        client: Client,
        stores: Stores,
        losses: Losses,
        chance: Chance,
        counts: dict[tuple[str, int], Counter[str]],
    ) -> None:
        self._client = client
        self._stores = stores
        self._losses = losses
        self._chance = chance
        self._counts = counts
        self.readings: dict[Place, Reading] = {}
        self.resting: dict[Place, Resting] = {}

    def changed(self) -> list[Reading]:
        """Note which partitions came and went; what was read of those that were given back."""
        gone = []
        for change in self._client.changes():
            if change.is_lost:
                names = ", ".join(f"{place.topic}/{place.partition}" for place in change.places)
                _log.warning("%s went to others: nothing was heard from here for too long", names)
            for place in change.places:
                reading = self.readings.pop(place, None)
                self.resting.pop(place, None)
                if change.is_here:
                    self.resting[place] = Resting(until=0.0)
                elif reading is not None and not change.is_lost:
                    gone.append(reading)
        return gone

    def begin(self) -> None:
        """Begin to read the partitions that have rested long enough."""
        now = monotonic()
        due = [place for place, resting in self.resting.items() if resting.until <= now]
        if not due:
            return
        try:
            topic_ids = self._client.topic_ids()
            rows = self._stores.rows()
            self._losses.check_gone(rows, self._client.cluster, topic_ids)
        except UNUSABLE as failure:
            for place in due:
                self.rest(place, str(failure))
            return
        for place in due:
            topic_id = topic_ids.get(place.topic)
            if topic_id is None:
                self.rest(place, f"the topic {place.topic} is not there")
            else:
                feed = Feed(self._client.cluster, topic_id, place.partition, place.topic)
                self._begin(place, feed, rows)

    def rest(self, place: Place, error: str) -> None:
        """Leave the partition alone for a while, longer each time that it happens in a row."""
        before = self.resting.get(place) or Resting(0.0)
        reading = self._leave(place)
        attempts = before.attempts if reading is None else reading.attempts
        wait_s = rest_s(attempts, self._chance())
        self.resting[place] = Resting(
            monotonic() + wait_s, attempts + 1, error, before.is_truncated
        )
        self._client.hold(place)
        _log.warning("%s/%d rests %.1f s: %s", place.topic, place.partition, wait_s, error)

    def begin_anew(self, place: Place, why: str, *, is_truncated: bool = False) -> None:
        """Forget what is known of the partition, and read it from where the stores stand."""
        _log.warning("%s/%d is begun anew: %s", place.topic, place.partition, why)
        self._leave(place)
        self._client.hold(place)
        self.resting[place] = Resting(until=0.0, is_truncated=is_truncated)

    def _leave(self, place: Place) -> Reading | None:
        """Stop reading the partition; what was still to come of it is remembered."""
        reading = self.readings.pop(place, None)
        if reading is not None:
            self._losses.note_left(reading.feed, reading.position, reading.end)
        return reading

    def displaced(self, error: Displaced) -> None:
        """Begin anew what could not be read where it was to be read."""
        for place in error.places:
            self.begin_anew(place, "its offset is not there", is_truncated=error.is_truncated)

    def rewind(self) -> None:
        """Read every feed from its position again: what the client held may be lost."""
        for place, reading in self.readings.items():
            self._client.read_from(place, reading.position)

    def sound(self, fetched: Iterable[Fetched]) -> Iterator[Fetched]:
        """What was fetched from the very feeds that are read.

        A topic can be deleted and made again between two polls. An id never comes back, so what
        was fetched between two looks at the same id is of that topic.
        """
        fetched = list(fetched)
        topic_ids = self._client.topic_ids() if fetched else {}
        for each in fetched:
            reading = self.readings.get(each.place)
            if reading is None:
                continue
            topic_id = topic_ids.get(reading.feed.topic, reading.feed.topic_id)
            if topic_id != reading.feed.topic_id:
                self.begin_anew(each.place, "the topic was made again")
                continue
            reading.end = each.end_offset
            yield each

    def look(self) -> None:
        """Begin anew what has come to stand elsewhere in a store than this process left it.

        A ledger was made or moved here, an older one put back, or another process reads the feed.
        """
        rows = self._stores.rows()
        for place, reading in list(self.readings.items()):
            changed = reading.changed(rows)
            if changed:
                names = ", ".join(sorted(store or "what belongs to no ledger" for store in changed))
                self.begin_anew(place, f"it stands elsewhere in {names}")

    def _begin(self, place: Place, feed: Feed, rows: Rows) -> None:
        resting = self.resting[place]
        try:
            bounds = self._client.bounds(place)
            if self._losses.check_displaced(rows, feed, bounds, is_truncated=resting.is_truncated):
                rows = self._stores.rows()
        except UNUSABLE as failure:
            self.rest(place, str(failure))
            return
        reading = Reading(feed, place, rows, bounds)
        reading.attempts = resting.attempts
        reading.counts = self._counts.setdefault((feed.topic, feed.partition), Counter())
        self.readings[place] = reading
        del self.resting[place]
        self._client.read_from(place, reading.position)
        _log.info("%s is read from %d", feed, reading.position)
