"""What is aimed at, on each database: how many times better than a peer, or a bound of its own.

The bounds of as-of are set on a ledger of ``AIMED_AT`` events; smaller ones are only told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

AIMED_AT: Final = 1_000_000


class Aims(Struct, frozen=True, kw_only=True):
    """Ratios to reach, and bounds to keep; None is told and not aimed at.

    ``probe_us``: microseconds for a field of an entity. ``probe_growth`` and
    ``memory_growth``: how many times more for ten times the events. ``topic``: of the intake's
    rate. ``visible_ms``: milliseconds within which 99 of 100 events show.
    """

    single: float | None
    batch: float
    clients: float | None
    rebuild: float
    history: float | None
    probe_us: float
    probe_growth: float | None
    memory_growth: float
    topic: float = 0.6
    visible_ms: float = 1_000.0


AIMS: Final[Mapping[str, Aims]] = {
    "SQLite": Aims(
        single=0.9,
        batch=1.0,
        clients=None,
        rebuild=25.0,
        history=20.0,
        probe_us=4.0,
        probe_growth=1.5,
        memory_growth=1.2,
    ),
    "PostgreSQL": Aims(
        single=None,
        batch=1.5,
        clients=4.0,
        rebuild=25.0,
        history=None,
        probe_us=8.0,
        probe_growth=None,
        memory_growth=1.2,
    ),
}
"""Name of the database -> its aims."""
