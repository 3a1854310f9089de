from __future__ import annotations

from contextlib import closing

import pytest
from kafka import KafkaConsumer, KafkaProducer

from tests.services.kafka.native import NativeKafka
from tests.services.kafka.probes import PROBES, can, needs
from tests.services.kafka.topics import committed_values, fresh_topic, produce
from tests.services.kafka.wheel import WheelKafka
from tests.services.missing import lacks
from tests.services.services import Services

pytestmark = pytest.mark.integration

VALUES = [b"%d" % number for number in range(100)]


def test_what_is_produced_is_consumed_in_its_order(services: Services, kafka_topic: str) -> None:
    produce(services.kafka.bootstrap, kafka_topic, VALUES)
    assert committed_values(services.kafka.bootstrap, kafka_topic, expected=100) == VALUES


def test_a_group_goes_on_where_it_committed(services: Services, kafka_topic: str) -> None:
    produce(services.kafka.bootstrap, kafka_topic, VALUES)

    def taken(count: int) -> list[bytes]:
        with closing(
            KafkaConsumer(
                kafka_topic,
                bootstrap_servers=services.kafka.bootstrap,
                group_id=f"of-{kafka_topic}",
                auto_offset_reset="earliest",
                enable_auto_commit=False,
                session_timeout_ms=6000,
                heartbeat_interval_ms=300,
            )
        ) as consumer:
            found = [next(consumer).value for _ in range(count)]
            consumer.commit()
        return found

    assert taken(30) + taken(70) == VALUES


def test_a_transaction_is_read_whole_or_not_at_all(services: Services, kafka_topic: str) -> None:
    broker = services.kafka
    needs(broker, "transactions")
    settings = {"bootstrap_servers": broker.bootstrap, "transactional_id": kafka_topic}
    with closing(KafkaProducer(**settings)) as producer:
        producer.init_transactions()
        for outcome, value in (("abort", b"no"), ("commit", b"yes"), ("abort", b"neither")):
            producer.begin_transaction()
            producer.send(kafka_topic, value).get(5)
            producer.send(kafka_topic, value).get(5)
            getattr(producer, f"{outcome}_transaction")()
    assert committed_values(broker.bootstrap, kafka_topic, expected=2) == [b"yes", b"yes"]


@pytest.mark.faults
def test_what_was_acknowledged_is_there_after_a_kill(own_kafka: NativeKafka | WheelKafka) -> None:
    needs(own_kafka, "persistence")
    with fresh_topic(own_kafka.bootstrap) as topic:
        produce(own_kafka.bootstrap, topic, VALUES)
        own_kafka.kill()
        assert not own_kafka.is_running
        own_kafka.start()
        produce(own_kafka.bootstrap, topic, VALUES)
        assert committed_values(own_kafka.bootstrap, topic, expected=200) == VALUES * 2


def test_the_list_of_what_a_broker_lacks_is_right(own_kafka: NativeKafka | WheelKafka) -> None:
    assert {each for each in PROBES if not can(own_kafka, each)} == lacks(own_kafka)


def test_the_list_of_what_the_wheel_lacks_is_right() -> None:
    with closing(WheelKafka()) as broker:
        broker.start()
        assert {each for each in PROBES if not can(broker, each)} == lacks(broker)
