"""The memory of a rebuild, for a small ledger and for a large one."""

from __future__ import annotations

from typing import Final

from bench.measure import held_against
from bench.run import Run
from bench.worker import Worker

GROWTH_AT_MOST: Final = 1.2
AIMED_AT: Final = 1_000_000
"""Below it what is held in memory has not reached its bounds, and grows with the ledger."""


def measure(run: Run) -> None:
    """The most that a process of its own has resident while it rebuilds."""
    small, large = (_peak(run, count) for count in run.sizes.memory)
    first, last = run.sizes.memory
    run.tell(f"MiB resident in a rebuild of {first:,} events", small)
    run.tell(f"MiB resident in a rebuild of {last:,} events", large)
    run.add(
        held_against(
            f"growth of a rebuild's memory from {first:,} to {last:,} events",
            large / small,
            GROWTH_AT_MOST,
            unit="times",
            is_aimed=last >= AIMED_AT,
        )
    )


def _peak(run: Run, count: int) -> float:
    ledger, sizes = run.ledger(count), run.sizes
    with Worker("bench.ours.rebuild") as maker:
        run.stage(f"memory: loading {count:,} events")
        maker.ask(
            "fill", float, folder=ledger, plans=sizes.plans, actions=sizes.actions, count=count
        )
    with Worker("bench.ours.rebuild") as builder:
        run.stage(f"memory: rebuilding {count:,} events")
        took = builder.ask("build", float, folder=ledger)
        run.tell(f"events/s in a rebuild of {count:,} events", count / took)
        return builder.ask("peak", float)
