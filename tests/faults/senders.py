"""Clients as they should be: each sends one event after the other, each until it is taken."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

import httpx

from tests.faults.sending import EVENT, proposed

PAUSE_S: Final = 0.1
TAKEN: Final = (200, 202)
SOON_S: Final = 90.0
ANSWERS_S: Final = 20.0


class Senders:
    """Threads that send until they are told to stop, and what they were told.

    ``acknowledged``: id -> position. ``refused``: the codes of all refusals, in any order.
    ``again``: the ids that were answered with the receipt of an earlier time.
    """

    def __init__(self, address: str, count: int, name: str = "event") -> None:
        self.acknowledged: dict[str, int] = {}
        self.refused: list[str] = []
        self.again: list[str] = []
        self._address = address
        self._stopped = Event()
        self._threads = [
            Thread(target=self._send, args=(f"{name}-{number}",)) for number in range(count)
        ]

    def start(self) -> None:
        """Begin."""
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        """Let each get its last event taken, and end."""
        self._stopped.set()
        for each in self._threads:
            each.join(SOON_S)
            assert not each.is_alive()

    def until_more(self, count: int = 1) -> None:
        """Wait until so many more were acknowledged."""
        enough = len(self.acknowledged) + count
        deadline = time.monotonic() + SOON_S
        while len(self.acknowledged) < enough:
            assert time.monotonic() < deadline, self.refused[-3:]
            time.sleep(PAUSE_S)

    def _send(self, name: str) -> None:
        number = 0
        with httpx.Client(base_url=self._address, headers=EVENT, timeout=ANSWERS_S) as client:
            while not self._stopped.is_set():
                self._until_taken(client, f"{name}-{number}")
                number += 1

    def _until_taken(self, client: httpx.Client, event_id: str) -> None:
        event = json.dumps(proposed(event_id))
        deadline = time.monotonic() + SOON_S
        while time.monotonic() < deadline:
            try:
                answer = client.post("/v1/events", content=event)
            except httpx.HTTPError as error:
                self.refused.append(type(error).__name__)
            else:
                told = answer.json()
                if answer.status_code in TAKEN:
                    if told["duplicate"]:
                        self.again.append(event_id)
                    self.acknowledged[event_id] = told["position"]
                    return
                self.refused.append(told["code"])
            time.sleep(PAUSE_S)


@contextmanager
def sending(address: str, count: int = 4) -> Iterator[Senders]:
    """Senders to a service, stopped at the end of the block."""
    senders = Senders(address, count)
    senders.start()
    try:
        yield senders
    finally:
        senders.stop()
