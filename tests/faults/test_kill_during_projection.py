"""SIGKILL at random moments: what was projected is whole, and the end is that of a rebuild."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

import msgspec
import pytest

from consumers.cloudevents import STRUCTURED_HEADERS, parse
from ledger.entry import Actor
from ledger.store.ledger import Ledger
from ledger.store.messages import RawMessage, Receipt
from ledger.store.sqlite.home import FolderHome
from projections.read_model import ReadModel
from projections.read_model.sqlite.place import FilePlace
from projections.rebuild import rebuild
from projections.runner import Projector

pytestmark = pytest.mark.faults

Work: TypeAlias = Callable[[Path, int, Event], None]

KILLS: Final = 100
REBUILDS_KILLED: Final = 15
SEED: Final = 20_201_110
EVENTS: Final = 9_000
ACTIONS: Final = 60
MINUTE_US: Final = 60_000_000
START_US: Final = 1_577_880_000_000_000
ACTOR: Final = Actor(credential="local", role="improvement-office")


def open_ledger(folder: Path) -> Ledger:
    return Ledger.open(
        FolderHome(folder.parent), "devon", clock=lambda: START_US, entropy=os.urandom
    )


def place_in(folder: Path) -> FilePlace:
    return FilePlace(folder / "read-model.db")


def project(folder: Path, turn: int, started: Event | None = None) -> None:
    """What the victim runs: small batches, when its predecessor's lease has run out."""
    with (
        open_ledger(folder) as ledger,
        Projector(
            ledger,
            place_in(folder),
            holder=f"victim-{turn}",
            clock=lambda: turn * MINUTE_US,
            batch=20,
        ) as projector,
    ):
        if started is not None:
            started.set()
        projector.catch_up()


def rebuild_again(folder: Path, turn: int, started: Event | None = None) -> None:
    """What the victim of a killed rebuild runs."""
    with open_ledger(folder) as ledger:
        if started is not None:
            started.set()
        rebuild(
            ledger,
            place_in(folder),
            holder=f"victim-{turn}",
            clock=lambda: turn * 10 * MINUTE_US,
        )


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clock = iter(range(START_US, START_US + EVENTS * 10 * MINUTE_US))
    with Ledger.create(
        FolderHome(tmp_path),
        council="devon",
        origin="devon",
        clock=lambda: next(clock),
        entropy=os.urandom,
    ) as ledger:
        messages = list(story(Random(SEED)))
        for start in range(0, len(messages), 1_000):
            batch = [parse(message) for message in messages[start : start + 1_000]]
            outcomes = ledger.append(batch, actor=ACTOR)
            assert all(isinstance(outcome, Receipt) for outcome in outcomes)
        ReadModel.open(place_in(tmp_path / "devon"), reader=ledger).close()
    return tmp_path / "devon"


def story(chance: Random) -> Iterator[RawMessage]:
    """Actions that are proposed, noted, rated and, now and then, found misread."""
    for number in range(EVENTS):
        action = number % ACTIONS
        if number < ACTIONS:
            yield told(number, action, "proposed", summary=f"Action {action}", areas=["care"])
        elif number % 50 == 49 and number > 2 * ACTIONS:
            yield told(
                number,
                action,
                "event-retracted",
                source="/tests",
                id=str(number - ACTIONS),
                kind=chance.choice(("MISRECORDED", "WITHDRAWN")),
                reason="The minutes say otherwise",
                authority="Improvement Office",
            )
        elif chance.random() < 0.5:
            yield told(number, action, "progress-noted", summary=f"Note {number}")
        else:
            rag = chance.choice(("RED", "AMBER", "GREEN"))
            yield told(number, action, "rag-rated", rag=rag, scheme="plan")


def told(number: int, action: int, event: str, **data: object) -> RawMessage:
    message = {
        "specversion": "1.0",
        "id": str(number),
        "source": "/tests",
        "type": f"improvement.action.{event}.v1",
        "subject": f"devon/improvement-2020/action/a-{action}",
        "effective": "2020-05" if number % 17 == 0 else f"2020-{number % 12 + 1:02}-15",
        "data": {"cites": [{"document": "S4", "locator": "3.1"}], **data},
    }
    return RawMessage(body=msgspec.json.encode(message), headers=STRUCTURED_HEADERS, channel="http")


def killed(
    processes: ForkServerContext, work: Work, folder: Path, turn: int, seconds: float
) -> bool:
    """Let a process work for so long from its start on, then kill it; False where it was done."""
    started = processes.Event()
    victim = processes.Process(target=work, args=(folder, turn, started))
    victim.start()
    assert started.wait(timeout=30)
    victim.join(timeout=seconds)
    victim.kill()
    victim.join()
    was_killed = victim.exitcode == -signal.SIGKILL
    assert was_killed or victim.exitcode == 0
    victim.close()
    return was_killed


def test_a_hundred_kills_leave_what_a_rebuild_makes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, processes: ForkServerContext
) -> None:
    path = folder / "read-model.db"
    elsewhere = place_in(tmp_path_factory.mktemp("whole"))
    chance = Random(SEED)
    kills = killed_at_work = turn = 0
    with (
        open_ledger(folder) as ledger,
        closing(ReadModel(FilePlace(path))) as model,
        closing(ReadModel(elsewhere)) as whole,
    ):
        rebuild(ledger, elsewhere, holder="judge", clock=lambda: 0)
        reached = -1
        while kills < KILLS:
            turn += 1
            was_killed = killed(processes, project, folder, turn, chance.uniform(0.0, 0.1))
            position = model.projected()
            kills += was_killed
            killed_at_work += was_killed and reached < position < EVENTS - 1
            assert position >= reached
            if kills % 10 == 0 or position == EVENTS - 1:
                assert model.digest() == whole.digest_at(position)
            if position == EVENTS - 1:
                _begin_again(ledger, path)
                position = -1
            reached = position
        project(folder, turn + 1)
        assert model.digest() == whole.digest()
    assert _is_sound(path)
    assert killed_at_work >= KILLS // 2


def test_a_killed_rebuild_changes_nothing_and_the_next_one_succeeds(
    folder: Path, processes: ForkServerContext
) -> None:
    path = folder / "read-model.db"
    project(folder, 1)
    chance = Random(SEED)
    with closing(ReadModel(FilePlace(path))) as model:
        before = model.digest()
        for turn in range(2, 2 + REBUILDS_KILLED):
            killed(processes, rebuild_again, folder, turn, chance.uniform(0.0, 0.5))
            assert model.digest() == before
        rebuild_again(folder, 2 + REBUILDS_KILLED)
        assert model.digest() == before
    databases = {each.name for each in folder.glob("read-model*.db")}
    kept = path.with_name("read-model.kept.db")
    assert databases == {each.name for each in (path, path.readlink(), kept, kept.readlink())}
    assert _is_sound(path)


def _begin_again(ledger: Ledger, path: Path) -> None:
    """An empty read model, so that there is something to project for the kills that are left."""
    for each in path.parent.glob("read-model*"):
        each.unlink()
    ReadModel.open(FilePlace(path), reader=ledger).close()


def _is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
