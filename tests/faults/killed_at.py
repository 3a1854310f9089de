"""A process that restores or moves a ledger, and dies at a chosen step of the store."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from ledger.store.backup import opened
from ledger.store.move import move
from ledger.store.restore import restore
from tests.faults.appending import clock
from tests.places import COUNCIL, Place

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.killed_at"])

Work = Callable[..., None]


def restoring(address: str, file: str) -> None:
    """Put a backup in the place of what stands, whatever is lost."""
    with Place(address) as place:
        restore(place.home(), opened(Path(file)), clock=clock, replace=True)


def moving(address: str, to: str) -> None:
    """Move the ledger."""
    with Place(address) as place, Place(to) as elsewhere:
        move(place.home(), elsewhere.home(), COUNCIL, clock=clock)


def steps(work: Work, *arguments: str) -> int:
    """How many steps the whole of ``work`` takes."""
    told, tell = processes.Pipe(duplex=False)
    process = processes.Process(target=_count, args=(tell, work, arguments))
    process.start()
    taken = int(told.recv())
    process.join()
    assert process.exitcode == 0
    return taken


def killed_at(step: int, work: Work, *arguments: str) -> bool:
    """Let a process do ``work`` and be killed at ``step``; whether it came so far."""
    process = processes.Process(target=_die, args=(step, work, arguments))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _count(tell: Connection, work: Work, arguments: tuple[str, ...]) -> None:
    counter = _Counter(-1)
    counter.follow(work, arguments)
    tell.send(counter.taken)


def _die(step: int, work: Work, arguments: tuple[str, ...]) -> None:
    _Counter(step).follow(work, arguments)


class _Counter:
    """Counts what the modules of the store call, and kills the process at a certain call."""

    def __init__(self, last: int) -> None:
        self.taken = 0
        self._last = last

    def follow(self, work: Work, arguments: tuple[str, ...]) -> None:
        sys.setprofile(self._count)
        try:
            work(*arguments)
        finally:
            sys.setprofile(None)

    def _count(self, frame: FrameType, what: str, _: object) -> None:
        is_call = what in ("c_call", "c_return")
        if is_call and str(frame.f_globals.get("__name__", "")).startswith("ledger.store"):
            self.taken += 1
            if self.taken == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
