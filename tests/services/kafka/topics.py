"""Topics of tests: made, written and read."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from tests.services.kafka.client import ANSWERS_WITHIN_MS, admin

ONE_MORE_WITHIN_MS = 300
"""How long a broker may take to hand out a message that should not be there."""


@contextmanager
def fresh_topic(bootstrap: str, partitions: int = 1) -> Iterator[str]:
    """A topic with a name of its own, deleted afterwards."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    make_topic(bootstrap, name, partitions)
    yield name
    delete_topic(bootstrap, name)


def make_topic(bootstrap: str, name: str, partitions: int = 1) -> None:
    """Make a topic, and wait until it can be used."""
    with closing(admin(bootstrap)) as asked:
        asked.create_topics({name: {"num_partitions": partitions, "replication_factor": 1}})
        asked.wait_for_topics([name])


def delete_topic(bootstrap: str, name: str) -> None:
    """Delete a topic, with all that it holds."""
    with closing(admin(bootstrap)) as asked:
        asked.delete_topics([name])


def produce(bootstrap: str, topic: str, values: Sequence[bytes]) -> None:
    """Send values and wait until each is acknowledged by all."""
    with closing(KafkaProducer(bootstrap_servers=bootstrap, acks="all")) as producer:
        sent = [producer.send(topic, value) for value in values]
        for each in sent:
            each.get(ANSWERS_WITHIN_MS / 1000)


def committed_values(bootstrap: str, topic: str, *, expected: int) -> list[bytes]:
    """The committed values from the topic's beginning: ``expected`` of them, and any more."""
    return [record.value for record in committed_records(bootstrap, topic, expected=expected)]


def committed_records(bootstrap: str, topic: str, *, expected: int) -> list[ConsumerRecord]:
    """The committed records from the topic's beginning: ``expected`` of them, and any more."""
    settings = {"isolation_level": "read_committed", "enable_auto_commit": False}
    with closing(KafkaConsumer(bootstrap_servers=bootstrap, **settings)) as consumer:
        place = TopicPartition(topic, 0)
        consumer.assign([place])
        consumer.seek(place, 0)
        found: list[ConsumerRecord] = []
        patience = ANSWERS_WITHIN_MS
        while records := consumer.poll(timeout_ms=patience).get(place):
            found += records
            patience = ONE_MORE_WITHIN_MS if len(found) >= expected else ANSWERS_WITHIN_MS
        return found
