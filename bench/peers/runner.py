"""The peer of the rebuild: the ``ProjectionRunner`` of the ``eventsourcing`` library.

As its documentation has it: a projection with ``process_event``, a materialised view on
the library's tracking recorder, and the runner between them, which commits once for each
event together with how far it has come. The rows are the very same: the view has the
tables of our read model and is written by the same writer, so what is compared is the way
of running it. Two things are done for it:

- its SQLite recorder cannot be subscribed to, so it is given the subscription that the
  library's other recorders use, which reads pages of 500;
- a single run more goes without waiting for the disk at each commit, as our live read model does
  and as its own settings do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event as Flag
from time import perf_counter
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import Tracking
from eventsourcing.projection import Projection, ProjectionRunner

from bench.address import is_url
from bench.load import COUNCIL
from bench.ours.feed import ACTOR, BATCH, Clock, directory
from bench.peers.library import environment
from bench.peers.postgresql_view import PostgreSQLView
from bench.peers.sqlite_view import SQLiteView
from bench.peers.view import View
from bench.worker import Steps
from ledger.entry import CloudEventCoordinates, Entry
from ledger.moments import parse_recorded_us
from projections.entry_rows import read_entry
from projections.read_model.digests import digest_of_read_model
from projections.runner import targets


@dataclass(frozen=True)
class Recorded(DomainEvent):
    """An entry of the ledger as a plain event; ``data`` is JSON as it stands in the entry."""

    entry: str
    ledger: str
    stream: str
    type: str
    effective: str
    documented: str | None
    recorded_at: str
    source: str
    id: str
    data: str


class Entries(Application[UUID]):
    """The events of a ledger, in an application of the library."""


class FieldRows(Projection[View]):
    """From an event to its rows, by the same function as ours."""

    @singledispatchmethod
    def process_event(self, domain_event: object, tracking: Tracking) -> None:
        """Project one event."""
        raise NotImplementedError(type(domain_event))

    @process_event.register
    def _(self, domain_event: Recorded, tracking: Tracking) -> None:
        self.view.project(read_entry(_entry(domain_event, tracking)), tracking)
        if tracking.notification_id == SIDE.count:
            SIDE.done.set()


class Side:
    """One application, projected anew for each run."""

    def __init__(self) -> None:
        self.count = 0
        self.done = Flag()

    def open(self, address: str, ledger: str) -> None:
        """Fill the application from the ledger at ``ledger``, which is not measured."""
        self._address = address
        self._view: type[View] = PostgreSQLView if is_url(address) else SQLiteView
        self._runs = 0
        reader = directory(ledger, Clock()).open(COUNCIL)
        View.find_target = staticmethod(targets(reader, read_entry))
        self.count = reader.head().size
        app = Entries(env=self._env())
        for start in range(0, self.count, BATCH):
            app.save(*map(_event, reader.entries(start, BATCH)))
        app.close()

    def rebuild(self, waits: bool) -> float:  # noqa: FBT001 - told as JSON
        """Seconds to project every event into an empty view; ``waits``: for the disk."""
        View.waits = waits
        self._runs += 1
        self.done.clear()
        env = self._env() | environment(self._address, self._part, of="FIELDROWS_")
        start = perf_counter()
        with ProjectionRunner(
            application_class=Entries, projection_class=FieldRows, view_class=self._view, env=env
        ) as runner:
            while not self.done.wait(timeout=0.05):
                runner.run_forever(timeout=0)  # raises what its thread has raised
            return perf_counter() - start

    def digest(self) -> str:
        """The digest of what the last run wrote."""
        with self._view.reading(self._address, self._part) as connection:
            return digest_of_read_model(connection, self.count - 1)

    @property
    def _part(self) -> str:
        return f"view_{self._runs}"

    def _env(self) -> dict[str, str]:
        return environment(self._address, "entries") | self._view.settings


def _event(entry: Entry) -> Recorded:
    return Recorded(
        originator_id=uuid5(NAMESPACE_URL, entry.stream),
        originator_version=entry.version,
        timestamp=_moment(entry.recorded_at),
        entry=entry.id,
        ledger=entry.ledger,
        stream=entry.stream,
        type=entry.type,
        effective=entry.effective,
        documented=entry.documented,
        recorded_at=entry.recorded_at,
        source=entry.cloudevent.source,
        id=entry.cloudevent.id,
        data=bytes(entry.data).decode(),
    )


def _entry(event: Recorded, tracking: Tracking) -> Entry:
    return Entry(
        ledger=event.ledger,
        position=tracking.notification_id - 1,
        id=event.entry,
        stream=event.stream,
        version=event.originator_version,
        type=event.type,
        effective=event.effective,
        documented=event.documented,
        recorded_at=event.recorded_at,
        actor=ACTOR,
        cloudevent=CloudEventCoordinates(source=event.source, id=event.id, time=None),
        correlation=None,
        causation=None,
        marking="OFFICIAL",
        data=msgspec.Raw(event.data.encode()),
        blind="",
    )


def _moment(recorded_at: str) -> datetime:
    return datetime.fromtimestamp(parse_recorded_us(recorded_at) / 1_000_000, UTC)


SIDE: Final = Side()
STEPS: Final[Steps] = {"open": SIDE.open, "rebuild": SIDE.rebuild, "digest": SIDE.digest}
