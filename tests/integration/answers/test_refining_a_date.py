"""A month becomes a day: one atomic batch retracts the month and records the day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.messages import Receipt
from projections.basis import KnownBy
from projections.views import known
from tests.worlds import World

PLAN = "devon/improvement-2020"
ACTION = f"{PLAN}/action/case-progression"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two managers, agreed in May some day, and at work since June."""
    with World(tmp_path) as made:
        made.record(ACTION, "proposed", "2020-04-20", summary="Two case progression managers.")
        made.record(
            ACTION, "agreed", "2020-05", accountableRole="chief-officer", dueOn="NOT_STATED"
        )
        made.record(ACTION, "started", "2020-06-01")
        yield made


def status(world: World, as_at: str) -> str | None:
    basis = world.basis("devon", as_at, known_by=KnownBy.RECORDED)
    state = world.model("devon").entity(ACTION, basis)
    assert state is not None
    return known(state, "status")


def refine(world: World, *, day: str) -> list[object]:
    retracted = world.record(
        ACTION,
        "event-retracted",
        day,
        source="/tests",
        id="2",
        kind="MISRECORDED",
        reason="The minutes give the day.",
        authority="improvement office",
        replacedBy="5",
    )
    recorded = world.record(
        ACTION, "agreed", day, accountableRole="chief-officer", dueOn="NOT_STATED"
    )
    return [retracted, recorded]


def test_the_day_is_accepted_although_work_has_started(world: World) -> None:
    assert all(isinstance(outcome, Receipt) for outcome in refine(world, day="2020-05-12"))


def test_what_was_open_is_then_answered(world: World) -> None:
    assert status(world, "2020-05-20") is None
    refine(world, day="2020-05-12")
    assert status(world, "2020-05-20") == "AGREED"


def test_what_followed_still_stands(world: World) -> None:
    refine(world, day="2020-05-12")
    assert status(world, "2020-06-30") == "IN_PROGRESS"
    outcome = world.record(ACTION, "delivery-claimed", "2020-07-31", claimedBy="head-of-service")
    assert isinstance(outcome, Receipt)


def test_another_process_that_opens_the_ledger_later_folds_the_same(
    world: World, tmp_path: Path
) -> None:
    refine(world, day="2020-05-12")
    with World(tmp_path) as again:
        again.clock.now_us = world.clock.now_us
        again.sent = 5  # ids go on where the first world stopped
        outcome = again.record(ACTION, "blocked", "2020-07-01", reason="Recruitment is delayed.")
        assert isinstance(outcome, Receipt)
