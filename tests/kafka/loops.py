"""Commands that go on until they are told to stop, and tell how they stand."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx

from tests.integration.service.processes import Running, started
from tests.waiting import until

AnyLoop = TypeVar("AnyLoop", bound="LoopProcess")


class LoopProcess:
    """``improvement-ledger consume`` or ``publish``."""

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

    def until_ready(self) -> None:
        """Wait until /ready is 200."""
        until(lambda: httpx.get(f"{self.address}/ready", timeout=10).status_code == 200)

    def signal(self, how: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.running.process.pid, how)

    def kill(self) -> None:
        """End it as a failure does."""
        self.running.stop(signal.SIGKILL)


def kafka_settings(**chosen: object) -> dict[str, str]:
    """The environment that tells a command of ours about Kafka."""
    ours = {f"IMPROVEMENT_LEDGER_KAFKA_{name.upper()}": str(chosen[name]) for name in chosen}
    return {**ours, "IMPROVEMENT_LEDGER_LOG_LEVEL": "info"}


@contextmanager
def looping(command: str, kind: type[AnyLoop], environment: Mapping[str, str]) -> Iterator[AnyLoop]:
    """A command that is told to stop at the end of the block, if it has not ended by then."""
    with started(command, "--port", "0", **environment) as running:
        try:
            yield kind(running)
        except BaseException:
            if running.process.poll() is None:
                running.stop(signal.SIGTERM)
            sys.stderr.write(running.printed)  # for whoever reads why the test failed
            raise
