"""The measurements by name, and how one of them becomes a part of the report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from time import perf_counter
from typing import Final

from bench import append, as_of, concurrent, kafka, memory, rebuild
from bench.machine import machine
from bench.measure import Result
from bench.report import Measured, Part, Report
from bench.run import Run

MEASUREMENTS: Final[Mapping[str, Callable[[Run], None]]] = {
    "append": append.measure,
    "concurrent": concurrent.measure,
    "kafka": kafka.measure,
    "rebuild": rebuild.measure,
    "as-of": as_of.measure,
    "memory": memory.measure,
}


def measured(run: Run, names: Iterable[str]) -> Measured:
    """Carry out the measurements of these names, in order."""
    results: list[Result] = []
    parts: dict[str, Part] = {}
    for name in names:
        parts[name] = _part(run, MEASUREMENTS[name])
        results += run.results
    return Measured(results, Report(machine=machine(run.databases), parts=parts))


def _part(run: Run, measure: Callable[[Run], None]) -> Part:
    run.results, run.told = [], {}
    load, start = os.getloadavg()[0], perf_counter()
    measure(run)
    return Part(
        measured_on=datetime.now(UTC).date().isoformat(),
        sizes=run.sizes.name,
        databases=tuple(each.name for each in run.databases),
        minutes=round((perf_counter() - start) / 60, 1),
        load=round(load, 1),
        results=tuple(dict.fromkeys(result.name for result in run.results)),
        told=run.told,
    )
