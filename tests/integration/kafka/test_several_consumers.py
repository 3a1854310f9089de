"""Several consumers of one topic: partitions go from one to the other, and ledgers move."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.integration.service.processes import run
from tests.kafka.consumers import consuming
from tests.kafka.expected import recorded, require_lives, until_all_recorded
from tests.kafka.producers import producing, until
from tests.places import Place

pytestmark = pytest.mark.integration

COUNCILS = ("devon", "torbay")


@pytest.fixture(autouse=True)
def ledgers(place: Place) -> None:
    """Empty ledgers of two councils."""
    for council in COUNCILS:
        assert run("ledger", "create", council, **place.settings).code == 0


def test_partitions_go_from_one_to_the_other_while_events_flow(
    place: Place, bootstrap: str, topic: str
) -> None:
    with consuming(place, bootstrap, topic) as first:
        first.until_reading(3)
        with producing(bootstrap, topic, COUNCILS, seed=1) as producers:
            producers.until_more(50)
            with consuming(place, bootstrap, topic) as second:
                until(lambda: len(first.feeds()) + len(second.feeds()) == 3 and second.feeds())
                producers.until_more(100)
                assert first.running.stop(signal.SIGTERM) == 0
                second.until_reading(3)
                producers.until_more(50)
                producers.stop()
                until_all_recorded(place, producers.sent, *COUNCILS)
    for council in COUNCILS:
        require_lives(place, producers.sent, council)


def test_an_instance_keeps_its_partitions_over_a_restart(
    place: Place, bootstrap: str, topic: str
) -> None:
    with producing(bootstrap, topic, COUNCILS, seed=2) as producers:
        for _ in range(2):
            with consuming(place, bootstrap, topic, instance="one", session_s=30) as consumer:
                consumer.until_reading(3)
                producers.until_more(20)
        producers.stop()
        with consuming(place, bootstrap, topic, instance="one", session_s=30):
            until_all_recorded(place, producers.sent, *COUNCILS)
    for council in COUNCILS:
        require_lives(place, producers.sent, council)


def test_a_ledger_moves_to_another_home_while_its_producers_go_on(
    place: Place, bootstrap: str, topic: str, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with (
        Place(str(folder)) as elsewhere,
        producing(bootstrap, topic, COUNCILS, seed=3) as producers,
        consuming(place, bootstrap, topic, only_here="true") as here,
        consuming(elsewhere, bootstrap, topic, only_here="true", group="elsewhere") as there,
    ):
        here.until_reading(3)
        there.until_reading(3)
        producers.until_more(100)
        until(lambda: recorded(place) > 20)
        moved = run("ledger", "move", "devon", "--to", str(folder), **place.settings)
        assert moved.code == 0, moved.err
        left = recorded(place)
        producers.until_more(100)
        producers.stop()
        until_all_recorded(elsewhere, producers.sent, "devon")
        until_all_recorded(place, producers.sent, "torbay")
        here.until_ready()
        there.until_ready()
    assert recorded(place) == left
    require_lives(elsewhere, producers.sent)
    require_lives(place, producers.sent, "torbay")


def test_a_ledger_that_is_put_back_older_gets_the_rest_again(
    place: Place, bootstrap: str, topic: str, tmp_path: Path
) -> None:
    with (
        producing(bootstrap, topic, COUNCILS, seed=4) as producers,
        consuming(place, bootstrap, topic) as consumer,
    ):
        until(lambda: recorded(place) > 20)
        assert run("backup", "devon", "--to", str(tmp_path), **place.settings).code == 0
        (backup,) = tmp_path.glob("devon-*.db")
        producers.until_more(60)
        put_back = run("restore", str(backup), "--replace", stdin="y\n", **place.settings)
        assert put_back.code == 0, put_back.err
        producers.until_more(20)
        producers.stop()
        until_all_recorded(place, producers.sent, "devon")
        consumer.until_ready()
    require_lives(place, producers.sent)
    require_lives(place, producers.sent, "torbay")
