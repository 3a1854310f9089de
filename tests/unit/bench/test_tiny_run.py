"""Every piece of the benches on both databases, at sizes at which figures mean nothing.

The history table of the as-of bench is Django's, which only the environment of the benches
has: where it is missing, that question is asked of our side and of the replay that judges it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from bench import append, as_of, concurrent, kafka, memory, rebuild
from bench.databases import Database, PostgreSQL, SQLite
from bench.ledgers import ledger_of
from bench.measure import Result
from bench.questions import FIELDS, Answer, questions
from bench.run import Run
from bench.sizes import TINY
from bench.worker import Worker
from tests.services.services import Services


class Watcher:
    """Sees everything and says nothing."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.results: list[Result] = []

    def stage(self, text: str) -> None:
        self.stages.append(text)

    def result(self, result: Result) -> None:
        self.results.append(result)


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    if request.param == "SQLite":
        yield SQLite(tmp_path_factory.mktemp("bench"))
        return
    services: Services = request.getfixturevalue("services")
    with closing(PostgreSQL(services.postgresql)) as made:
        yield made


@pytest.fixture(scope="module")
def shared(database: Database) -> Run:
    """Its ledgers are made once for all tests: every process costs a second."""
    return Run(TINY, [database], Watcher())


@pytest.fixture
def run(shared: Run) -> Run:
    shared.results, shared.told = [], {}
    return shared


@pytest.fixture
def name(database: Database) -> str:
    return database.name


def test_appending(run: Run, name: str) -> None:
    append.measure(run)
    single, batch = {"SQLite": (0.9, 1.0), "PostgreSQL": (None, 1.5)}[name]
    floors = {"SQLite": 1, "PostgreSQL": 2}[name]
    one_by_one, in_batches = "append one by one", "append in batches of 1,000 on 100 streams"
    assert [(result.name, result.aim) for result in run.results] == [
        (f"{one_by_one}, from bytes to receipt, {name}", single),
        (f"{one_by_one}, from bytes to receipt, {name}", None),
        (f"{one_by_one}, prepared, {name}", single),
        (f"{in_batches}, from bytes to receipt, {name}", batch),
        (f"{in_batches}, from bytes to receipt, {name}", None),
        (f"{in_batches}, prepared, {name}", batch),
        *[(f"{in_batches}, prepared, {name}", None)] * floors,
    ]
    sent = run.told["bytes of a CloudEvent"]
    stored = run.told[f"bytes of an event as the peer stores it, {name}"]
    assert stored == pytest.approx(sent, rel=0.1)


def test_clients_of_a_running_service(run: Run, name: str) -> None:
    concurrent.measure(run)
    (result,) = run.results
    assert result.name == f"single events over HTTP, 16 clients at once, {name}"
    aim = 4.0 if name == "PostgreSQL" else None
    assert (result.peer_name, result.unit, result.aim) == ("one client", "events/s", aim)


def test_events_from_a_topic(run: Run, name: str) -> None:
    kafka.measure(run)
    assert [(result.name, result.peer_name, result.aim) for result in run.results] == [
        (f"from a topic into the ledger, {name}", "our own intake in batches of 1,000", 0.6),
        (f"from a topic into the ledger, {name}", "kafka-python alone", None),
        (f"from producer to answer at 1,000 events/s, 99 of 100, {name}", "the aim", 1),
    ]


def test_both_sides_of_the_rebuild_write_the_same_rows(run: Run, name: str) -> None:
    rebuild.measure(run)
    title = f"rebuild of {TINY.rebuild_events} events, {name}"
    assert {result.name for result in run.results} == {title}
    assert [(result.unit, result.aim) for result in run.results] == [
        ("events/s", 25.0),
        ("events/s", None),
        ("rows/s", None),
        ("rows/s", None),
    ]


def test_memory(run: Run, name: str) -> None:
    memory.measure(run)
    (result,) = run.results
    assert result.aim is None
    assert run.told[f"MiB resident in a rebuild of 30 events, {name}"] > 1


def test_questions_of_the_read_model_and_of_the_replay(
    run: Run, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_of, "HISTORY_ON", "neither")
    as_of.measure(run)
    replay = "replay of the plan's entries"
    assert [(result.name, result.peer_name) for result in run.results[:3]] == [
        (f"as-of at 30 events, {name}", replay),
        (f"as-of at 300 events, {name}", replay),
        (f"as-of at 300 events, {name}", "the aim"),
    ]
    assert all(result.aim is None for result in run.results)


def test_the_read_model_answers_as_the_replay_does(run: Run, database: Database) -> None:
    address = ledger_of(run, database, TINY.as_of[-1]).address
    with Worker("bench.ours.as_of") as side:
        side.do("open", address=address, actions=TINY.actions)
        for question in questions(TINY.questions, TINY.plans):
            _, probes = side.ask("ask", tuple[float, int], **question._asdict())
            assert side.ask("replay", float, **question._asdict()) > 0
            answer = side.ask("answer", Answer)
            assert len(answer) == TINY.actions
            assert all(set(state) <= set(FIELDS) for state in answer.values())
            assert TINY.actions <= probes <= TINY.actions * (1 + len(FIELDS))
