"""The library's own suites for recorders, held against ours on PostgreSQL."""

from __future__ import annotations

from uuid import uuid4

import pytest
from eventsourcing.persistence import TrackingRecorder
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.tests import persistence as suites

from ledger.store.postgresql.home import PostgreSQLHome
from ledger.store.postgresql.recorder import LedgerRecorder, PooledDatastore
from tests.places import COUNCIL


class OnOurDatastore:
    """A database of its own for each test, with the schema of a ledger that has no tables yet."""

    @pytest.fixture(autouse=True)
    def _url(self, postgresql_url: str) -> None:
        self.url = postgresql_url

    def setUp(self) -> None:
        self.home = PostgreSQLHome(self.url)
        self.home.make(COUNCIL)
        self.datastore = PooledDatastore(self.home.pools, COUNCIL, lock_timeout_s=5)

    def tearDown(self) -> None:
        self.home.close()

    def new_originator_id(self) -> str:
        return f"devon/improvement-2020/action/{uuid4()}"


class TestLedgerRecorder(OnOurDatastore, suites.ApplicationRecorderTestCase[LedgerRecorder]):
    def create_recorder(self) -> LedgerRecorder:
        recorder = LedgerRecorder(self.datastore)
        recorder.create_table()
        return recorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNumbersOfOneInsertStayTogether(
    OnOurDatastore, suites.NonInterleavingNotificationIDsBaseCase
):
    def create_recorder(self) -> LedgerRecorder:
        recorder = LedgerRecorder(self.datastore)
        recorder.create_table()
        return recorder


class TestTrackingRecorderOnOurDatastore(OnOurDatastore, suites.TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        recorder = PostgresTrackingRecorder(self.datastore)
        recorder.create_table()
        return recorder
