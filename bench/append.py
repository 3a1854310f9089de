"""Appending, one event at a time and a thousand at a time, beside ``Application.save``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Final, NamedTuple

from bench.databases import Database
from bench.measure import alternate, compared
from bench.run import Run
from bench.worker import Worker

STREAMS: Final = 100
BATCH: Final = 1_000
WHOLE: Final = "from bytes to receipt"
PREPARED: Final = "prepared"
PEER: Final = "eventsourcing Application.save"
FROM_BYTES: Final = "the same, from bytes as well"
FLOORS: Final = {"executemany": "executemany of its rows", "copy": "COPY of its rows"}
"""Step of the floor -> its name: the rows of the peer's events, without the peer."""


class _Load(NamedTuple):
    name: str
    at_once: int
    events: int
    runs: int
    aim: float | None


class _Sides(NamedTuple):
    """Each in a process of its own, with a place of its own."""

    whole: Worker
    prepared: Worker
    peer: Worker
    floor: Worker


def measure(run: Run) -> None:
    """Both loads on every database, for whole messages and for candidates prepared before."""
    for database in run.databases:
        with ExitStack() as started:
            sides = _open(run, database, started)
            for load in _loads(run, database):
                _take_turns(run, database, load, sides)
            _tell_sizes(run, database, sides)


def _loads(run: Run, database: Database) -> tuple[_Load, _Load]:
    sizes, aims = run.sizes, run.aims(database)
    name = f"in batches of {BATCH:,} on {STREAMS} streams"
    return (
        _Load("one by one", 1, sizes.single_events, sizes.single_runs, aims.single),
        _Load(name, BATCH, sizes.batches * BATCH, sizes.batch_runs, aims.batch),
    )


def _open(run: Run, database: Database, started: ExitStack) -> _Sides:
    run.stage(f"appending, {database.name}: opening the streams")
    modules = ("bench.ours.append", "bench.ours.append", "bench.peers.save", "bench.peers.floor")
    sides = _Sides(*(started.enter_context(Worker(module)) for module in modules))
    for name, side in sides._asdict().items():
        side.do("open", address=database.place(f"append-{name}"), streams=STREAMS)
    return sides


def _take_turns(run: Run, database: Database, load: _Load, sides: _Sides) -> None:
    title = f"append {load.name}"
    run.stage(f"{title}, {database.name}: {load.runs} × {load.events:,} events a side")
    ask = {"count": load.events, "at_once": load.at_once}
    turns: dict[str, Callable[[], float]] = {
        WHOLE: partial(sides.whole.ask, "whole", float, **ask),
        PREPARED: partial(sides.prepared.ask, "prepared", float, **ask),
        PEER: partial(sides.peer.ask, "save", float, **ask),
        FROM_BYTES: partial(sides.peer.ask, "read and save", float, **ask),
    }
    floors = sides.floor.ask("ways", list[str]) if load.at_once > 1 else []
    turns |= {FLOORS[way]: partial(sides.floor.ask, way, float, **ask) for way in floors}
    took = alternate(turns, runs=load.runs, settle=database.settle)
    for side, peer, aim in (
        (WHOLE, PEER, load.aim),
        (WHOLE, FROM_BYTES, None),
        (PREPARED, PEER, load.aim),
        *((PREPARED, FLOORS[way], None) for way in floors),
    ):
        run.add(
            compared(
                f"{title}, {side}, {database.name}",
                load.events / took[side],
                load.events / took[peer],
                peer_name=peer,
                unit="events/s",
                aim=aim,
            )
        )


def _tell_sizes(run: Run, database: Database, sides: _Sides) -> None:
    message, entry = sides.whole.ask("sizes", tuple[float, float])
    run.tell("bytes of a CloudEvent", message)
    run.tell("bytes of an entry", entry)
    stored = sides.peer.ask("size", float)
    run.tell(f"bytes of an event as the peer stores it, {database.name}", stored)
