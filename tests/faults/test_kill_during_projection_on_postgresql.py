"""SIGKILL at random moments, on PostgreSQL: what was projected is whole, the next one goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import pytest

from ledger.store.postgresql.pools import Pools
from projections.read_model import ReadModel
from projections.read_model.postgresql.place import SchemaPlace
from projections.rebuild import rebuild
from projections.runner import Projector
from tests.faults.test_kill_during_projection import (
    EVENTS,
    MINUTE_US,
    SEED,
    folder,
    killed,
    open_ledger,
    processes,
)

__all__ = ["folder", "processes"]  # fixtures

pytestmark = pytest.mark.faults

KILLS: Final = 25
REBUILDS_KILLED: Final = 6


class Target(NamedTuple):
    """A ledger, and where its read model is kept."""

    folder: Path
    url: str
    schema: str = "devon"


@pytest.fixture
def target(folder: Path, postgresql_url: str) -> Target:
    return Target(folder, postgresql_url)


@pytest.fixture
def place(target: Target) -> Iterator[SchemaPlace]:
    with Pools(target.url) as pools:
        yield SchemaPlace(pools, "devon")


def project(target: Target, turn: int, started: Event | None = None) -> None:
    """What the victim runs: small batches, when its predecessor's lease has run out."""
    with (
        open_ledger(target.folder) as ledger,
        Pools(target.url) as pools,
        Projector(
            ledger,
            SchemaPlace(pools, target.schema),
            holder=f"victim-{turn}",
            clock=lambda: turn * MINUTE_US,
            batch=50,
        ) as projector,
    ):
        if started is not None:
            started.set()
        projector.catch_up()


def rebuild_again(target: Target, turn: int, started: Event | None = None) -> None:
    """What the victim of a killed rebuild runs."""
    with open_ledger(target.folder) as ledger, Pools(target.url) as pools:
        if started is not None:
            started.set()
        rebuild(
            ledger,
            SchemaPlace(pools, "devon"),
            holder=f"victim-{turn}",
            clock=lambda: turn * 10 * MINUTE_US,
        )


def test_kills_leave_what_a_rebuild_makes(target: Target, processes: ForkServerContext) -> None:
    chance = Random(SEED)
    kills = turn = models = 0
    with open_ledger(target.folder) as ledger, Pools(target.url) as pools:
        while kills < KILLS:
            # A fast machine is through before it was killed often enough, and begins again.
            models += 1
            own = target._replace(schema=f"devon-{models}")
            place = SchemaPlace(pools, own.schema)
            ReadModel.open(place, reader=ledger).close()
            reached = -1
            with closing(ReadModel(place)) as model:
                while kills < KILLS and reached < EVENTS - 1:
                    turn += 1
                    kills += killed(processes, project, own, turn, chance.uniform(0.0, 0.4))
                    position = model.projected()
                    assert position >= reached
                    assert position % 50 == 49 or position in {-1, EVENTS - 1}
                    reached = position
                turn += 1
                project(own, turn)
                before = model.digest()
            turn += 9
            now_us = turn * MINUTE_US
            rebuilt = rebuild(ledger, place, holder="judge", clock=partial(int, now_us))
            assert rebuilt.digest == rebuilt.old_digest == before


def test_a_killed_rebuild_changes_nothing_and_the_next_one_succeeds(
    target: Target,
    place: SchemaPlace,
    processes: ForkServerContext,
) -> None:
    place.create()
    project(target, 1)
    chance = Random(SEED)
    with closing(ReadModel(place)) as model:
        before = model.digest()
        for turn in range(2, 2 + REBUILDS_KILLED):
            killed(processes, rebuild_again, target, turn, chance.uniform(0.0, 0.8))
            assert model.digest() == before
        rebuild_again(target, 2 + REBUILDS_KILLED)
        assert model.digest() == before
        assert place.kept() is not None
