"""Whoever follows the ledger from its topics."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final, NamedTuple

from kafka import KafkaConsumer, TopicPartition

from consumers.kafka.topics import Sent, sent_topics
from tests.services.kafka.topics import delete_topic, make_topic
from tests.waiting import PATIENCE_S

NO_MORE_WITHIN_MS: Final = 500


class Followed(NamedTuple):
    """A record as a follower reads it, its headers by name."""

    partition: int
    key: str
    value: bytes
    headers: dict[str, str]


@contextmanager
def topics_of(bootstrap: str, prefix: str, partitions: int = 3) -> Iterator[Sent]:
    """The topics that a publisher with this prefix sends to, deleted afterwards."""
    sent = sent_topics(prefix)
    for name in sent:
        make_topic(bootstrap, name, partitions)
    try:
        yield sent
    finally:
        for name in sent:
            delete_topic(bootstrap, name)


def follow(bootstrap: str, topic: str, count: int) -> list[Followed]:
    """The committed records of a topic from its beginning: ``count`` of them, and any more."""
    with closing(
        KafkaConsumer(
            bootstrap_servers=bootstrap, isolation_level="read_committed", enable_auto_commit=False
        )
    ) as consumer:
        places = [TopicPartition(topic, each) for each in consumer.partitions_for_topic(topic)]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        found: list[Followed] = []
        patience_ms = int(PATIENCE_S * 1000)
        while records := consumer.poll(timeout_ms=patience_ms):
            found += [_followed(each) for batch in records.values() for each in batch]
            patience_ms = NO_MORE_WITHIN_MS if len(found) >= count else int(PATIENCE_S * 1000)
        return found


def _followed(record: Any) -> Followed:  # noqa: ANN401 - the client ships no types
    headers = {name: value.decode() for name, value in record.headers}
    return Followed(record.partition, record.key.decode(), record.value, headers)
