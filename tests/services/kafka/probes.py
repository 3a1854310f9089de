"""What a Kafka broker can do, found out by trying."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Final

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from tests.services.kafka.broker import Kafka
from tests.services.kafka.client import ANSWERS_WITHIN_MS, admin
from tests.services.kafka.topics import (
    ONE_MORE_WITHIN_MS,
    committed_values,
    fresh_topic,
    produce,
)
from tests.services.missing import no_capability
from tests.services.server import NativeServer


def needs(broker: Kafka, capability: str) -> None:
    """End the test here where the broker lacks the capability; see ``capabilities.toml``."""
    if not can(broker, capability):
        no_capability(broker, capability)


def can(broker: Kafka, capability: str) -> bool:
    """Whether the broker has the capability; brokers of one provider are tried once."""
    key = (broker.provider, broker.version, capability)
    if key not in _FOUND:
        _FOUND[key] = _tried(broker, PROBES[capability])
    return _FOUND[key]


def _tried(broker: Kafka, probe: Callable[[Kafka], bool]) -> bool:
    """What the probe finds; an error of the broker says that it cannot."""
    try:
        return probe(broker)
    except KafkaError:
        return False


def _transactions(broker: Kafka) -> bool:
    with fresh_topic(broker.bootstrap) as topic:
        with closing(
            KafkaProducer(
                bootstrap_servers=broker.bootstrap,
                transactional_id=topic,
                max_block_ms=ANSWERS_WITHIN_MS,
            )
        ) as producer:
            producer.init_transactions()
            producer.begin_transaction()
            producer.send(topic, b"given up").get(ANSWERS_WITHIN_MS / 1000)
            producer.abort_transaction()
            producer.begin_transaction()
            producer.send(topic, b"committed")
            producer.commit_transaction()
        return committed_values(broker.bootstrap, topic, expected=1) == [b"committed"]


def _end_offsets(broker: Kafka) -> bool:
    with fresh_topic(broker.bootstrap) as topic:
        produce(broker.bootstrap, topic, [b"1", b"2", b"3"])
        place = TopicPartition(topic, 0)
        with closing(KafkaConsumer(bootstrap_servers=broker.bootstrap)) as consumer:
            return bool(consumer.end_offsets([place]) == {place: 3})


def _topic_ids(broker: Kafka) -> bool:
    with fresh_topic(broker.bootstrap) as topic, closing(admin(broker.bootstrap)) as asked:
        (told,) = asked.describe_topics([topic])
    return uuid.UUID(str(told["topic_id"])).int != 0


def _strict_topics(broker: Kafka) -> bool:
    settings = {"bootstrap_servers": broker.bootstrap, "max_block_ms": ONE_MORE_WITHIN_MS}
    with closing(KafkaProducer(**settings)) as producer:
        try:
            producer.send("test-nobody-made-it", b"lost").get(ONE_MORE_WITHIN_MS / 1000)
        except KafkaError:
            return True
    return False


def _persistence(broker: Kafka) -> bool:
    if not isinstance(broker, NativeServer):
        return False
    with fresh_topic(broker.bootstrap) as topic:
        produce(broker.bootstrap, topic, [b"kept"])
        broker.kill()
        broker.start()
        return committed_values(broker.bootstrap, topic, expected=1) == [b"kept"]


PROBES: Final[Mapping[str, Callable[[Kafka], bool]]] = {
    "transactions": _transactions,
    "end-offsets": _end_offsets,
    "topic-ids": _topic_ids,
    "strict-topics": _strict_topics,  # a topic is there only if somebody made it
    "persistence": _persistence,  # what was acknowledged is there after a kill
}
"""Capability -> whether a broker has it."""
_FOUND: Final[dict[tuple[str, str, str], bool]] = {}
