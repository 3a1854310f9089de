"""Every piece of the benches at sizes at which figures mean nothing.

The history table of the as-of bench is Django's, which only the environment of the benches
has: here that question is asked of our side and of the replay that judges it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import append, concurrent, memory, rebuild
from bench.measure import Result
from bench.questions import FIELDS, Answer, questions
from bench.run import Run
from bench.sizes import TINY
from bench.worker import Worker


class Watcher:
    """Sees everything and says nothing."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.results: list[Result] = []

    def stage(self, text: str) -> None:
        self.stages.append(text)

    def result(self, result: Result) -> None:
        self.results.append(result)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(TINY, tmp_path, Watcher())


def test_appending(run: Run) -> None:
    append.measure(run)
    assert [(result.name, result.aim) for result in run.results] == [
        ("append one by one, from bytes to receipt", 0.9),
        ("append one by one, from bytes to receipt", None),
        ("append one by one, prepared", 0.9),
        ("append in batches of 1,000 on 100 streams, from bytes to receipt", 1.0),
        ("append in batches of 1,000 on 100 streams, from bytes to receipt", None),
        ("append in batches of 1,000 on 100 streams, prepared", 1.0),
    ]
    sent = run.told["bytes of a CloudEvent"]
    assert run.told["bytes of an event as the peer stores it"] == pytest.approx(sent, rel=0.1)


def test_clients_of_a_running_service(run: Run) -> None:
    concurrent.measure(run)
    (result,) = run.results
    assert (result.peer_name, result.unit, result.aim) == ("one client", "events/s", 4.0)


def test_both_sides_of_the_rebuild_write_the_same_rows(run: Run) -> None:
    rebuild.measure(run)
    assert {(result.unit, result.aim) for result in run.results} == {
        ("events/s", 25.0),
        ("events/s", None),
        ("rows/s", None),
    }


def test_memory(run: Run) -> None:
    memory.measure(run)
    (result,) = run.results
    assert result.aim is None
    assert run.told["MiB resident in a rebuild of 30 events"] > 1


def test_the_read_model_answers_as_the_replay_does(tmp_path: Path) -> None:
    folder, count = str(tmp_path), TINY.as_of[-1] * 5
    with Worker("bench.ours.rebuild") as maker:
        sizes = {"plans": TINY.plans, "actions": TINY.actions}
        maker.ask("fill", float, folder=folder, **sizes, count=count)
        maker.ask("build", float, folder=folder)
    with Worker("bench.ours.as_of") as side:
        side.do("open", folder=folder, actions=TINY.actions)
        for question in questions(TINY.questions, TINY.plans):
            _, probes = side.ask("ask", tuple[float, int], **question._asdict())
            assert side.ask("replay", float, **question._asdict()) > 0
            answer = side.ask("answer", Answer)
            assert len(answer) == TINY.actions
            assert all(set(state) <= set(FIELDS) for state in answer.values())
            assert TINY.actions <= probes <= TINY.actions * (1 + len(FIELDS))
