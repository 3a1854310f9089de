"""Another process that appends to a ledger: ``python -m tests.integration.store.writer``.

Takes the address of a place, its own name, how many batches to append and how large; says
"ready", waits for a line, and then prints the position and the version of each receipt, a line a
batch.
Each batch notes on one stream that all writers share, under ids of its own, and sends one
event that all of them send.
"""

from __future__ import annotations

import os
import sys
import time

from ledger.store.ledger import Ledger
from tests.integration.store.told import COUNCIL, append, noted, receipts, sent
from tests.places import Place


def main(address: str, name: str, batches: str, size: str) -> None:
    """Append, and print what was acknowledged."""
    clock = lambda: time.time_ns() // 1000  # noqa: E731
    with (
        Place(address) as place,
        Ledger.open(place.home(), COUNCIL, clock=clock, entropy=os.urandom) as ledger,
    ):
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
        for batch in range(int(batches)):
            own = [sent(f"{name}-{batch}-{n}", "shared", noted()) for n in range(int(size))]
            taken = receipts(append(ledger, *own, sent(f"all-{batch}", "shared", noted())))
            pairs = [f"{receipt.position}:{receipt.version}:{receipt.id}" for receipt in taken]
            print(*pairs, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
