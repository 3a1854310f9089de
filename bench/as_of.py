"""All actions of a plan as at one day, as known on another, beside replay and a history table."""

from __future__ import annotations

from statistics import median
from typing import Final, NamedTuple

from bench.measure import compared, held_against
from bench.questions import Answer, Question, questions
from bench.run import Run
from bench.worker import Worker

REPLAY: Final = "replay of the plan's entries"
HISTORY: Final = "django-simple-history as_of"
AIM_HISTORY: Final = 20.0
PROBE_AT_MOST_US: Final = 4.0
GROWTH_AT_MOST: Final = 1.5
AIMED_AT: Final = 1_000_000
"""The aims are set on a ledger of so many events; smaller ones are only told."""


class _Asked(NamedTuple):
    """What a question took, in seconds, and what its answers were worth."""

    ours: float
    replay: float
    history: float
    wrong: int
    cells: int


class _Sides(NamedTuple):
    ours: Worker
    history: Worker


def measure(run: Run) -> None:
    """Every size of ledger in turn, and the two largest once more side by side."""
    for count in run.sizes.as_of:
        _at_size(run, count)
    small, large = run.sizes.as_of[-2:]
    probe, of_small = _probes(run, large, small)
    run.add(
        held_against(
            f"as-of at {large:,} events",
            probe,
            PROBE_AT_MOST_US,
            unit="microseconds a probe",
        )
    )
    run.add(
        held_against(
            f"growth of a probe from {small:,} to {large:,} events",
            probe / of_small,
            GROWTH_AT_MOST,
            unit="times",
            is_aimed=large >= AIMED_AT,
        )
    )


def _probes(run: Run, large: int, small: int) -> tuple[float, float]:
    """Microseconds a probe takes in each of two ledgers, which are asked in turn."""
    sizes = run.sizes
    with Worker("bench.ours.as_of") as first, Worker("bench.ours.as_of") as second:
        run.stage(f"as-of: {sizes.questions} questions at {small:,} and at {large:,} events")
        first.do("open", folder=run.ledger(large), actions=sizes.actions)
        second.do("open", folder=run.ledger(small), actions=sizes.actions)
        asked = [
            [_probe(worker, question) for worker in (first, second)]
            for question in questions(sizes.questions, sizes.plans)
        ]
    of_large, of_small = zip(*asked, strict=True)
    return 1e6 * median(of_large), 1e6 * median(of_small)


def _probe(worker: Worker, question: Question) -> float:
    took, probes = worker.ask("ask", tuple[float, int], **question._asdict())
    return took / max(1, probes)


def _at_size(run: Run, count: int) -> None:
    """A ledger of ``count`` events, beside both peers."""
    sizes, ledger, title = run.sizes, run.ledger(count), f"as-of at {count:,} events"
    with Worker("bench.ours.rebuild") as maker:
        run.stage(f"{title}: loading the ledger")
        maker.ask(
            "fill", float, folder=ledger, plans=sizes.plans, actions=sizes.actions, count=count
        )
        run.stage(f"{title}: building the read model")
        maker.ask("build", float, folder=ledger)
    with Worker("bench.ours.as_of") as ours, Worker("bench.peers.history") as history:
        run.stage(f"{title}: loading the history table")
        ours.do("open", folder=ledger, actions=sizes.actions)
        history.do("open", folder=run.folder(f"history-{count}"), ledger=ledger)
        run.stage(f"{title}: {sizes.questions} questions a side")
        sides = _Sides(ours, history)
        asked = [_ask(sides, question) for question in questions(sizes.questions, sizes.plans)]
    _report(run, count, title, asked)


def _ask(sides: _Sides, question: Question) -> _Asked:
    """One question to each side in turn; the replay raises unless it agrees with our answer."""
    ours, history = sides
    coordinates = question._asdict()
    took, _ = ours.ask("ask", tuple[float, int], **coordinates)
    replay = ours.ask("replay", float, **coordinates)
    peer = history.ask("ask", float, plan=question.plan, as_at=question.as_at)
    truth = ours.ask("answer", Answer)
    wrong, cells = history.ask("wrong", tuple[int, int], truth=truth)
    return _Asked(took, replay, peer, wrong, cells)


def _report(run: Run, count: int, title: str, asked: list[_Asked]) -> None:
    ours = 1e3 * median(each.ours for each in asked)
    for peer_name, peer, aim in (
        (
            HISTORY,
            median(each.history for each in asked),
            AIM_HISTORY if count >= AIMED_AT else None,
        ),
        (REPLAY, median(each.replay for each in asked), None),
    ):
        run.add(
            compared(title, ours, 1e3 * peer, peer_name=peer_name, unit="ms a question", aim=aim)
        )
    wrong = sum(each.wrong for each in asked) / max(1, sum(each.cells for each in asked))
    run.tell(f"wrong cells of django-simple-history at {count:,} events, per cent", 100 * wrong)
