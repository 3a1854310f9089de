"""The client that we consume with, alone: every record of the topic is read, and nothing done."""

from __future__ import annotations

from contextlib import closing
from time import perf_counter
from typing import Final

from kafka import KafkaConsumer, TopicPartition

from bench.worker import Steps
from consumers.kafka.client import BATCH

WITHIN_MS: Final = 10_000


def consume(bootstrap: str, topic: str, count: int) -> float:
    """Records a second, from the first that is there to the last."""
    place = TopicPartition(topic, 0)
    with closing(
        KafkaConsumer(
            bootstrap_servers=bootstrap,
            isolation_level="read_committed",
            enable_auto_commit=False,
            max_poll_records=BATCH,
        )
    ) as consumer:
        consumer.assign([place])
        consumer.seek(place, 0)
        first = read = len(consumer.poll(WITHIN_MS)[place])
        begun = perf_counter()
        while read < count:
            read += len(consumer.poll(WITHIN_MS)[place])
        return (count - first) / (perf_counter() - begun)


STEPS: Final[Steps] = {"consume": consume}
