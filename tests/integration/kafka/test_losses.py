"""Records that are gone before they were taken in: never in silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from kafka import TopicPartition

from tests.integration.service.processes import run
from tests.kafka.consumers import ConsumerProcess, consuming
from tests.kafka.events import event, structured
from tests.kafka.expected import recorded, require_lives, until_recorded
from tests.kafka.producers import produce, until
from tests.places import COUNCIL, Place
from tests.services.kafka.client import admin
from tests.services.kafka.topics import delete_topic, make_topic

pytestmark = pytest.mark.integration

STREAM = "devon/improvement-2020/action/only"
MANY = 20_000
"""More than a consumer takes in before it is killed."""


@pytest.fixture(autouse=True)
def ledger(place: Place) -> None:
    """An empty ledger of Devon."""
    assert run("ledger", "create", COUNCIL, **place.settings).code == 0


@pytest.fixture
def own_topic(bootstrap: str, kafka_topic: str) -> Iterator[str]:
    """A topic that a test may delete."""
    name = f"{kafka_topic}-own"
    make_topic(bootstrap, name)
    yield name
    delete_topic(bootstrap, name)


def send(bootstrap: str, topic: str, *numbers: int) -> None:
    produce(bootstrap, topic, [structured(event(COUNCIL, "only", n)) for n in numbers])


def made_again(bootstrap: str, topic: str) -> None:
    delete_topic(bootstrap, topic)
    until(lambda: _is_made(bootstrap, topic))


def _is_made(bootstrap: str, topic: str) -> bool:
    try:
        make_topic(bootstrap, topic)
    except Exception:  # noqa: BLE001 - the old one is only going
        return False
    return True


def incidents(place: Place) -> list[str]:
    return [each["code"] for each in run("incidents", "list", "--json", **place.settings).json]


def until_taken(consumer: ConsumerProcess, position: int) -> None:
    until(lambda: [each["position"] for each in consumer.feeds()] == [position])


def test_a_drained_topic_may_be_made_again(place: Place, bootstrap: str, own_topic: str) -> None:
    with consuming(place, bootstrap, own_topic) as consumer:
        send(bootstrap, own_topic, 0, 1, 2)
        until_recorded(place, 3)
        until_taken(consumer, 3)
        made_again(bootstrap, own_topic)
        send(bootstrap, own_topic, 3, 4, 5, 6, 7)
        until_recorded(place, 8)
        consumer.until_ready()
    assert incidents(place) == []
    require_lives(place, {STREAM: 8})


def test_a_topic_that_goes_undrained_is_an_incident_until_it_is_acknowledged(
    place: Place, bootstrap: str, own_topic: str
) -> None:
    send(bootstrap, own_topic, *range(MANY))
    with consuming(place, bootstrap, own_topic) as consumer:
        until_recorded(place, 1)
        consumer.kill()
    taken = recorded(place)
    assert taken < MANY
    made_again(bootstrap, own_topic)
    with consuming(place, bootstrap, own_topic) as consumer:
        send(bootstrap, own_topic, taken, taken + 1)
        until_recorded(place, taken + 2)
        until(lambda: consumer.standing()["incidents"] == 1)
        assert not consumer.standing()["ready"]
        assert incidents(place) == ["FEED_LOST"]
        assert run("incidents", "acknowledge", "1", **place.settings).code == 0
        consumer.until_ready()
    with consuming(place, bootstrap, own_topic) as consumer:
        consumer.until_ready()
    require_lives(place, {STREAM: taken + 2})


def test_a_topic_that_goes_while_its_records_cannot_be_taken_in_is_an_incident(
    place: Place, bootstrap: str, own_topic: str
) -> None:
    with consuming(place, bootstrap, own_topic) as consumer:
        send(bootstrap, own_topic, 0)
        until_taken(consumer, 1)
        with place.locked():
            send(bootstrap, own_topic, 1, 2, 3)
            until(lambda: consumer.feeds() == [])  # it rests
            made_again(bootstrap, own_topic)
        until(lambda: consumer.standing()["incidents"] == 1)
        assert incidents(place) == ["FEED_LOST"]
        send(bootstrap, own_topic, 1, 2)
        until_recorded(place, 3)
    require_lives(place, {STREAM: 3})


def test_records_whose_time_had_passed_are_an_incident(
    place: Place, bootstrap: str, kafka_topic: str
) -> None:
    with consuming(place, bootstrap, kafka_topic) as consumer:
        send(bootstrap, kafka_topic, 0)
        until_taken(consumer, 1)
    send(bootstrap, kafka_topic, 1, 2, 1, 2)
    with closing(admin(bootstrap)) as asked:
        asked.delete_records({TopicPartition(kafka_topic, 0): 3})
    with consuming(place, bootstrap, kafka_topic) as consumer:
        until(lambda: consumer.standing()["incidents"] == 1)
        assert incidents(place) == ["FEED_OUT_OF_RANGE"]
        assert run("incidents", "acknowledge", "1", **place.settings).code == 0
        send(bootstrap, kafka_topic, 1, 2)
        until_recorded(place, 3)
        consumer.until_ready()
    require_lives(place, {STREAM: 3})


def test_a_topic_that_is_shorter_than_it_was_is_an_incident(
    place: Place, bootstrap: str, kafka_topic: str
) -> None:
    with consuming(place, bootstrap, kafka_topic) as consumer:
        send(bootstrap, kafka_topic, 0)
        until_taken(consumer, 1)
    with place.stranger() as stranger:
        stranger.execute("UPDATE feed SET next_offset = 9, end_offset = 9")
    with consuming(place, bootstrap, kafka_topic) as consumer:
        until(lambda: consumer.standing()["incidents"] == 1)
        assert incidents(place) == ["FEED_TRUNCATED"]
        send(bootstrap, kafka_topic, 1)
        until_recorded(place, 2)
    require_lives(place, {STREAM: 2})
