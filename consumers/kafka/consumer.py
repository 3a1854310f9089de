"""A consumer: the loop over one client after the other, and how it all stands."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from threading import Event
from time import monotonic
from typing import Final, TypeAlias

from consumers.ahead import Ahead
from consumers.intake import Around
from consumers.kafka.client import Client
from consumers.kafka.feeds import Chance, Feeds, rest_s
from consumers.kafka.loop import Loop
from consumers.kafka.losses import Losses
from consumers.kafka.onlooker import Unreachable
from consumers.kafka.retrying import Retrying
from consumers.kafka.standing import Standing, nothing
from consumers.kafka.stores import Stores
from consumers.kafka.taking import KAFKA, Taking
from ledger.moments import Clock
from ledger.store.directory import LedgerDirectory

Connect: TypeAlias = Callable[[], Client]

STUCK_S: Final = 60.0
"""From when on it is alarming that the loop does not come round."""

_log = logging.getLogger(__name__)


class Consumer:
    """Reads as a member of a group, in a thread of the caller's, until it is told to stop.

    ``only_here``: what is for councils without a ledger here is passed over. ``around`` goes
    around each append. :meth:`standing` may be asked by any thread at any time.
    """

    def __init__(
        self,
        connect: Connect,
        directory: LedgerDirectory,
        *,
        only_here: bool,
        clock: Clock,
        chance: Chance,
        around: Around = nullcontext,
    ) -> None:
        self._connect = connect
        self._stores = Stores(directory, KAFKA)
        self._losses = Losses(directory, self._stores)
        self._taking = Taking(directory, self._stores, only_here=only_here, around=around)
        self._retrying = Retrying(directory, clock)
        self._chance = chance
        self._counts: dict[tuple[str, int], Counter[str]] = {}
        self._fenced = 0
        self._stopping = Event()
        self._began = monotonic()
        self._loop: Loop | None = None
        self._error = "it has not begun yet"

    def run(self) -> None:
        """Read until :meth:`stop`; raises ``InstanceTaken`` where another took its place."""
        attempts = 0
        with Ahead(alone=0) as ahead:
            while not self._stopping.is_set():
                try:
                    with self._connect() as client:
                        self._read(client, ahead)
                        attempts = 0
                except Unreachable as error:
                    self._error = f"the broker cannot be reached: {error}"
                    _log.warning(self._error)
                    self._stopping.wait(rest_s(attempts, self._chance()))
                    attempts += 1

    def stop(self) -> None:
        """Let the batch under way be the last."""
        self._stopping.set()

    def standing(self) -> Standing:
        """How it stands, as of a second ago."""
        loop = self._loop
        if loop is None or loop.standing is None:
            return nothing(self._error)
        if (stuck_s := self.stuck_s()) > STUCK_S:
            return nothing(f"the loop has not come round for {stuck_s:.0f} seconds")
        return loop.standing

    def stuck_s(self) -> float:
        """For how long the loop has not come round; 0 where there is no client to wait for."""
        loop = self._loop
        return 0.0 if loop is None else monotonic() - loop.came_round

    def _read(self, client: Client, ahead: Ahead) -> None:
        feeds = Feeds(client, self._stores, self._losses, self._chance, self._counts)
        loop = Loop(
            client, feeds, self._taking, self._retrying, self._losses, ahead, self._stopping
        )
        loop.fenced = self._fenced
        self._loop = loop
        try:
            loop.run()
        finally:
            self._fenced = loop.fenced
            self._loop = None
