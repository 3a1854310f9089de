"""Our side of the rebuild: what ``improvement-ledger rebuild`` does, from first to last.

That is: read every entry, make its rows, load them into a fresh file, build the indexes,
wait for the disk, and put the file in its place. There is no older read model to compare
with, as at a first rebuild.
"""

from __future__ import annotations

import resource
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.load import COUNCIL, action_events
from bench.measure import seconds
from bench.ours.feed import Clock, directory, filled
from bench.worker import Steps
from projections.read_model.digests import digest_of_read_model
from projections.read_model.sqlite.connections import FileConnection
from projections.read_model.sqlite.place import FilePlace
from projections.rebuild import rebuild

READ_MODEL: Final = "read-model.db"


def fill(folder: str, plans: int, actions: int, count: int) -> float:
    """Make the ledger under ``folder`` unless it is there; bytes of an entry on the average."""
    load = action_events(plans=plans, actions=actions, count=count)
    ledger = filled(Path(folder), load, count=count)
    sample = range(0, count, max(1, count // 1_000))
    mean = sum(len(ledger.entry_bytes(position) or b"") for position in sample) / len(sample)
    ledger.close()
    return mean


def build(folder: str) -> float:
    """Seconds to build the read model of the ledger under ``folder`` anew."""
    clock = Clock()
    ledger = directory(Path(folder), clock).open(COUNCIL)
    path = Path(folder) / READ_MODEL
    for old in path.parent.glob(f"{path.stem}*"):
        old.unlink()
    return seconds(lambda: rebuild(ledger, FilePlace(path), holder="bench", clock=clock))


def rows(folder: str) -> int:
    """Rows of field values and of events in the read model."""
    with closing(sqlite3.connect(Path(folder) / READ_MODEL)) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("field_value", "event")
        ]
    return sum(counts)


def digest(folder: str, position: int) -> str:
    """The digest of the read model at ``position``."""
    with closing(sqlite3.connect(Path(folder) / READ_MODEL)) as connection:
        return digest_of_read_model(FileConnection(connection), position)


def peak_mib() -> float:
    """The most memory that this process ever had resident, in MiB.

    Linux hands ``ru_maxrss`` down from the parent to what it starts, so there it is
    read where it begins anew with the program.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


STEPS: Final[Steps] = {
    "fill": fill,
    "build": build,
    "rows": rows,
    "digest": digest,
    "peak": peak_mib,
}
