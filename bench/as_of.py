"""All actions of a plan as at one day, as known on another, beside replay and a history table."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import Final, NamedTuple

from bench.aims import AIMED_AT
from bench.databases import Database
from bench.ledgers import ledger_of
from bench.measure import compared, held_against
from bench.questions import Answer, Question, questions
from bench.run import Run
from bench.worker import Worker

REPLAY: Final = "replay of the plan's entries"
HISTORY: Final = "django-simple-history as_of"
HISTORY_ON: Final = "SQLite"
"""The history table is asked on this database alone."""


class _Peer(NamedTuple):
    """What a question took the history table, in seconds, and what its answer was worth."""

    took: float
    wrong: int
    cells: int


class _Asked(NamedTuple):
    """What a question took each side, in seconds."""

    ours: float
    replay: float
    history: _Peer | None


class _Sides(NamedTuple):
    ours: Worker
    history: Worker | None


def measure(run: Run) -> None:
    """On every database, each size of ledger in turn and the two largest side by side."""
    for database in run.databases:
        for count in run.sizes.as_of:
            _at_size(run, database, count)
        _two_largest(run, database)


def _two_largest(run: Run, database: Database) -> None:
    small, large = run.sizes.as_of[-2:]
    aims, is_aimed = run.aims(database), large >= AIMED_AT
    run.stage(f"as-of, {database.name}: {small:,} events beside {large:,}")
    probe, of_small = _probes(run, database, large, small)
    run.add(
        held_against(
            f"as-of at {large:,} events, {database.name}",
            probe,
            aims.probe_us,
            unit="microseconds a probe",
            is_aimed=is_aimed,
        )
    )
    growth = f"growth of a probe from {small:,} to {large:,} events, {database.name}"
    if aims.probe_growth is None:
        run.tell(growth, probe / of_small)
    else:
        run.add(
            held_against(
                growth, probe / of_small, aims.probe_growth, unit="times", is_aimed=is_aimed
            )
        )


def _probes(run: Run, database: Database, large: int, small: int) -> tuple[float, float]:
    """Microseconds a probe takes in each of two ledgers, which are asked in turn."""
    sizes = run.sizes
    with Worker("bench.ours.as_of") as first, Worker("bench.ours.as_of") as second:
        for worker, count in ((first, large), (second, small)):
            address = ledger_of(run, database, count).address
            worker.do("open", address=address, actions=sizes.actions)
        asked = [
            [_probe(worker, question) for worker in (first, second)]
            for question in questions(sizes.questions, sizes.plans)
        ]
    of_large, of_small = zip(*asked, strict=True)
    return 1e6 * median(of_large), 1e6 * median(of_small)


def _probe(worker: Worker, question: Question) -> float:
    took, probes = worker.ask("ask", tuple[float, int], **question._asdict())
    return took / max(1, probes)


def _at_size(run: Run, database: Database, count: int) -> None:
    """A ledger of ``count`` events, beside the peers."""
    sizes, address = run.sizes, ledger_of(run, database, count).address
    title = f"as-of at {count:,} events, {database.name}"
    with ExitStack() as started:
        ours = started.enter_context(Worker("bench.ours.as_of"))
        ours.do("open", address=address, actions=sizes.actions)
        history = None
        if database.name == HISTORY_ON:
            run.stage(f"{title}: loading the history table")
            history = started.enter_context(Worker("bench.peers.history"))
            history.do("open", folder=database.place(f"history-{count}"), ledger=address)
        run.stage(f"{title}: {sizes.questions} questions a side")
        sides = _Sides(ours, history)
        asked = [_ask(sides, question) for question in questions(sizes.questions, sizes.plans)]
    _report(run, database, count, asked)


def _ask(sides: _Sides, question: Question) -> _Asked:
    """One question to each side in turn; the replay raises unless it agrees with our answer."""
    coordinates = question._asdict()
    took, _ = sides.ours.ask("ask", tuple[float, int], **coordinates)
    replay = sides.ours.ask("replay", float, **coordinates)
    return _Asked(took, replay, sides.history and _ask_history(sides.history, sides.ours, question))


def _ask_history(history: Worker, ours: Worker, question: Question) -> _Peer:
    took = history.ask("ask", float, plan=question.plan, as_at=question.as_at)
    truth = ours.ask("answer", Answer)
    return _Peer(took, *history.ask("wrong", tuple[int, int], truth=truth))


def _report(run: Run, database: Database, count: int, asked: list[_Asked]) -> None:
    beside = {REPLAY: (median(each.replay for each in asked), None)}
    history = [each.history for each in asked if each.history is not None]
    if history:
        aim = run.aims(database).history if count >= AIMED_AT else None
        beside = {HISTORY: (median(each.took for each in history), aim)} | beside
        wrong = sum(each.wrong for each in history) / max(1, sum(each.cells for each in history))
        run.tell(f"wrong cells of django-simple-history at {count:,} events, per cent", 100 * wrong)
    for peer_name, (peer, aim) in beside.items():
        run.add(
            compared(
                f"as-of at {count:,} events, {database.name}",
                1e3 * median(each.ours for each in asked),
                1e3 * peer,
                peer_name=peer_name,
                unit="ms a question",
                aim=aim,
            )
        )
