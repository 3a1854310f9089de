"""The machine and the programs of a run, described and never named."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from bench.databases import Database
from bench.report import Machine

PEERS: Final = ("eventsourcing", "django", "django-simple-history")


def machine(databases: Sequence[Database]) -> Machine:
    """This machine with ``databases``."""
    return Machine(
        cores=_cores(),
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        system=platform.system(),
        python=platform.python_version(),
        databases={each.name: each.version for each in databases},
        peers={name: version(name) for name in PEERS},
    )


def _cores() -> int:
    """The cores that this process may use, which in a container are not all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
