"""The machine's clock is set back under what runs: an hour, and more than is borne."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from consumers.cloudevents import STRUCTURED_HEADERS
from consumers.sender import LOCAL
from ledger.moments import DAY_US, HOUR_US
from ledger.store.messages import Outcome, RawMessage, Receipt, Refused
from projections.runner import Projector
from service import clock
from service.projecting import Projecting
from service.settings import read_settings
from service.wiring import Wiring
from tests.faults.record import require_read_model, require_sound
from tests.faults.sending import proposed
from tests.places import Place
from tests.waiting import until

pytestmark = pytest.mark.faults

TIMES = 4


class Machine:
    """The machine's clock, which somebody may set."""

    def __init__(self) -> None:
        self.set_by_us = 0

    def __call__(self) -> int:
        return time.time_ns() // 1000 + self.set_by_us


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(clock, "now_us", machine)
    return machine


@pytest.fixture
def wiring(machine: Machine, place: Place) -> Iterator[Wiring]:
    """The parts of a process with a ledger of Devon; ``machine`` is its clock."""
    assert clock.now_us is machine
    name = "database_url" if place.is_postgresql else "data_dir"
    with Wiring(read_settings(**{name: place.address})) as wiring:
        wiring.create("devon")
        yield wiring


def sent(wiring: Wiring, event_id: str) -> Outcome:
    body = json.dumps(proposed(event_id)).encode()
    message = RawMessage(body=body, headers=STRUCTURED_HEADERS, channel="http")
    return wiring.intake.submit([message], sender=LOCAL)[0]


def taken(wiring: Wiring, event_id: str) -> int:
    outcome = sent(wiring, event_id)
    assert isinstance(outcome, Receipt), outcome
    return outcome.position


def until_level(projecting: Projecting) -> None:
    def is_level() -> bool:
        (devon,) = projecting.followers()
        return devon.standing == "level" and devon.projected == devon.head

    until(is_level, 30)


def test_order_and_times_go_on_and_so_does_the_read_model(
    wiring: Wiring, machine: Machine, place: Place
) -> None:
    projecting = Projecting(wiring)
    projecting.start()
    try:
        told = {}
        for turn in range(TIMES):
            told[f"before-{turn}"] = taken(wiring, f"before-{turn}")
            until_level(projecting)
            machine.set_by_us -= HOUR_US
            told[f"after-{turn}"] = taken(wiring, f"after-{turn}")
            until_level(projecting)
    finally:
        projecting.stop()
    assert require_sound(place, told) == list(told)
    require_read_model(place)


def test_another_projector_takes_over_from_one_that_died_before(
    wiring: Wiring, machine: Machine
) -> None:
    taken(wiring, "first")
    dead: Projector = wiring.projector("devon")
    assert dead.catch_up().is_leading
    machine.set_by_us -= HOUR_US
    taken(wiring, "second")
    with wiring.projector("devon") as other:
        assert other.catch_up() == (1, 1, True)
    dead.close()


def test_beyond_what_is_borne_nothing_is_recorded_until_it_is_right_again(
    wiring: Wiring, machine: Machine, place: Place
) -> None:
    told = {"first": taken(wiring, "first")}
    for turn in range(TIMES):
        machine.set_by_us -= DAY_US + HOUR_US
        refused = sent(wiring, f"late-{turn}")
        assert isinstance(refused, Refused)
        assert refused.code == "CLOCK_BEHIND"
        assert require_sound(place, told) == list(told)
        machine.set_by_us += DAY_US + HOUR_US
        told[f"late-{turn}"] = taken(wiring, f"late-{turn}")
    assert require_sound(place, told) == list(told)
