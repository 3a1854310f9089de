"""``python -m bench [append|concurrent|kafka|rebuild|as-of|memory …]``: measure beside peers.

Without names everything is measured, and ``bench/results.json``, ``bench/report.json`` and
``docs/performance.md`` are written; with names the results are shown only. ``--merge`` before
the names puts their results in the place of those that are there. QUICK in the environment
takes smaller ledgers. ``--document`` writes the documentation again from the results that are
there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import document, report
from bench.databases import NoPostgreSQL, databases
from bench.machine import machine
from bench.measuring import MEASUREMENTS, measured
from bench.report import Measured, OtherMachine
from bench.run import Run
from bench.screen import TerminalScreen
from bench.sizes import FULL, QUICK

MERGE: Final = "--merge"


def main(arguments: Sequence[str]) -> int:
    """Run what is named, or all of it; 2 for what cannot be done, which is said."""
    if list(arguments) == ["--document"]:
        document.write(report.read())
        return 0
    merges = MERGE in arguments[:1]
    names = list(dict.fromkeys(arguments[merges:])) or list(MEASUREMENTS)
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"no measurement {', '.join(unknown)}: there are {', '.join(MEASUREMENTS)}")
        return 2
    earlier = report.read() if merges else None
    try:
        now = _run(names, earlier)
    except OtherMachine as difference:
        print(f"another machine ({difference}): measure everything, without {MERGE}")
        return 2
    except NoPostgreSQL as reason:
        print(reason)
        return 2
    if earlier is not None:
        _write(report.merged(earlier, now, list(MEASUREMENTS)))
    elif not arguments:
        _write(now)
    return 0


def _run(names: Sequence[str], earlier: Measured | None) -> Measured:
    sizes = QUICK if os.environ.get("QUICK") else FULL
    with (
        TemporaryDirectory(prefix="bench-") as folder,
        databases(Path(folder)) as found,
        TerminalScreen() as screen,
    ):
        if earlier is not None:
            report.require_same(earlier, machine(found))
        now = measured(Run(sizes, found, screen), names)
    screen.summary(now.results)
    return now


def _write(now: Measured) -> None:
    report.write(now)
    document.write(now)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
