"""Projectors while the service runs: a thread for each ledger, which follows it live.

A thread projects only while it holds its ledger's lease, so any number of processes
may run one. A read model that is missing, damaged or of another ledger is built anew,
since the ledger holds all that was in it. What cannot be projected stops that ledger's
thread, and `/ready` says so: a read model never falls behind in silence.
"""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread
from typing import Final, Literal, get_args

import msgspec

from ledger.registry import UnknownEventType
from ledger.store.failures import CorruptLedger, NoLedger, StoreUnavailable
from ledger.store.reader import Head
from projections.generations import RebuildUnderWay
from projections.read_model import ReadModelUnavailable, UnusableReadModel
from service import clock
from service.wiring import Wiring

LOOK_AGAIN_S: Final = 0.1
"""How long an idle projector waits before it looks for new events."""
LOOK_FOR_LEDGERS_S: Final = 1.0
"""How long until a ledger that another process made is noticed."""
PATIENCE_S: Final = 10.0
"""How long a read model may stay behind before the service is no longer ready."""
AT_ONCE: Final = 10_000
"""Entries projected before a thread looks whether it is to stop."""

_log = logging.getLogger(__name__)

Standing = Literal["starting", "level", "behind", "failed"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)


class Follower(msgspec.Struct, frozen=True):
    """How the read model of one council stands.

    ``head`` is the last position recorded, ``projected`` the last one projected; -1
    where there is none. ``epoch`` is that of the ledger, 0 before it is known. ``failure`` says
    why projecting stopped. ``head_age_s`` is how long ago the last entry was recorded, ``lag_s``
    how long the read model has not been level with its ledger.
    """

    council: str
    standing: Standing
    head: int
    projected: int
    epoch: int = 0
    failure: str = ""
    head_age_s: float | None = None
    lag_s: float = 0.0


class _Following(Thread):
    """The thread of one council."""

    def __init__(self, wiring: Wiring, council: str) -> None:
        super().__init__(name=f"projector-{council}", daemon=True)
        self._wiring = wiring
        self.council = council
        self.stopping = Event()
        self.failure = ""
        self._began_at = clock.monotonic()
        self.level_at: float | None = None
        """When the read model was last seen level with the ledger, on the monotonic clock."""

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self._follow()
            except NoLedger:  # it is only being made
                self.stopping.wait(LOOK_AGAIN_S)
            except (StoreUnavailable, ReadModelUnavailable, RebuildUnderWay) as error:
                _log.warning("the projector of %s tries again: %s", self.council, error)
                self.stopping.wait(LOOK_FOR_LEDGERS_S)
            except UnusableReadModel as error:
                self._build_anew(error)
            except Exception as error:  # noqa: BLE001 - whatever it is, /ready has to say so
                self.failure = f"{type(error).__name__}: {_told(error)}"
                _log.exception("the projector of %s stopped", self.council)
                return

    def _build_anew(self, reason: Exception) -> None:
        _log.warning("the read model of %s is built anew: %s", self.council, reason)
        try:
            self._wiring.rebuild(self.council)
        except Exception as error:  # noqa: BLE001 - the disk may be full: later it may not be
            _log.warning("the read model of %s cannot be built: %s", self.council, error)
            self.stopping.wait(LOOK_FOR_LEDGERS_S)

    def _follow(self) -> None:
        ledger = self._wiring.directory.open(self.council)
        with self._wiring.projector(self.council) as projector:
            while not self.stopping.is_set():
                progress = projector.catch_up(AT_ONCE)
                if progress.position >= ledger.head().size - 1:
                    self._read()
                    self.level_at = clock.monotonic()
                    self.stopping.wait(LOOK_AGAIN_S)
                elif not progress.is_leading:
                    self.stopping.wait(LOOK_AGAIN_S)

    def _read(self) -> Head:
        """How far the read model is, as readers see it: what we have in memory outlives damage.

        Raises what is wrong with the read model, also where it was readers who met it.
        """
        model = self._wiring.read_model(self.council)
        model.check_readable()
        return model.head()

    def seen(self) -> Follower:
        """How it stands now."""
        try:
            recorded = self._wiring.directory.open(self.council).head()
        except NoLedger:
            return Follower(self.council, "starting", -1, -1)
        standing, projected, failure = self._compared(recorded)
        is_level = standing == "level" and projected >= recorded.size - 1
        since = self._began_at if self.level_at is None else self.level_at
        born_us = recorded.recorded_us
        return Follower(
            self.council,
            standing,
            recorded.size - 1,
            projected,
            recorded.epoch,
            failure,
            head_age_s=None if born_us is None else (clock.now_us() - born_us) / 1_000_000,
            lag_s=0.0 if is_level else clock.monotonic() - since,
        )

    def _compared(self, recorded: Head) -> tuple[Standing, int, str]:
        """How the read model stands beside its ledger, its last position, why it failed."""
        if self.failure:
            return "failed", -1, self.failure
        if self.level_at is None:
            return "starting", -1, ""
        try:
            read = self._read()
        except ReadModelUnavailable as error:  # its words may name the database's host
            _log.warning("the read model of %s cannot be asked: %s", self.council, error)
            return "failed", -1, "ReadModelUnavailable: its database cannot be used; see the log"
        except UnusableReadModel as error:
            return "failed", -1, f"{type(error).__name__}: {error}"
        if read.size and read.epoch != recorded.epoch:
            return "behind", -1, ""
        is_late = read.size < recorded.size and clock.monotonic() - self.level_at > PATIENCE_S
        return "behind" if is_late else "level", read.size - 1, ""


def _told(error: Exception) -> str:
    """What `/ready` tells everybody of it: what is unforeseen may hold anything."""
    is_foreseen = isinstance(error, CorruptLedger | UnknownEventType)
    return str(error) if is_foreseen else "unforeseen, see the log"


class _LookingOn(_Following):
    """The thread of one council where another process projects: it sees how far that one is."""

    def _follow(self) -> None:
        ledger = self._wiring.directory.open(self.council)
        while not self.stopping.is_set():
            read, recorded = self._read(), ledger.head()
            if read.size >= recorded.size and read.epoch == recorded.epoch:
                self.level_at = clock.monotonic()
            self.stopping.wait(LOOK_AGAIN_S)

    def _build_anew(self, reason: Exception) -> None:
        _log.warning("the read model of %s waits for its projector: %s", self.council, reason)
        self.stopping.wait(LOOK_FOR_LEDGERS_S)


class Projecting:
    """The threads of all councils; those of ledgers made later are started when noticed.

    Where it does not project itself, its threads see how far another process is.
    """

    def __init__(self, wiring: Wiring, *, itself: bool = True) -> None:
        self._wiring = wiring
        self._follow = _Following if itself else _LookingOn
        self._following: dict[str, _Following] = {}
        self._lock = Lock()
        self._stopping = Event()
        self._watch = Thread(target=self._notice, name="ledgers", daemon=True)

    def start(self) -> None:
        """Start a thread for every ledger there is, and one that looks for more."""
        self._start_missing()
        self._watch.start()

    def stop(self) -> None:
        """Let every thread finish its batch and give its lease back."""
        self._stopping.set()
        with self._lock:
            threads = list(self._following.values())
        for each in threads:
            each.stopping.set()
        for thread in (self._watch, *threads):
            thread.join()

    def followers(self) -> list[Follower]:
        """How every read model stands."""
        self._start_missing()
        with self._lock:
            threads = [self._following[council] for council in sorted(self._following)]
        return [each.seen() for each in threads]

    def _notice(self) -> None:
        while not self._stopping.wait(LOOK_FOR_LEDGERS_S):
            try:
                self._start_missing()
            except StoreUnavailable as error:
                _log.warning("looking for new ledgers is tried again: %s", error)

    def _start_missing(self) -> None:
        for council in self._wiring.directory.councils():
            with self._lock:
                if council in self._following or self._stopping.is_set():
                    continue
                thread = self._following[council] = self._follow(self._wiring, council)
            thread.start()
