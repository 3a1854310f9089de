"""Building the read model anew, beside a projection run event by event."""

from __future__ import annotations

from functools import partial
from typing import Final

from bench.databases import Database
from bench.measure import Unit, alternate, compared
from bench.run import Run
from bench.worker import Worker

PEER: Final = "eventsourcing ProjectionRunner"
LENIENT: Final = "the same, not waiting for the disk"
FLOORS: Final = {"SQLite": "executemany of its rows", "PostgreSQL": "COPY of its rows"}

PLANS: Final = 10
ACTIONS: Final = 50
"""Few enough that most events are about an action that is long open, as in a ledger in use."""


class OtherRows(Exception):
    """The two sides did not write the same rows: then their times cannot be compared."""


def measure(run: Run) -> None:
    """On every database in turn."""
    for database in run.databases:
        _measure(run, database)


def _measure(run: Run, database: Database) -> None:
    """Ours, the runner, and the rows alone; the runner that does not wait, once."""
    sizes, floor_name = run.sizes, FLOORS[database.name]
    count, ledger = sizes.rebuild_events, database.place("rebuild-ours")
    title = f"rebuild of {count:,} events, {database.name}"
    with (
        Worker("bench.ours.rebuild") as ours,
        Worker("bench.peers.runner") as peer,
        Worker("bench.ours.floor") as floor,
    ):
        run.stage(f"{title}: filling all sides")
        ours.do("fill", address=ledger, plans=PLANS, actions=ACTIONS, count=count)
        peer.do("open", address=database.place("rebuild-peer"), ledger=ledger)
        ours.ask("build", float, address=ledger)
        floor.do("open", address=ledger)
        run.stage(f"{title}: {sizes.rebuild_runs} times a side")
        once = {LENIENT: peer.ask("rebuild", float, waits=False)}
        took = once | alternate(
            {
                "ours": partial(ours.ask, "build", float, address=ledger),
                PEER: partial(peer.ask, "rebuild", float, waits=True),
                floor_name: partial(floor.ask, "load", float),
            },
            runs=sizes.rebuild_runs,
        )
        if ours.ask("digest", str, address=ledger, position=count - 1) != peer.ask("digest", str):
            raise OtherRows
        rows = ours.ask("rows", int, address=ledger)
    run.tell("rows an event sets", rows / count)
    measured: tuple[tuple[Unit, int, str, float | None], ...] = (
        ("events/s", count, PEER, run.aims(database).rebuild),
        ("events/s", count, LENIENT, None),
        ("rows/s", rows, PEER, None),
        ("rows/s", rows, floor_name, None),
    )
    for unit, number, peer_name, aim in measured:
        run.add(
            compared(
                title,
                number / took["ours"],
                number / took[peer_name],
                peer_name=peer_name,
                unit=unit,
                aim=aim,
            )
        )
