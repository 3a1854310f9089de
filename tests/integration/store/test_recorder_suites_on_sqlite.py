"""The library's own suites for recorders, held against ours on SQLite."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from eventsourcing.persistence import AggregateRecorder, ProcessRecorder, TrackingRecorder
from eventsourcing.sqlite import (
    SQLiteAggregateRecorder,
    SQLiteFactory,
    SQLiteProcessRecorder,
    SQLiteTrackingRecorder,
)
from eventsourcing.tests import persistence as suites
from eventsourcing.utils import Environment, EnvType, get_topic

from ledger.store.database import LOCK_TIMEOUT_S
from ledger.store.sqlite.datastore import LedgerDatastore
from ledger.store.sqlite.recorder import LedgerRecorder


class OnOurDatastore:
    """A database of its own for each test, closed and deleted at its end."""

    def setUp(self) -> None:
        self._folder = TemporaryDirectory()
        self.uri = f"{Path(self._folder.name, 'x.db').as_uri()}?mode=rwc"
        self.datastore = LedgerDatastore(self.uri)

    def tearDown(self) -> None:
        self.datastore.close()
        self._folder.cleanup()

    def new_originator_id(self) -> str:
        return f"devon/improvement-2020/action/{uuid4()}"


class TestLedgerRecorder(OnOurDatastore, suites.ApplicationRecorderTestCase[LedgerRecorder]):
    def create_recorder(self) -> LedgerRecorder:
        recorder = LedgerRecorder(self.datastore)
        recorder.create_table()
        return recorder


class TestNumbersOfOneInsertStayTogether(
    OnOurDatastore, suites.NonInterleavingNotificationIDsBaseCase
):
    def create_recorder(self) -> LedgerRecorder:
        recorder = LedgerRecorder(self.datastore)
        recorder.create_table()
        return recorder


class TestAggregateRecorderOnOurDatastore(OnOurDatastore, suites.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        recorder = SQLiteAggregateRecorder(self.datastore)
        recorder.create_table()
        return recorder


class TestTrackingRecorderOnOurDatastore(OnOurDatastore, suites.TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        recorder = SQLiteTrackingRecorder(self.datastore)
        recorder.create_table()
        return recorder


class TestProcessRecorderOnOurDatastore(OnOurDatastore, suites.ProcessRecorderTestCase):
    def create_recorder(self) -> ProcessRecorder:
        recorder = SQLiteProcessRecorder(self.datastore)
        recorder.create_table()
        return recorder


class OurTrackingRecorder(SQLiteTrackingRecorder):
    """What a projection of the library's would bring along."""


class LedgerFactory(SQLiteFactory):
    """The library's way to a ledger's recorder: ``SQLITE_DBNAME`` is the URI of the file."""

    application_recorder_class = LedgerRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        timeout = self.env.get(self.SQLITE_LOCK_TIMEOUT) or LOCK_TIMEOUT_S
        self.datastore = LedgerDatastore(self.datastore.pool.db_name, lock_timeout_s=float(timeout))


class TestLedgerFactory(OnOurDatastore, suites.InfrastructureFactoryTestCase[LedgerFactory]):
    def setUp(self) -> None:
        OnOurDatastore.setUp(self)
        self.env = Environment("TestCase")
        self.env[LedgerFactory.PERSISTENCE_MODULE] = get_topic(LedgerFactory)
        self.env[LedgerFactory.SQLITE_DBNAME] = self.uri
        suites.InfrastructureFactoryTestCase.setUp(self)

    def tearDown(self) -> None:
        suites.InfrastructureFactoryTestCase.tearDown(self)
        OnOurDatastore.tearDown(self)

    def expected_factory_class(self) -> type[LedgerFactory]:
        return LedgerFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return SQLiteAggregateRecorder

    def expected_application_recorder_class(self) -> type[LedgerRecorder]:
        return LedgerRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return SQLiteTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return OurTrackingRecorder

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return SQLiteProcessRecorder
