"""A server of our own, which a test may stop, kill and start again with the same data."""

from __future__ import annotations

import shutil
import signal
import time
from abc import ABC, abstractmethod
from typing import ClassVar, Final

from tests.services.guarded import Guarded, new_folder

STARTS_WITHIN_S: Final = 40.0


class NativeServer(ABC):
    """A server that listens on this machine alone and keeps its data over every restart.

    ``version`` is its own, ``provider`` says how we came by it.
    """

    name: ClassVar[str]
    stopped_by: ClassVar[signal.Signals]
    """How an operator ends it."""
    closed_by: ClassVar[signal.Signals] = signal.SIGKILL
    """How it ends quickest where its data are not needed any more."""

    def __init__(self, version: str, provider: str, owner: int | None) -> None:
        self.version = version
        self.provider = provider
        self.owner = owner
        self.folder = new_folder(owner)
        self._log = self.folder / "log"
        self._process: Guarded | None = None

    @abstractmethod
    def _choose_ports(self) -> None:
        """Take ports that are free now."""

    @abstractmethod
    def _command(self) -> list[str]:
        """What starts it at the chosen ports."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether a client is served."""

    @property
    def is_running(self) -> bool:
        """Whether the server's process is there."""
        return self._process is not None and self._process.is_running

    def start(self) -> None:
        """Start it and wait until it answers; a first start looks for ports that are free."""
        is_first = self._process is None
        deadline = time.monotonic() + STARTS_WITHIN_S
        self._process = self._run()
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} does not answer:\n{self._log.read_text()[-2000:]}")
            if not self._process.is_running:  # a port was taken, or a killed one is still ending
                if is_first:
                    self._choose_ports()
                self._process = self._run()
            time.sleep(0.02)

    def stop(self) -> None:
        """End it as an operator does."""
        self.end(self.stopped_by)

    def kill(self) -> None:
        """End it as a failure does: SIGKILL, and nobody tidies up."""
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals) -> None:
        """Signal it, and wait for its end."""
        assert self._process is not None, "never started"
        self._process.end(how)

    def close(self) -> None:
        """End it and remove all that it kept."""
        if self.is_running:
            self.end(self.closed_by)
        shutil.rmtree(self.folder)

    def _run(self) -> Guarded:
        return Guarded(self._command(), self.folder, self._log, self.owner)
