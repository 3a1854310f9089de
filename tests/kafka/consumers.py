"""Consumers as real processes, and how they stand."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx

from tests.integration.service.processes import Running, started
from tests.kafka.producers import until
from tests.places import Place

SESSION_S: Final = 1.5
"""How soon the group does without a consumer that is mute."""


class ConsumerProcess:
    """``improvement-ledger consume``."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self._address = ""

    @property
    def address(self) -> str:
        """Where it tells how it is."""
        if not self._address:
            self._address = self.running.address()
        return self._address

    def standing(self) -> Any:  # noqa: ANN401 - JSON
        """What /ready tells."""
        return httpx.get(f"{self.address}/ready", timeout=10).json()

    def feeds(self) -> list[Any]:
        """The partitions that it reads."""
        return [each for each in self.standing()["feeds"] if not each["error"]]

    def until_ready(self) -> None:
        """Wait until /ready is 200."""
        until(lambda: httpx.get(f"{self.address}/ready", timeout=10).status_code == 200)

    def until_reading(self, count: int) -> None:
        """Wait until it reads so many partitions."""
        until(lambda: len(self.feeds()) == count)

    def signal(self, how: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.running.process.pid, how)

    def kill(self) -> None:
        """End it as a failure does."""
        self.running.stop(signal.SIGKILL)


def settings(
    place: Place, bootstrap: str, topic: str, *, group: str = "", **more: object
) -> dict[str, str]:
    """The environment of a consumer of ``topic`` into the ledgers of ``place``."""
    chosen = {
        "bootstrap": bootstrap,
        "topics": topic,
        "group": group or f"of-{topic}",
        "session_s": SESSION_S,
        **more,
    }
    ours = {f"IMPROVEMENT_LEDGER_KAFKA_{name.upper()}": str(chosen[name]) for name in chosen}
    return {**place.settings, **ours, "IMPROVEMENT_LEDGER_LOG_LEVEL": "info"}


@contextmanager
def consuming(
    place: Place, bootstrap: str, topic: str, **more: object
) -> Iterator[ConsumerProcess]:
    """A consumer that is told to stop at the end of the block, if it has not ended by then."""
    told = settings(place, bootstrap, topic, **more)
    with started("consume", "--port", "0", **told) as running:
        try:
            yield ConsumerProcess(running)
        except BaseException:
            if running.process.poll() is None:
                running.stop(signal.SIGTERM)
            sys.stderr.write(running.printed)  # for whoever reads why the test failed
            raise
