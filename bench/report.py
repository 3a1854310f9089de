"""The results as files: what was measured, and when, on what and how each part of it was.

``results.json`` has the figures and nothing else, ``report.json`` the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench.measure import Result

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "results.json"
REPORT: Final = HERE / "report.json"


class OtherMachine(Exception):
    """Figures of two machines, or of two versions of a program, do not belong in one table."""


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What it was measured on: described and never named."""

    cores: int
    memory_gib: int
    system: str
    python: str
    databases: dict[str, str]
    """Name of the database -> its version."""
    peers: dict[str, str]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement.

    ``measured_on`` is a day UTC. ``load`` is how many programs were at work or waiting for a
    core when it began, on the average of a minute. ``minutes`` and ``load`` are None where nobody
    looked. ``results`` are the names of its results.
    """

    measured_on: str
    sizes: str
    databases: tuple[str, ...]
    minutes: float | None
    load: float | None
    results: tuple[str, ...]
    told: dict[str, float]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How the results came about: name of the measurement -> its part."""

    machine: Machine
    parts: dict[str, Part]


class Measured(msgspec.Struct, frozen=True):
    """All results with their report, in the order of its parts."""

    results: Sequence[Result]
    report: Report

    def of(self, part: str) -> list[Result]:
        """The results of one measurement."""
        names = self.report.parts[part].results
        return [result for result in self.results if result.name in names]


def merged(earlier: Measured, later: Measured, order: Sequence[str]) -> Measured:
    """``earlier`` with those of its parts replaced that were measured again ``later``.

    ``order`` has the names of all parts. Raises :class:`OtherMachine`.
    """
    require_same(earlier, later.report.machine)
    sources = dict.fromkeys(earlier.report.parts, earlier)
    sources |= dict.fromkeys(later.report.parts, later)
    chosen = [name for name in order if name in sources]
    return Measured(
        [result for name in chosen for result in sources[name].of(name)],
        Report(
            machine=later.report.machine,
            parts={name: sources[name].report.parts[name] for name in chosen},
        ),
    )


def require_same(earlier: Measured, machine: Machine) -> None:
    """Raise :class:`OtherMachine` unless ``earlier`` was measured on ``machine``."""
    before, now = map(msgspec.structs.asdict, (earlier.report.machine, machine))
    other = [f"{name} {before[name]}, now {now[name]}" for name in now if before[name] != now[name]]
    if other:
        raise OtherMachine("; ".join(other))


def write(measured: Measured) -> None:
    """Write both files."""
    RESULTS.write_bytes(_json(measured.results))
    REPORT.write_bytes(_json(measured.report))


def read() -> Measured:
    """What both files hold."""
    return Measured(
        msgspec.json.decode(RESULTS.read_bytes(), type=list[Result]),
        msgspec.json.decode(REPORT.read_bytes(), type=Report),
    )


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
