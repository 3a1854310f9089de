"""The memory of a rebuild, for a small ledger and for a large one."""

from __future__ import annotations

from bench.aims import AIMED_AT
from bench.databases import Database
from bench.ledgers import ledger_of
from bench.measure import held_against
from bench.run import Run


def measure(run: Run) -> None:
    """The most that a process of its own has resident while it rebuilds.

    Below ``AIMED_AT`` what is held in memory has not reached its bounds, and grows with the
    ledger. What a database's server takes is its own.
    """
    for database in run.databases:
        first, last = run.sizes.as_of[-2:]
        small, large = (_peak_mib(run, database, count) for count in (first, last))
        run.add(
            held_against(
                f"growth of a rebuild's memory from {first:,} to {last:,} events, {database.name}",
                large / small,
                run.aims(database).memory_growth,
                unit="times",
                is_aimed=last >= AIMED_AT,
            )
        )


def _peak_mib(run: Run, database: Database, count: int) -> float:
    ledger = ledger_of(run, database, count)
    of = f"in a rebuild of {count:,} events, {database.name}"
    run.tell(f"MiB resident {of}", ledger.peak_mib)
    run.tell(f"events/s {of}", count / ledger.seconds)
    return ledger.peak_mib
