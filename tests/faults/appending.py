"""A process that appends until it is killed."""

from __future__ import annotations

import os
import time
from itertools import count
from multiprocessing.connection import Connection
from random import Random

from ledger.store.ledger import Ledger
from tests.integration.store.told import COUNCIL, ORIGIN, append, noted, proposed, receipts, sent
from tests.places import Place

SIZES = (1, 1, 1, 1, 2, 3, 10, 60, 250)
STREAMS = 5


def clock() -> int:
    """Now, in microseconds."""
    return time.time_ns() // 1000


def open_streams(place: Place) -> None:
    """A new ledger with some actions to note the progress of."""
    with Ledger.create(
        place.home(), council=COUNCIL, origin=ORIGIN, clock=clock, entropy=os.urandom
    ) as ledger:
        append(ledger, *(sent(f"open-{n}", f"action-{n}", proposed()) for n in range(STREAMS)))


def opened(place: Place) -> Ledger:
    """The ledger as one more process knows it."""
    return Ledger.open(place.home(), COUNCIL, clock=clock, entropy=os.urandom)


def append_until_killed(address: str, run: int, acknowledged: Connection) -> None:
    """Append batches of all sizes; after each one send the (id, position) of its receipts."""
    chance = Random(run)
    with Place(address) as place, opened(place) as ledger:
        for batch in count():
            size = chance.choice(SIZES)
            taken = append(
                ledger,
                *(
                    sent(f"{run}-{batch}-{n}", f"action-{chance.randrange(STREAMS)}", noted())
                    for n in range(size)
                ),
            )
            acknowledged.send([(receipt.id, receipt.position) for receipt in receipts(taken)])
