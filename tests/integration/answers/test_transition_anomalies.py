"""A stream that was recorded in a legal order may read oddly in the order of effect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.messages import Receipt
from projections.anomalies import Anomaly, anomalies
from tests.worlds import World

PLAN = "devon/improvement-2020"
ACTION = f"{PLAN}/action/case-progression"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as made:
        yield made


def found(world: World) -> list[Anomaly]:
    return anomalies(world.ledger("devon"), world.model("devon"), PLAN, world.basis("devon"))


def record_until_started(world: World, *, started: str) -> Receipt:
    world.record(ACTION, "proposed", "2020-05-01", summary="Two managers for case progression.")
    world.record(
        ACTION, "agreed", "2020-06-01", accountableRole="chief-officer", dueOn="2020-09-30"
    )
    outcome = world.record(ACTION, "started", started)
    assert isinstance(outcome, Receipt)
    return outcome


def test_a_start_backdated_before_the_agreement_is_accepted_and_both_look_odd(
    world: World,
) -> None:
    started = record_until_started(world, started="2020-05-15")
    agreed = started.position - 1
    assert [(each.position, each.code) for each in found(world)] == [
        (started.position, "FORBIDDEN_TRANSITION"),
        (agreed, "FORBIDDEN_TRANSITION"),
    ]


def test_a_stream_that_took_effect_in_its_order_has_none(world: World) -> None:
    record_until_started(world, started="2020-06-15")
    assert found(world) == []


def test_a_retracted_event_is_no_anomaly(world: World) -> None:
    started = record_until_started(world, started="2020-05-15")
    world.record(
        ACTION,
        "event-retracted",
        "2020-06-20",
        source=started.source,
        id=started.id,
        kind="MISRECORDED",
        reason="Typed the wrong month.",
        authority="improvement office",
    )
    assert found(world) == []
