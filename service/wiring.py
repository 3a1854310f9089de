"""The parts of one process, put together: ledgers, intake, read models.

Nothing is opened before it is asked for, and everything is closed at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final, Self

import msgspec

from consumers.intake import Intake
from consumers.validation import Validation
from ledger.store.directory import LedgerDirectory
from ledger.store.home import BadAddress, Home, home_at
from ledger.store.ledger import Ledger
from projections import generations
from projections.generations import Rebuilt
from projections.read_model import ReadModel, UnusableReadModel
from projections.read_model.place import Generation, Place
from projections.read_model.places import place_beside
from projections.rebuild import Report as RebuildReport
from projections.rebuild import rebuild
from projections.runner import BATCH, Projector
from service import clock
from service.settings import BadSettings, Settings, variable

SYNTHETIC: Final = frozenset({"example"})
"""Councils that are made up: every page of theirs says so."""

WAIT_S: Final = 20.0
"""How long to wait for another projector: twice as long as a dead one's lease holds."""
LOOK_AGAIN_S: Final = 0.02

Report = Callable[[int], None]
"""Told the last position that is projected."""


class BadRoles(ValueError):
    """A file of roles that is no JSON object from key to label."""


def home_of(settings: Settings) -> Home:
    """Where the settings say that ledgers live; nothing is opened yet.

    Raises :class:`BadSettings` where the database's URL cannot be read.
    """
    url = None if settings.database_url is None else settings.database_url.get_secret_value()
    try:
        return home_at(url, settings.data_dir, settings.lock_wait_s)
    except BadAddress:
        raise BadSettings(f"{variable('database_url')}: it cannot be read as a URL") from None


class Wiring:
    """What a process serves from. All threads share one; use it as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.directory = LedgerDirectory(home_of(settings), clock.now_us, clock.entropy)
        self.intake = Intake(self.directory)
        self.validation = Validation(self.intake, self.directory, self.read_model, clock.now_us)
        self._read_models: dict[str, ReadModel] = {}
        self._lock = Lock()

    def create(self, council: str) -> Ledger:
        """A new ledger for ``council``, with the origin and the roles that the settings say.

        Raises ``LedgerExists``, :class:`BadRoles`, and ValueError for what is no key.
        """
        origin = f"{self.settings.origin_prefix}/{council}"
        return self.directory.create(council, origin=origin, roles=self._roles())

    def read_model(self, council: str) -> ReadModel:
        """The read model of ``council``, opened once; raises ``NoLedger`` where there is none."""
        ledger = self.directory.open(council)
        with self._lock:
            found = self._read_models.get(council)
            if found is None:
                found = ReadModel.open(self.place(council), reader=ledger)
                self._read_models[council] = found
            return found

    def place(self, council: str) -> Place:
        """Where the read model of ``council`` is kept."""
        return place_beside(self.directory.home, council)

    def projector(self, council: str) -> Projector:
        """A projector for the read model of ``council``, for one thread; close it after use."""
        place = self.read_model(council).place
        return Projector(
            self.directory.open(council), place, holder=clock.unique_name(), clock=clock.now_us
        )

    def catch_up(self, council: str, report: Report = lambda _: None) -> int:
        """Project all that is recorded now; returns the last position projected.

        Where a running service holds the lease, it is left to do so and waited for; a
        holder that died is replaced. What is missing after 20 seconds stays missing. A
        read model of another release, or of another ledger than is there now (an older
        copy was put back), is built anew first. A process that is set not to project only
        waits.
        """
        if not self.settings.projector:
            return self._wait_for_projector(council, report)
        try:
            self.read_model(council)
        except UnusableReadModel:
            self.rebuild(council, lambda done, _: report(done))
        last = self.directory.open(council).head().size - 1
        deadline = clock.monotonic() + WAIT_S
        with self.projector(council) as projector:
            progress = projector.catch_up(BATCH)
            while progress.position < last and (
                progress.is_leading or clock.monotonic() < deadline
            ):
                report(progress.position)
                if not progress.is_leading:
                    clock.pause(LOOK_AGAIN_S)
                progress = projector.catch_up(BATCH)
        report(progress.position)
        return progress.position

    def rebuild(self, council: str, report: RebuildReport = lambda _done, _total: None) -> Rebuilt:
        """Build the read model of ``council`` anew, beside the one that answers meanwhile.

        Raises ``RebuildUnderWay`` while another does the same.
        """
        return rebuild(
            self.directory.open(council),
            self.place(council),
            holder=clock.unique_name(),
            clock=clock.now_us,
            report=report,
        )

    def roll_back(self, council: str) -> Rebuilt:
        """Let the read model from before the last rebuild stand again; see ``generations``."""
        return generations.roll_back(
            self.directory.open(council),
            self.place(council),
            holder=clock.unique_name(),
            clock=clock.now_us,
        )

    def drop_old(self, council: str) -> int:
        """Remove the read model from before the last rebuild; its number."""
        self.directory.open(council)
        return generations.drop_old(
            self.place(council), holder=clock.unique_name(), clock=clock.now_us
        )

    def generations(self, council: str) -> list[Generation]:
        """The generations of the read model of ``council``, the one that stands first."""
        self.directory.open(council)
        return generations.generations(self.place(council))

    def close(self) -> None:
        """Close every read model and every ledger."""
        with self._lock:
            while self._read_models:
                self._read_models.popitem()[1].close()
        self.directory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait_for_projector(self, council: str, report: Report) -> int:
        size = self.directory.open(council).head().size
        deadline = clock.monotonic() + WAIT_S
        model = self.read_model(council)
        while (projected := model.head().size) < size and clock.monotonic() < deadline:
            report(projected - 1)
            clock.pause(LOOK_AGAIN_S)
        report(projected - 1)
        return projected - 1

    def _roles(self) -> Mapping[str, str]:
        path = self.settings.roles_file
        if path is None:
            return {}
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.DecodeError) as error:
            msg = f"{path.name} is no JSON object from role to label: {error}"
            raise BadRoles(msg) from None
