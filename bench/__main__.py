"""``python -m bench [append|concurrent|rebuild|as-of|memory …]``: measure beside peers.

Without names everything is measured, and ``bench/results.json``, ``bench/report.json`` and
``docs/performance.md`` are written; with names the results are shown only. QUICK in the
environment takes smaller ledgers. ``--document`` writes the documentation again from the
results that are there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bench import append, as_of, concurrent, machine, memory, rebuild, report
from bench.run import Run
from bench.screen import TerminalScreen
from bench.sizes import FULL, QUICK

MEASUREMENTS: Final[Mapping[str, Callable[[Run], None]]] = {
    "append": append.measure,
    "concurrent": concurrent.measure,
    "rebuild": rebuild.measure,
    "as-of": as_of.measure,
    "memory": memory.measure,
}


def main(arguments: Sequence[str]) -> int:
    """Run what is named, or all of it; 2 for a name that nothing has."""
    if list(arguments) == ["--document"]:
        report.write(*report.read())
        return 0
    unknown = [name for name in arguments if name not in MEASUREMENTS]
    if unknown:
        print(f"no measurement {', '.join(unknown)}: there are {', '.join(MEASUREMENTS)}")
        return 2
    sizes = QUICK if os.environ.get("QUICK") else FULL
    with TemporaryDirectory(prefix="bench-") as folder, TerminalScreen() as screen:
        run = Run(sizes, Path(folder), screen)
        start = perf_counter()
        for name in arguments or MEASUREMENTS:
            MEASUREMENTS[name](run)
        minutes = (perf_counter() - start) / 60
    screen.summary(run.results)
    if not arguments:
        report.write(run.results, machine.report(run, minutes=minutes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
