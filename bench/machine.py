"""The machine and the programs of a run, described and never named."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from typing import Final

from bench.run import Report, Run

PEERS: Final = ("eventsourcing", "django", "django-simple-history")


def report(run: Run, *, minutes: float) -> Report:
    """Where and how the results of ``run`` came about."""
    return Report(
        sizes=run.sizes.name,
        cores=_cores(),
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        system=platform.system(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        peers={name: version(name) for name in PEERS},
        minutes=round(minutes, 1),
        told=run.told,
    )


def _cores() -> int:
    """The cores that this process may use, which in a container are not all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
