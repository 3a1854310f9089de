"""Kafka as the loop sees it: batches of records, partitions that come and go, offsets.

One thread uses it. The client's own thread
tells of partitions that come and go; they are noted there and dealt with by the loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final, NamedTuple, Self

from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError
from kafka.structs import MemberState

from consumers.kafka.message import Record
from consumers.kafka.onlooker import Bounds, Onlooker, Place, told

BATCH: Final = 1_000
"""Records of one poll, and so of one transaction."""
ANSWERS_WITHIN_S: Final = 10.0
"""How long a broker may take to answer a question, or the client to find one."""


class Fetched(NamedTuple):
    """Consecutive records of one partition: all from ``begin`` up to ``next_offset``.

    ``end_offset`` is where the partition ends, as far as the client knows.
    """

    place: Place
    begin: int
    records: Sequence[Record]
    next_offset: int
    end_offset: int


class Change(NamedTuple):
    """Partitions that came to this process or left it.

    ``is_lost``: the group did without this process, which had not been heard of for too long.
    """

    is_here: bool
    is_lost: bool
    places: tuple[Place, ...]


class Group(NamedTuple):
    """As which member of which group this process reads, and what it does to stay in it."""

    group: str
    instance: str | None
    session_s: float
    poll_interval_s: float


class Client:
    """A member of a consumer group; use it as a context manager.

    ``connection`` is how the client finds its brokers. Everything raises :class:`Unreachable`
    where the broker cannot be asked, and :class:`InstanceTaken`.
    """

    def __init__(
        self, connection: Mapping[str, object], topics: Sequence[str], group: Group
    ) -> None:
        self._topics = list(topics)
        self._changes: SimpleQueue[Change] = SimpleQueue()
        self._cursors: dict[Place, int] = {}
        self._onlooker = Onlooker(connection)
        self.cluster = self._onlooker.cluster
        try:
            with told():
                self._consumer = KafkaConsumer(**connection, **_choices(group))
                self._consumer.subscribe(topics=self._topics, listener=_Listener(self))
        except BaseException:
            self._onlooker.close()
            raise

    def poll(self, timeout_s: float) -> list[Fetched]:
        """What has come; waits for it at most so long. Raises :class:`Displaced`."""
        with told():
            found = self._consumer.poll(timeout_ms=int(timeout_s * 1000))
            self._mind_the_join()
            assigned = self._consumer.assignment()
            return [
                each
                for place, begin in list(self._cursors.items())
                if place in assigned
                for each in self._fetched(place, begin, found.get(place, ()))
            ]

    def changes(self) -> list[Change]:
        """Partitions that came and went since this was asked before."""
        found = []
        with suppress(Empty):
            while True:
                found.append(self._changes.get_nowait())
        for place in (place for change in found for place in change.places):
            self._cursors.pop(place, None)
        return found

    def read_from(self, place: Place, offset: int) -> None:
        """Let the partition be read on from ``offset``."""
        if place in self._consumer.assignment():
            self._consumer.seek(place, offset)
            self._consumer.resume(place)
            self._cursors[place] = offset

    def hold(self, place: Place) -> None:
        """Read nothing of the partition for now."""
        self._cursors.pop(place, None)
        if place in self._consumer.assignment():
            self._consumer.pause(place)

    def bounds(self, place: Place) -> Bounds:
        """What the partition has now."""
        return self._onlooker.bounds([place])[place]

    def topic_ids(self) -> dict[str, str]:
        """Topic -> its id now; a topic that is not there is left out."""
        return self._onlooker.topic_ids(self._topics)

    def missing(self) -> list[str]:
        """The topics that are not there now."""
        return sorted(set(self._topics) - self.topic_ids().keys())

    def commit(self, positions: Mapping[Place, int], *, wait: bool = False) -> None:
        """Tell Kafka how far we are, for people and their tools: nothing here relies on it."""
        assigned = self._consumer.assignment()
        offsets = {
            place: OffsetAndMetadata(offset, "", -1)
            for place, offset in positions.items()
            if place in assigned
        }
        if offsets and wait:
            with suppress(KafkaError):
                self._consumer.commit(offsets, timeout_ms=int(ANSWERS_WITHIN_S * 1000))
        elif offsets:
            with told():
                self._consumer.commit_async(offsets)

    def close(self) -> None:
        """Leave the group, unless as an instance that is to come back."""
        with suppress(KafkaError):
            self._consumer.close(autocommit=False, timeout_ms=int(ANSWERS_WITHIN_S * 1000))
        self._onlooker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _mind_the_join(self) -> None:
        """Let a join go on that outlived the poll that began it.

        kafka-python 3.0.12 forgets one that a change of the topics made necessary: nothing tells
        the next poll of it, and the member is mute for ever.
        """
        if self._consumer.group_metadata().state is MemberState.REBALANCING:
            self._consumer._coordinator.request_rejoin()  # noqa: SLF001 - as said

    def _fetched(self, place: Place, begin: int, records: Sequence[Record]) -> Iterator[Fetched]:
        """At most one: records, or offsets that hold none, as the ends of transactions do."""
        next_offset = self._consumer.position(place, timeout_ms=0)
        if next_offset is not None and next_offset > begin:
            self._cursors[place] = next_offset
            end_offset = self._consumer.highwater(place) or next_offset
            yield Fetched(place, begin, records, next_offset, max(end_offset, next_offset))

    def note(
        self, places: Sequence[Place], *, is_here: bool = False, is_lost: bool = False
    ) -> None:
        """Called on the client's own thread, which must not wait for anything."""
        if is_here:
            for place in places:
                # Or it would be read from where Kafka believes us to be.
                self._consumer.seek(place, 0)
                self._consumer.pause(place)
        self._changes.put(Change(is_here, is_lost, tuple(places)))


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc] # it ships no types
    """What the client calls when partitions come and go."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def on_partitions_assigned(self, assigned: Sequence[Place]) -> None:
        self._client.note(assigned, is_here=True)

    def on_partitions_revoked(self, revoked: Sequence[Place]) -> None:
        self._client.note(revoked)

    def on_partitions_lost(self, lost: Sequence[Place]) -> None:
        self._client.note(lost, is_lost=True)


def _choices(group: Group) -> dict[str, object]:
    session_ms = int(group.session_s * 1000)
    return {
        "group_id": group.group,
        "group_instance_id": group.instance,
        "session_timeout_ms": session_ms,
        "heartbeat_interval_ms": session_ms // 4,
        "max_poll_interval_ms": int(group.poll_interval_s * 1000),
        "max_poll_records": BATCH,
        "isolation_level": "read_committed",
        "enable_auto_commit": False,
        "auto_offset_reset": "none",
        "allow_auto_create_topics": False,
        "partition_assignment_strategy": [CooperativeStickyAssignor],
        "metadata_max_age_ms": 5_000,
        "metrics_enabled": False,
    }
