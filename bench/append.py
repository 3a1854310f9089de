"""Appending, one event at a time and a thousand at a time, beside ``Application.save``."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

from bench.measure import alternate, compared
from bench.run import Run
from bench.worker import Worker

STREAMS: Final = 100
BATCH: Final = 1_000
PEER: Final = "eventsourcing Application.save"
FROM_BYTES: Final = "the same, from bytes as well"


class _Load(NamedTuple):
    name: str
    at_once: int
    events: int
    runs: int
    aim: float


def measure(run: Run) -> None:
    """Both loads, each for whole messages and for candidates prepared before."""
    sizes = run.sizes
    loads = (
        _Load("one by one", 1, sizes.single_events, sizes.single_runs, 0.9),
        _Load(
            f"in batches of {BATCH:,} on {STREAMS} streams",
            BATCH,
            sizes.batches * BATCH,
            sizes.batch_runs,
            1.0,
        ),
    )
    with (
        Worker("bench.ours.append") as whole,
        Worker("bench.ours.append") as prepared,
        Worker("bench.peers.save") as peer,
    ):
        run.stage("appending: opening the streams")
        for worker, name in ((whole, "whole"), (prepared, "prepared"), (peer, "saved")):
            worker.do("open", folder=run.folder(f"append-{name}"), streams=STREAMS)
        for load in loads:
            run.stage(f"appending {load.name}: {load.runs} × {load.events:,} events a side")
            ask = {"count": load.events, "at_once": load.at_once}
            took = alternate(
                {
                    "whole": partial(whole.ask, "whole", float, **ask),
                    "prepared": partial(prepared.ask, "prepared", float, **ask),
                    PEER: partial(peer.ask, "save", float, **ask),
                    FROM_BYTES: partial(peer.ask, "read and save", float, **ask),
                },
                runs=load.runs,
            )
            for side, what, peer_name, aim in (
                ("whole", "from bytes to receipt", PEER, load.aim),
                ("whole", "from bytes to receipt", FROM_BYTES, None),
                ("prepared", "prepared", PEER, load.aim),
            ):
                run.add(
                    compared(
                        f"append {load.name}, {what}",
                        load.events / took[side],
                        load.events / took[peer_name],
                        peer_name=peer_name,
                        unit="events/s",
                        aim=aim,
                    )
                )
        message, entry = whole.ask("sizes", tuple[float, float])
        run.tell("bytes of a CloudEvent", message)
        run.tell("bytes of an entry", entry)
        run.tell("bytes of an event as the peer stores it", peer.ask("size", float))
