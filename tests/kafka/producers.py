"""Producers, as the systems of a council would be."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from random import Random
from threading import Event, Thread
from typing import Any, Final

from kafka import KafkaProducer

from tests.kafka.events import Message, event, structured
from tests.waiting import PATIENCE_S, until

RESENT: Final = 0.02
"""How often a producer sends an event again, because it did not hear that it had arrived."""


def producer(bootstrap: str) -> KafkaProducer:
    """A client that sends until all have it, in the order in which it was told."""
    return KafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        max_block_ms=int(PATIENCE_S * 1000),
        delivery_timeout_ms=int(PATIENCE_S * 1000),
        request_timeout_ms=10_000,
        reconnect_backoff_max_ms=500,
    )


def produce(bootstrap: str, topic: str, messages: Iterable[Message]) -> None:
    """Send all of them, and wait until all have arrived."""
    with closing(producer(bootstrap)) as client:
        waiting = [put(client, topic, message) for message in messages]
        for each in waiting:
            each.get(PATIENCE_S)


def put(client: KafkaProducer, topic: str, message: Message) -> Any:  # noqa: ANN401 - untyped
    """Send one; a future."""
    return client.send(
        topic,
        message.value,
        key=message.key,
        headers=list(message.headers),
        partition=message.partition,
    )


class Producers:
    """Threads that go on sending the lives of actions of their own, until they are stopped.

    ``sent``: stream -> how many of its events have arrived, each of them at least once.
    """

    def __init__(
        self,
        bootstrap: str,
        topic: str,
        councils: Iterable[str],
        *,
        seed: int,
        actions: int = 5,
        pause_s: float = 0.002,
        most: int | None = None,
    ) -> None:
        self.sent: dict[str, int] = {}
        self._bootstrap = bootstrap
        self._topic = topic
        self._actions = actions
        self._pause_s = pause_s
        self._most = most
        self._stopped = Event()
        self._threads = [
            Thread(target=self._send, args=(council, Random(f"{seed}-{council}")))
            for council in councils
        ]

    def start(self) -> None:
        """Begin."""
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        """Let everything arrive that was sent."""
        self._stopped.set()
        self.join()

    def join(self) -> None:
        """Wait until all has arrived that each was to send."""
        for each in self._threads:
            each.join()

    def total(self) -> int:
        """How many different events have arrived."""
        return sum(self.sent.values())

    def until_more(self, count: int) -> None:
        """Wait until so many more have arrived."""
        enough = self.total() + count
        until(lambda: self.total() >= enough)

    def _send(self, council: str, chance: Random) -> None:
        numbers = [0] * self._actions
        with closing(producer(self._bootstrap)) as client:
            while not self._stopped.is_set() and sum(numbers) != self._most:
                action = chance.randrange(self._actions)
                told = event(council, f"action-{action}", numbers[action])
                again = 1 + (chance.random() < RESENT)
                waiting = [put(client, self._topic, structured(told)) for _ in range(again)]
                for each in waiting:
                    each.get(PATIENCE_S)
                numbers[action] += 1
                self.sent[str(told["subject"])] = numbers[action]
                time.sleep(self._pause_s)


@contextmanager
def producing(*arguments: Any, **more: Any) -> Iterator[Producers]:  # noqa: ANN401 - handed on
    """Producers that are stopped at the end of the block."""
    producers = Producers(*arguments, **more)
    producers.start()
    try:
        yield producers
    finally:
        producers.stop()
