"""Consumers killed, paused for too long, and their broker or database gone for a while."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Final

import psycopg
import pytest

from tests.integration.service.processes import run
from tests.kafka.consumers import ConsumerProcess, consuming
from tests.kafka.events import lives, structured
from tests.kafka.expected import recorded, require_lives, until_all_recorded, until_recorded
from tests.kafka.producers import produce, producing, until
from tests.places import COUNCIL, Place
from tests.services.kafka.native import NativeKafka
from tests.services.kafka.probes import needs
from tests.services.kafka.topics import fresh_topic
from tests.services.kafka.wheel import WheelKafka
from tests.services.postgresql.native import NativePostgreSQL
from tests.services.services import Services

pytestmark = pytest.mark.faults

SEEDS: Final = (0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 10)))
KILLS: Final = 4
LONGEST_S: Final = 1.0
NOTICED: Final = (
    "fenced off, another reads it",
    "went to others: nothing was heard",
    "it stands elsewhere in",
)
"""What a consumer says that learns from its store, the group or its own look that it was away."""


@pytest.fixture
def topic(services: Services) -> Iterator[str]:
    """A topic of three partitions."""
    with fresh_topic(services.kafka.bootstrap, partitions=3) as name:
        yield name


@pytest.fixture
def ledger(place: Place) -> Place:
    """A place with an empty ledger."""
    assert run("ledger", "create", COUNCIL, **place.settings).code == 0
    return place


@pytest.mark.parametrize("seed", SEEDS)
def test_each_event_is_there_once_however_often_consumers_are_killed(
    ledger: Place, services: Services, topic: str, seed: int
) -> None:
    chance = Random(seed)
    bootstrap = services.kafka.bootstrap
    with producing(bootstrap, topic, [COUNCIL], seed=seed) as producers:
        for _ in range(KILLS):
            with consuming(ledger, bootstrap, topic) as consumer:
                before = recorded(ledger)
                until(lambda before=before: recorded(ledger) > before)
                time.sleep(chance.uniform(0, LONGEST_S))
                consumer.kill()
        producers.stop()
        with consuming(ledger, bootstrap, topic):
            until_all_recorded(ledger, producers.sent, COUNCIL)
    require_lives(ledger, producers.sent)


def test_one_that_was_paused_for_too_long_is_fenced_off_and_says_so(
    ledger: Place, services: Services, topic: str
) -> None:
    bootstrap = services.kafka.bootstrap
    with (
        producing(bootstrap, topic, [COUNCIL], seed=1) as producers,
        consuming(ledger, bootstrap, topic) as zombie,
    ):
        until(lambda: recorded(ledger) > 20)
        with consuming(ledger, bootstrap, topic) as other:
            # What it has just given back it need not be told of: each has its share now.
            until(lambda: zombie.feeds() and other.feeds())
            with paused(zombie, ledger):
                other.until_reading(3)
                before = recorded(ledger)
                until(lambda: recorded(ledger) > before + 20)
            producers.until_more(50)
            producers.stop()
            until_all_recorded(ledger, producers.sent, COUNCIL)
            until(lambda: len(zombie.feeds()) + len(other.feeds()) == 3)
    said = zombie.running.printed
    assert any(each in said for each in NOTICED), said
    require_lives(ledger, producers.sent)


@contextmanager
def paused(consumer: ConsumerProcess, place: Place) -> Iterator[None]:
    """It does nothing, and holds no lock that others would wait for."""
    try:
        consumer.signal(signal.SIGSTOP)
        while not (is_free(place, COUNCIL) and is_free(place, None)):
            consumer.signal(signal.SIGCONT)
            time.sleep(0.01)
            consumer.signal(signal.SIGSTOP)
        yield
    finally:
        consumer.signal(signal.SIGCONT)


def is_free(place: Place, council: str | None) -> bool:
    """Whether nobody holds the write lock of the ledger, or of what belongs to none, for long."""
    take = ["PRAGMA busy_timeout = 1000", "BEGIN IMMEDIATE"]
    if place.is_postgresql:
        take = ["SET lock_timeout = '1s'", "BEGIN", "LOCK TABLE write_lock IN EXCLUSIVE MODE"]
    with place.stranger(council) as stranger:
        try:
            for statement in take:
                stranger.execute(statement)
        except (sqlite3.OperationalError, psycopg.errors.LockNotAvailable):
            return False
        stranger.execute("ROLLBACK")
    return True


def test_the_database_goes_and_comes_back(
    own_postgresql: NativePostgreSQL, services: Services, topic: str
) -> None:
    bootstrap = services.kafka.bootstrap
    with Place(own_postgresql.url_of("postgres")) as place:
        assert run("ledger", "create", COUNCIL, **place.settings).code == 0
        with (
            producing(bootstrap, topic, [COUNCIL], seed=2) as producers,
            consuming(place, bootstrap, topic) as consumer,
        ):
            for end in (NativePostgreSQL.stop, NativePostgreSQL.kill):
                before = recorded(place)
                until(lambda before=before: recorded(place) > before)
                end(own_postgresql)
                until(lambda: not consumer.standing()["ready"])
                producers.until_more(20)
                own_postgresql.start()
                consumer.until_ready()
            producers.stop()
            until_all_recorded(place, producers.sent, COUNCIL)
            consumer.until_ready()
        require_lives(place, producers.sent)


def test_the_broker_is_killed_and_comes_back(
    own_kafka: NativeKafka | WheelKafka, ledger: Place
) -> None:
    needs(own_kafka, "persistence")
    bootstrap = own_kafka.bootstrap
    keys = [f"action-{number}" for number in range(20)]
    messages = [structured(each) for each in lives(COUNCIL, keys, 60)]
    with (
        fresh_topic(bootstrap, partitions=3) as topic,
        consuming(ledger, bootstrap, topic) as consumer,
    ):
        consumer.until_reading(3)
        produce(bootstrap, topic, messages[:600])
        own_kafka.kill()
        until(lambda: not consumer.standing()["ready"])
        own_kafka.start()
        produce(bootstrap, topic, messages[600:])
        until_recorded(ledger, len(messages))
        consumer.until_ready()
    require_lives(ledger, {f"devon/improvement-2020/action/{key}": 60 for key in keys})
