"""From topics into ledgers: each event once, in order, or in quarantine with its reason."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from consumers.kafka.client import Client, Group
from consumers.kafka.connection import Connection
from consumers.kafka.consumer import Consumer
from consumers.kafka.loop import TEND_S
from consumers.kafka.retrying import Retrying
from ledger.store.directory import LedgerDirectory
from service import clock
from tests.integration.service.processes import run
from tests.kafka.consumers import SESSION_S, ConsumerProcess, consuming
from tests.kafka.events import event, in_headers, lives, resent, structured, wrong
from tests.kafka.expected import quarantined, require_lives, until_recorded
from tests.kafka.producers import produce, until
from tests.places import Place

pytestmark = pytest.mark.integration

KEYS = [f"action-{number}" for number in range(10)]


@pytest.fixture(autouse=True)
def ledger(place: Place) -> None:
    """An empty ledger of Devon."""
    assert run("ledger", "create", "devon", **place.settings).code == 0


def counts(consumer: ConsumerProcess) -> Counter[str]:
    """Outcome -> records, of all that it reads."""
    return sum((Counter(each["counts"]) for each in consumer.feeds()), Counter[str]())


def all_of(keys: list[str], count: int, council: str = "devon") -> dict[str, int]:
    return {f"{council}/improvement-2020/action/{key}": count for key in keys}


def test_each_event_is_recorded_once_and_in_order(place: Place, bootstrap: str, topic: str) -> None:
    events = list(resent(lives("devon", KEYS, 40), 0.1, Random(5)))
    with consuming(place, bootstrap, topic) as consumer:
        produce(bootstrap, topic, [structured(each) for each in events])
        until_recorded(place, 400)
        until(lambda: counts(consumer).total() == len(events))
        assert counts(consumer) == {"recorded": 400, "duplicate": len(events) - 400}
        assert [each["lag"] for each in consumer.feeds()] == [0, 0, 0]
        consumer.until_ready()
    assert len(events) > 420
    assert consumer.running.process.returncode == 0
    require_lives(place, all_of(KEYS, 40))
    assert quarantined(place) == []


def test_a_consumer_that_comes_later_goes_on_where_the_ledger_stands(
    place: Place, bootstrap: str, topic: str
) -> None:
    for begin in (0, 20):
        events = [each for number in range(begin, begin + 20) for each in numbered(number)]
        produce(bootstrap, topic, [structured(each) for each in events])
        with consuming(place, bootstrap, topic, group=f"another-{begin}") as consumer:
            until_recorded(place, (begin + 20) * len(KEYS))
            until(lambda: counts(consumer) == {"recorded": 200})
    require_lives(place, all_of(KEYS, 40))


def numbered(number: int) -> list[dict[str, object]]:
    return [event("devon", key, number) for key in KEYS]


def test_both_modes_of_cloudevents_arrive_alike(
    place: Place, bootstrap: str, kafka_topic: str
) -> None:
    messages = [
        in_headers(event("devon", "first", 0)),
        structured(event("devon", "first", 1), b"devon"),
        in_headers(event("devon", "first", 2)),
    ]
    with consuming(place, bootstrap, kafka_topic):
        produce(bootstrap, kafka_topic, messages)
        until_recorded(place, 3)
    require_lives(place, all_of(["first"], 3))


def test_every_kind_of_wrong_record_lies_in_quarantine_with_its_code(
    place: Place, bootstrap: str, kafka_topic: str
) -> None:
    planted = wrong()
    messages = [
        structured(event("devon", "first", 0), b"devon"),
        *planted.values(),
        structured(event("devon", "first", 1), b"devon"),
    ]
    with consuming(place, bootstrap, kafka_topic) as consumer:
        produce(bootstrap, kafka_topic, messages)
        until_recorded(place, 2)
        consumer.until_ready()
    require_lives(place, all_of(["first"], 2))
    assert sorted(quarantined(place) + quarantined(place, "-")) == sorted(planted)


def test_two_councils_are_fed_by_one_topic(place: Place, bootstrap: str, topic: str) -> None:
    assert run("ledger", "create", "torbay", **place.settings).code == 0
    events = [*lives("devon", KEYS, 10), *lives("torbay", KEYS, 10)]
    messages = [structured(each) for each in sorted(events, key=lambda e: str(e["id"])[-1])]
    with consuming(place, bootstrap, topic):
        produce(bootstrap, topic, messages)
        until_recorded(place, 100)
        until_recorded(place, 100, "torbay")
    require_lives(place, all_of(KEYS, 10))
    require_lives(place, all_of(KEYS, 10, "torbay"), "torbay")


def test_what_another_home_has_is_passed_over_where_that_is_set(
    place: Place, bootstrap: str, topic: str
) -> None:
    messages = [structured(each) for each in lives("atlantis", KEYS, 2) + lives("devon", KEYS, 2)]
    with consuming(place, bootstrap, topic, only_here="true") as consumer:
        produce(bootstrap, topic, messages)
        until_recorded(place, 20)
        until(lambda: counts(consumer) == {"recorded": 20, "passed_over": 20})
    assert quarantined(place, "-") == []


def test_a_ledger_that_is_made_later_gets_all_that_the_topic_holds(
    place: Place, bootstrap: str, topic: str
) -> None:
    with consuming(place, bootstrap, topic) as consumer:
        produce(bootstrap, topic, [structured(each) for each in lives("torbay", KEYS, 2)])
        until(lambda: len(quarantined(place, "-")) == 20)
        assert run("ledger", "create", "torbay", **place.settings).code == 0
        until_recorded(place, 20, "torbay")
        consumer.until_ready()
    require_lives(place, all_of(KEYS, 2, "torbay"), "torbay")


def test_an_event_that_comes_before_what_it_needs_waits_for_it(
    place: Place, bootstrap: str, topic: str
) -> None:
    messages = [structured(event("devon", "late", number), b"k", 1) for number in (1, 2, 3)]
    with consuming(place, bootstrap, topic) as consumer:
        produce(bootstrap, topic, messages)
        until(lambda: consumer.standing()["parked"] == 3)
        produce(bootstrap, topic, [structured(event("devon", "late", 0), b"k", 2)])
        until_recorded(place, 4)
        until(lambda: consumer.standing()["parked"] == 0)
    require_lives(place, all_of(["late"], 4))
    assert quarantined(place) == []


def test_that_a_ledger_cannot_be_written_to_is_told_before_every_feed_has_tried(
    place: Place, bootstrap: str, topic: str
) -> None:
    events = [event("devon", f"of-{number}", 0) for number in range(3)]
    with consuming(place, bootstrap, topic) as consumer:
        consumer.until_reading(3)
        consumer.until_ready()
        with place.locked():
            produce(bootstrap, topic, [structured(each, None, n) for n, each in enumerate(events)])
            until(lambda: not consumer.standing()["ready"])
            assert len(consumer.feeds()) == 2
        until_recorded(place, 3)


def test_however_long_it_takes_to_look_at_the_stores_topics_are_read_between(
    place: Place, bootstrap: str, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(_: Retrying) -> int:
        time.sleep(1.2 * TEND_S)
        return 0

    monkeypatch.setattr(Retrying, "look", look)
    group = Group(f"of-{topic}", None, SESSION_S, 300.0)
    produce(bootstrap, topic, [structured(each) for each in lives("devon", KEYS, 10)])
    with LedgerDirectory(place.home(), clock.now_us, clock.entropy) as directory:
        consumer = Consumer(
            lambda: Client(Connection(bootstrap).settings(), [topic], group),
            directory,
            only_here=False,
            clock=clock.now_us,
            chance=lambda: 0.5,
        )
        with ThreadPoolExecutor(1) as beside:
            running = beside.submit(consumer.run)
            try:
                until_recorded(place, 100)
            finally:
                consumer.stop()
            running.result()
    require_lives(place, all_of(KEYS, 10))
