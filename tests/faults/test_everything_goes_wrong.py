"""Producers, consumers, broker and database through all that befalls them at once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import pytest

from tests.integration.service.processes import ROOT, run
from tests.kafka.consumers import ConsumerProcess, consuming, settings
from tests.kafka.events import event, lives, structured, wrong
from tests.kafka.expected import quarantined, require_lives, until_recorded
from tests.kafka.producers import produce, until
from tests.kafka.sending import sent
from tests.places import DATABASES, Place
from tests.services.kafka.native import NativeKafka
from tests.services.kafka.probes import needs
from tests.services.kafka.topics import delete_topic, make_topic
from tests.services.kafka.wheel import WheelKafka
from tests.services.postgresql.native import NativePostgreSQL

pytestmark = pytest.mark.faults

TOPIC: Final = "case-management"
DRAINED: Final = "finance"
COUNCILS: Final = ("devon", "torbay")
PRODUCERS: Final = (("devon", "one"), ("devon", "two"), ("torbay", "three"))
FIRST: Final = "devon/improvement-2020/action/first"
ALL_WITHIN_S: Final = 240.0


class Size(NamedTuple):
    """How much comes, how fast, and how often a consumer is killed meanwhile."""

    events: int
    a_second: int
    kills: int


SMALL: Final = Size(900, 300, 3)
FULL: Final = Size(100_000, 1_200, 20)


class Consumers:
    """Two consumers of one group; one that is killed is started again."""

    def __init__(self, place: Place, bootstrap: str, running: ExitStack) -> None:
        self._start = lambda: running.enter_context(
            consuming(place, bootstrap, f"{TOPIC},{DRAINED}", group="soak")
        )
        self.all: list[ConsumerProcess] = [self._start(), self._start()]

    def kill(self, number: int) -> None:
        """End one as a failure does, and start another in its place."""
        self.all[number].kill()
        self.all[number] = self._start()


@pytest.fixture(params=DATABASES)
def database(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Place, NativePostgreSQL | None]]:
    """A place, and its server where it has one."""
    server: NativePostgreSQL | None = None
    address = str(tmp_path)
    if request.param == "postgresql":
        server = request.getfixturevalue("own_postgresql")
        address = server.url_of("postgres")
    with Place(address) as place:
        for council in COUNCILS:
            assert run("ledger", "create", council, **place.settings).code == 0
        yield place, server


@pytest.mark.parametrize("size", [SMALL, pytest.param(FULL, marks=pytest.mark.soak)])
def test_each_event_is_there_once_and_in_order_and_what_is_wrong_in_quarantine(
    database: tuple[Place, NativePostgreSQL | None],
    own_kafka: NativeKafka | WheelKafka,
    size: Size,
) -> None:
    needs(own_kafka, "persistence")
    place, server = database
    chance = Random(size.events)
    planted = wrong()
    make_topic(own_kafka.bootstrap, TOPIC, 6)
    make_topic(own_kafka.bootstrap, DRAINED)
    with ExitStack() as running:
        consumers = Consumers(place, own_kafka.bootstrap, running)
        produce(own_kafka.bootstrap, TOPIC, [structured(event("devon", "first", 0))])
        with producing(own_kafka.bootstrap, size):
            for kill in range(size.kills):
                time.sleep(chance.uniform(0.5, 2.5))
                produce(own_kafka.bootstrap, TOPIC, list(planted.values())[kill :: size.kills])
                consumers.kill(chance.randrange(2))
                if kill == size.kills // 3:
                    own_kafka.kill()
                    own_kafka.start()
                if kill == size.kills // 2:
                    drained_and_made_again(place, own_kafka.bootstrap)
                if kill == 2 * size.kills // 3 and server is not None:
                    server.stop()
                    time.sleep(chance.random())
                    server.start()
        expected = what_was_sent(size)
        for council in COUNCILS:
            ours = [n for stream, n in expected.items() if stream.startswith(f"{council}/")]
            until_recorded(place, sum(ours), council, ALL_WITHIN_S)
        until(lambda: is_drained(place, own_kafka.bootstrap, f"{TOPIC},{DRAINED}"), 60)
        until(lambda: all(each.standing()["ready"] for each in consumers.all), 60)
    for council in COUNCILS:
        require_lives(place, expected, council)
    assert sorted(quarantined(place) + quarantined(place, "-")) == sorted(planted)
    assert quarantined(place, "torbay") == []
    assert run("incidents", "list", "--json", **place.settings).json == []


def drained_and_made_again(place: Place, bootstrap: str) -> None:
    """A topic of which everything was taken in is deleted, and goes on as another."""
    produce(bootstrap, DRAINED, [structured(each) for each in lives("torbay", ["early"], 20)])
    until(lambda: is_drained(place, bootstrap, DRAINED), 60)
    delete_topic(bootstrap, DRAINED)
    until(lambda: is_made(bootstrap, DRAINED))
    produce(bootstrap, DRAINED, [structured(each) for each in lives("torbay", ["late"], 30)])


def is_drained(place: Place, bootstrap: str, topics: str) -> bool:
    """Whether every ledger knows that all of the topics was taken in, as an operator would ask."""
    told = run("lag", "--json", **settings(place, bootstrap, topics, group="soak"))
    return told.code == 0 and all(each["lag"] == 0 for each in told.json)


def is_made(bootstrap: str, topic: str) -> bool:
    """Whether the topic could be made: the one before takes a while to go."""
    try:
        make_topic(bootstrap, topic)
    except Exception:  # noqa: BLE001 - as said
        return False
    return True


@contextmanager
def producing(bootstrap: str, size: Size) -> Iterator[None]:
    """Three producers, of which all has arrived at the end of the block."""
    each, a_second = str(size.events // 3), str(size.a_second / 3)
    commands = [
        (sys.executable, "-m", "tests.kafka.sending", bootstrap, TOPIC, council, name)
        for council, name in PRODUCERS
    ]
    with ExitStack() as stack:
        started = [
            stack.enter_context(subprocess.Popen([*command, each, a_second, command[-1]], cwd=ROOT))
            for command in commands
        ]
        try:
            yield
        except BaseException:
            for process in started:
                process.kill()
            raise
        assert [process.wait(ALL_WITHIN_S) for process in started] == [0, 0, 0]


def what_was_sent(size: Size) -> dict[str, int]:
    """Stream -> how many events it is to have."""
    expected = {FIRST: 1}
    for council, name in PRODUCERS:
        expected |= sent(council, name, size.events // 3, name)
    actions = "torbay/improvement-2020/action"
    return expected | {f"{actions}/early": 20, f"{actions}/late": 30}
