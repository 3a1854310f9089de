"""PostgreSQL stopped, killed, cut off or mute under a service that many send to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Final

import httpx
import psycopg
import pytest

from service.projecting import LOOK_FOR_LEDGERS_S
from tests.faults.record import require_read_model, require_sound
from tests.faults.senders import Senders, sending
from tests.faults.sending import new_ledger, proposed, send, until_level
from tests.integration.service.processes import PATIENCE_S, run, started, until_ready
from tests.places import Place
from tests.services.postgresql.native import NativePostgreSQL
from tests.services.relay import Relay, relay_to
from tests.waiting import until

pytestmark = pytest.mark.faults

ENDS: Final[tuple[Callable[[NativePostgreSQL], None], ...]] = (
    NativePostgreSQL.stop,
    lambda server: server.stop(immediate=True),
    NativePostgreSQL.kill,
)
TO_BE_SENT_AGAIN: Final = {"STORAGE_FAILED", "LEDGER_BUSY"}
SEEDS: Final = (0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 10)))
LONGEST_S: Final = 0.5
TIMES: Final = 4
WAIT: Final = {"IMPROVEMENT_LEDGER_LOCK_WAIT_S": "1"}


@contextmanager
def served(place: Place) -> Iterator[str]:
    """The address of a service over an empty ledger."""
    new_ledger(place)
    with started("serve", "--port", "0", **place.settings, **WAIT) as running:
        address = running.address()
        assert until_ready(address).status_code == 200
        yield address
        until_level(address)


def until_not_ready(address: str) -> httpx.Response:
    """The answer of /ready once it is not 200."""

    def look() -> httpx.Response | None:
        answer = httpx.get(f"{address}/ready", timeout=PATIENCE_S)
        return None if answer.status_code == 200 else answer

    return until(look, PATIENCE_S)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_acknowledged_event_is_there_once_however_the_server_ended(
    own_postgresql: NativePostgreSQL, seed: int
) -> None:
    chance = Random(seed)
    with Place(own_postgresql.url_of("postgres")) as place:
        with served(place) as address, sending(address) as senders:
            for end in chance.sample(ENDS, len(ENDS)):
                senders.until_more()
                time.sleep(chance.uniform(0, LONGEST_S))
                end(own_postgresql)
                told = until_not_ready(address)
                assert (told.status_code, told.json()["code"]) == (503, "STORAGE_FAILED")
                own_postgresql.start()
                assert until_ready(address).status_code == 200
            senders.until_more()
        require_sound(place, senders.acknowledged)
        require_read_model(place)
    assert set(senders.refused) <= TO_BE_SENT_AGAIN


@pytest.mark.parametrize("seed", SEEDS)
def test_every_acknowledged_event_is_there_once_however_often_connections_are_cut(
    postgresql_url: str, seed: int
) -> None:
    chance = Random(seed)
    with relayed(postgresql_url) as (place, relay, senders):
        for _ in range(TIMES):
            senders.until_more()
            time.sleep(chance.uniform(0, LONGEST_S))
            relay.cut()
    require_sound(place, senders.acknowledged)
    require_read_model(place)
    assert set(senders.refused) <= TO_BE_SENT_AGAIN


@pytest.mark.parametrize("seed", SEEDS)
def test_a_commit_nobody_heard_of_is_answered_with_its_first_receipt(
    postgresql_url: str, seed: int
) -> None:
    chance = Random(seed)
    with relayed(postgresql_url) as (place, relay, senders):
        for _ in range(TIMES):
            senders.until_more()
            time.sleep(chance.uniform(0, LONGEST_S))
            relay.lose_answers()
            time.sleep(LONGEST_S)
            relay.heal()
    require_sound(place, senders.acknowledged)
    require_read_model(place)
    assert set(senders.refused) <= TO_BE_SENT_AGAIN


@contextmanager
def relayed(url: str) -> Iterator[tuple[Place, Relay, Senders]]:
    """A service that reaches its database through a relay, and those who send to it."""
    with (
        Place(url) as place,
        relay_to(url) as relay,
        served(Place(relay.url(url))) as address,
        sending(address) as senders,
    ):
        yield place, relay, senders
        senders.until_more()


def test_a_ledger_made_after_the_server_came_back_is_noticed(
    own_postgresql: NativePostgreSQL,
) -> None:
    with Place(own_postgresql.url_of("postgres")) as place, served(place) as address:
        own_postgresql.stop()
        time.sleep(LOOK_FOR_LEDGERS_S + 2)
        own_postgresql.start()
        assert run("ledger", "create", "torbay", **place.settings).code == 0
        event = {**proposed("first"), "subject": "torbay/improvement-2020/action/first"}
        assert send(address, event).status_code == 202
        assert until_projected(place, "torbay")


def until_projected(place: Place, council: str) -> bool:
    """Whether the first event of a council comes to be projected."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with suppress(psycopg.errors.UndefinedTable), place.stranger() as stranger:
            stranger.execute(f'SET search_path = "{council}_read_model_1"')
            if stranger.execute("SELECT position FROM projection").fetchall() == [(0,)]:
                return True
        time.sleep(0.1)
    return False
