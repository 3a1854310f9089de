"""Our side of the rebuild: what ``improvement-ledger rebuild`` does, from first to last.

That is: read every entry, make its rows, load them into fresh tables, build the indexes,
wait for the disk where that is a file, and put them in their place. There is no older read
model to compare with, as at a first rebuild.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Final

from bench.load import COUNCIL, action_events
from bench.measure import seconds
from bench.ours import feed
from bench.ours.feed import Clock, directory
from bench.ours.read_model import looked_into, place_in, remove
from bench.worker import Steps
from projections.read_model.digests import digest_of_read_model
from projections.rebuild import rebuild


def fill(address: str, plans: int, actions: int, count: int) -> None:
    """Make the ledger at ``address``."""
    feed.fill(address, action_events(plans=plans, actions=actions, count=count), count=count)


def size(address: str) -> int:
    """How many events the ledger at ``address`` has; 0 where there is none."""
    with directory(address, Clock()) as ledgers:
        return ledgers.open(COUNCIL).head().size if COUNCIL in ledgers.councils() else 0


def build(address: str) -> float:
    """Seconds to build the read model of the ledger at ``address`` anew."""
    clock = Clock()
    with directory(address, clock) as ledgers:
        ledger, place = ledgers.open(COUNCIL), place_in(ledgers.home)
        remove(ledgers.home)
        return seconds(lambda: rebuild(ledger, place, holder="bench", clock=clock))


def rows(address: str) -> int:
    """Rows of field values and of events in the read model."""
    with directory(address, Clock()) as ledgers, looked_into(ledgers.home) as read_model:
        return sum(
            read_model.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("field_value", "event")
        )


def digest(address: str, position: int) -> str:
    """The digest of the read model at ``position``."""
    with directory(address, Clock()) as ledgers, looked_into(ledgers.home) as read_model:
        return digest_of_read_model(read_model, position)


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
    "size": size,
    "build": build,
    "rows": rows,
    "digest": digest,
    "peak": peak_mib,
}
