"""A process that appends until it is killed."""

from __future__ import annotations

import os
import time
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from ledger.store.ledger import Ledger
from ledger.store.sqlite.home import FolderHome
from tests.integration.store.told import append, noted, proposed, receipts, sent

SIZES = (1, 1, 1, 1, 2, 3, 10, 60, 250)
STREAMS = 5


def clock() -> int:
    """Now, in microseconds."""
    return time.time_ns() // 1000


def open_streams(folder: Path) -> None:
    """A new ledger with some actions to note the progress of."""
    with Ledger.create(
        FolderHome(folder),
        council="devon",
        origin="ledger.example/devon",
        clock=clock,
        entropy=os.urandom,
    ) as ledger:
        append(ledger, *(sent(f"open-{n}", f"action-{n}", proposed()) for n in range(STREAMS)))


def append_until_killed(folder: Path, run: int, acknowledged: Connection) -> None:
    """Append batches of all sizes; after each one send the (position, id) of its receipts."""
    chance = Random(run)
    with Ledger.open(FolderHome(folder), "devon", clock=clock, entropy=os.urandom) as ledger:
        acknowledged.send([])
        for batch in count():
            size = chance.choice(SIZES)
            taken = append(
                ledger,
                *(
                    sent(f"{run}-{batch}-{n}", f"action-{chance.randrange(STREAMS)}", noted())
                    for n in range(size)
                ),
            )
            acknowledged.send([(receipt.position, receipt.id) for receipt in receipts(taken)])
