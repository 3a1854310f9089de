"""A producer in a process of its own, which sends the lives of actions until all have arrived.

It ends with 0 once the broker has acknowledged everything.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from random import Random
from typing import Any, Final

from kafka import KafkaProducer

from tests.kafka.events import event, structured
from tests.kafka.producers import RESENT, put

PATIENCE_S: Final = 120.0
"""How long a broker may be away."""
ACTIONS: Final = 50
IN_FLIGHT: Final = 200


def main(
    bootstrap: str, topic: str, council: str, name: str, count: str, a_second: str, seed: str
) -> None:
    """Send ``count`` events of actions that begin with ``name``, so many a second."""
    chance = Random(seed)
    numbers = [0] * ACTIONS
    begun, waiting = time.monotonic(), list[Any]()
    with closing(_client(bootstrap)) as client:
        for done in range(int(count)):
            action = chance.randrange(ACTIONS)
            told = structured(event(council, f"{name}-{action}", numbers[action]))
            numbers[action] += 1
            again = 1 + (chance.random() < RESENT)
            waiting += [put(client, topic, told) for _ in range(again)]
            while len(waiting) > IN_FLIGHT:
                waiting.pop(0).get(PATIENCE_S)
            time.sleep(max(0.0, begun + done / float(a_second) - time.monotonic()))
        for each in waiting:
            each.get(PATIENCE_S)


def sent(council: str, name: str, count: int, seed: str) -> dict[str, int]:
    """Stream -> how many of its events such a process sends."""
    chance = Random(seed)
    numbers: dict[str, int] = {}
    for _ in range(count):
        stream = f"{council}/improvement-2020/action/{name}-{chance.randrange(ACTIONS)}"
        numbers[stream] = numbers.get(stream, 0) + 1
        chance.random()
    return numbers


def _client(bootstrap: str) -> KafkaProducer:
    return KafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,  # or a record that is sent again could overtake the next
        max_block_ms=int(PATIENCE_S * 1000),
        delivery_timeout_ms=int(PATIENCE_S * 1000),
        request_timeout_ms=5_000,
        reconnect_backoff_max_ms=500,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
