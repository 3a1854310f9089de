"""Ledgers of many events with their read models, made once a run for all that read them."""

from __future__ import annotations

from bench.databases import Database
from bench.run import Ledger, Run
from bench.worker import Worker


def ledger_of(run: Run, database: Database, count: int) -> Ledger:
    """The ledger of ``count`` events on ``database``, which nobody may append to."""
    key = (database.name, count)
    if key not in run.ledgers:
        run.ledgers[key] = _made(run, database, count)
    return run.ledgers[key]


def _made(run: Run, database: Database, count: int) -> Ledger:
    """It is filled by one process and read by another, whose memory only the reading takes."""
    sizes, address = run.sizes, database.place(f"ledger-{count}")
    title = f"a ledger of {count:,} events, {database.name}"
    with Worker("bench.ours.rebuild") as maker:
        run.stage(f"{title}: appending them")
        maker.do("fill", address=address, plans=sizes.plans, actions=sizes.actions, count=count)
    with Worker("bench.ours.rebuild") as builder:
        run.stage(f"{title}: building the read model")
        seconds = builder.ask("build", float, address=address)
        return Ledger(address, seconds, builder.ask("peak", float))
