"""Publishers as real processes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.integration.service.processes import Running, started
from tests.kafka.producers import until
from tests.places import Place


class PublisherProcess:
    """``improvement-ledger publish``."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self._address = ""

    @property
    def address(self) -> str:
        """Where it tells how it is."""
        self._address = self._address or self.running.address()
        return self._address

    def standing(self) -> Any:  # noqa: ANN401 - JSON
        """What /ready tells."""
        return httpx.get(f"{self.address}/ready", timeout=10).json()

    def until_published(self, council: str, size: int) -> None:
        """Wait until all ``size`` entries of a ledger are published."""
        until(lambda: self._position(council) == size, 30)

    def kill(self) -> None:
        """End it as a failure does."""
        self.running.stop(signal.SIGKILL)

    def _position(self, council: str) -> int:
        ledgers = self.standing()["ledgers"]
        return max((each["position"] for each in ledgers if each["council"] == council), default=-1)


@contextmanager
def publishing(
    place: Place, bootstrap: str, prefix: str, **more: object
) -> Iterator[PublisherProcess]:
    """A publisher that is told to stop at the end of the block, if it has not ended by then."""
    chosen = {"bootstrap": bootstrap, "prefix": prefix, "group": f"of-{prefix}", **more}
    ours = {f"IMPROVEMENT_LEDGER_KAFKA_{name.upper()}": str(chosen[name]) for name in chosen}
    told = {**place.settings, **ours, "IMPROVEMENT_LEDGER_LOG_LEVEL": "info"}
    with started("publish", "--port", "0", **told) as running:
        try:
            yield PublisherProcess(running)
        except BaseException:
            if running.process.poll() is None:
                running.stop(signal.SIGTERM)
            sys.stderr.write(running.printed)  # for whoever reads why the test failed
            raise
