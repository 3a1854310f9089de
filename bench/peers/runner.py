"""The peer of the rebuild: the ``ProjectionRunner`` of the ``eventsourcing`` library.

As its documentation has it: a projection with ``process_event``, a materialised view
on the library's SQLite tracking recorder, and the runner between them, which commits
once for each event together with how far it has come. The rows are the very same: the
view has the tables of our read model and is written by the same writer, so what is
compared is the way of running it. Two things are done for it:

- its SQLite recorder cannot be subscribed to, so it is given the subscription that the
  library's other recorders use, which reads pages of 500;
- its view does not wait for the disk at each commit (``synchronous = NORMAL``, as our
  live read model), which its own setting would.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Flag
from time import perf_counter
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import (
    ApplicationRecorder,
    ListenNotifySubscription,
    Subscription,
    Tracking,
)
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTrackingRecorder,
)

from bench.load import COUNCIL
from bench.ours.feed import ACTOR, BATCH, Clock, directory
from bench.worker import Steps
from ledger.entry import CloudEventCoordinates, Entry
from ledger.moments import parse_recorded_us
from ledger.store.reader import LedgerReader
from projections.entry_rows import EntryRows, read_entry
from projections.read_model.digests import digest_of_read_model
from projections.read_model.sqlite.connections import FileConnection
from projections.read_model.sqlite.tables import create_indexes, create_tables
from projections.read_model.writer import Writer
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


class SubscribableRecorder(SQLiteApplicationRecorder):
    """The library's SQLite recorder with the library's own subscription."""

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """As the library's in-memory and PostgreSQL recorders do."""
        return ListenNotifySubscription(self, gt=gt, topics=topics)


class Entries(Application[UUID]):
    """The events of a ledger, in an application of the library."""


class View(SQLiteTrackingRecorder):
    """Our read model's tables beside the library's own table of how far it has come."""

    def __init__(self, datastore: SQLiteDatastore) -> None:
        super().__init__(datastore)
        self._writer: Writer | None = None
        self._connection: sqlite3.Connection | None = None

    def create_table(self) -> None:
        """As the library does, on a connection that waits for the disk as it is told."""
        with self.datastore.get_connection(commit=True) as connection:
            connection.cursor().execute(f"PRAGMA synchronous = {SIDE.synchronous}")
        super().create_table()

    def _create_table(self, c: SQLiteCursor) -> None:
        super()._create_table(c)
        connection = c.sqlite_cursor.connection
        create_tables(connection)
        create_indexes(connection)

    def project(self, rows: EntryRows, tracking: Tracking) -> None:
        """Write the rows of one event, and beside them how far the projection has come."""
        with self.datastore.transaction(commit=True) as cursor:
            writer = self._writer_on(cursor.sqlite_cursor.connection)
            writer.add([rows])
            writer.flush()
            self._insert_tracking(cursor, tracking)

    def _writer_on(self, connection: sqlite3.Connection) -> Writer:
        if self._writer is None:
            self._writer = Writer(FileConnection(connection), SIDE.find_target)
            self._connection = connection
        elif connection is not self._connection:
            message = "the view is written over more than one connection"
            raise RuntimeError(message)
        return self._writer


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
        self.synchronous = "NORMAL"
        self.done = Flag()

    def open(self, folder: str, ledger: str) -> None:
        """Fill the application from the ledger under ``ledger``, which is not measured."""
        self._folder = Path(folder)
        self._runs = 0
        self._reader: LedgerReader = directory(Path(ledger), Clock()).open(COUNCIL)
        self.find_target = targets(self._reader, read_entry)
        self.count = self._reader.head().size
        app = Entries(env=self._env("view"))
        for start in range(0, self.count, BATCH):
            app.save(*map(_event, self._reader.entries(start, BATCH)))
        app.close()

    def rebuild(self, synchronous: str) -> float:
        """Seconds to project every event into an empty view."""
        self.synchronous = synchronous
        self._runs += 1
        self.done.clear()
        env = self._env(f"view-{self._runs}")
        start = perf_counter()
        with ProjectionRunner(
            application_class=Entries, projection_class=FieldRows, view_class=View, env=env
        ) as runner:
            while not self.done.wait(timeout=0.05):
                runner.run_forever(timeout=0)  # raises what its thread has raised
            return perf_counter() - start

    def digest(self) -> str:
        """The digest of what the last run wrote."""
        with closing(sqlite3.connect(self._folder / f"view-{self._runs}.db")) as connection:
            return digest_of_read_model(FileConnection(connection), self.count - 1)

    def _env(self, view: str) -> dict[str, str]:
        return {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "APPLICATION_RECORDER_TOPIC": f"{__name__}:SubscribableRecorder",
            "SQLITE_DBNAME": f"{self._folder}/entries.db",
            "FIELDROWS_SQLITE_DBNAME": f"{self._folder}/{view}.db",
        }


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
