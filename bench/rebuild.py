"""Building the read model anew, beside a projection run event by event."""

from __future__ import annotations

from functools import partial
from typing import Final

from bench.measure import Unit, alternate, compared
from bench.run import Run
from bench.worker import Worker

PEER: Final = "eventsourcing ProjectionRunner"
LENIENT: Final = "the same, not waiting for the disk"
AIM: Final = 25.0

PLANS: Final = 10
ACTIONS: Final = 50
"""Few enough that most events are about an action that is long open, as in a ledger in use."""


class OtherRows(Exception):
    """The two sides did not write the same rows: then their times cannot be compared."""


def measure(run: Run) -> None:
    """Ours, and the runner with both settings of its database."""
    sizes = run.sizes
    count = sizes.rebuild_events
    ledger = run.folder("rebuild-ours")
    with Worker("bench.ours.rebuild") as ours, Worker("bench.peers.runner") as peer:
        run.stage(f"rebuilding: loading {count:,} events into both")
        ours.ask("fill", float, folder=ledger, plans=PLANS, actions=ACTIONS, count=count)
        peer.do("open", folder=run.folder("rebuild-peer"), ledger=ledger)
        run.stage(f"rebuilding: {sizes.rebuild_runs} × {count:,} events a side")
        took = alternate(
            {
                "ours": partial(ours.ask, "build", float, folder=ledger),
                PEER: partial(peer.ask, "rebuild", float, synchronous="FULL"),
                LENIENT: partial(peer.ask, "rebuild", float, synchronous="NORMAL"),
            },
            runs=sizes.rebuild_runs,
        )
        if ours.ask("digest", str, folder=ledger, position=count - 1) != peer.ask("digest", str):
            raise OtherRows
        rows = ours.ask("rows", int, folder=ledger)
    run.tell("rows an event sets", rows / count)
    measured: tuple[tuple[Unit, int, str, float | None], ...] = (
        ("events/s", count, PEER, AIM),
        ("events/s", count, LENIENT, None),
        ("rows/s", rows, PEER, None),
    )
    for unit, number, peer_name, aim in measured:
        run.add(
            compared(
                f"rebuild of {count:,} events",
                number / took["ours"],
                number / took[peer_name],
                peer_name=peer_name,
                unit=unit,
                aim=aim,
            )
        )
