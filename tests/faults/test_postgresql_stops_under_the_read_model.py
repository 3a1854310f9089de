"""PostgreSQL stopped, killed or cut off under the read model: nothing is lost, and it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from ledger.store.postgresql.pools import Pools
from projections.entry_rows import EntryRows
from projections.generations import roll_back
from projections.read_model import ReadModel, ReadModelUnavailable
from projections.read_model.place import Place
from projections.read_model.postgresql.place import SchemaPlace
from projections.rebuild import Report, rebuild
from tests.oracle import Log
from tests.services.postgresql.native import NativePostgreSQL
from tests.unit.projections.small_logs import (
    EXISTS,
    Found,
    LogLedger,
    StoodClock,
    projector,
    read_model_of,
    retracted_on,
    told_on,
)

pytestmark = pytest.mark.faults

LOG: Log = [
    EXISTS,
    *(told_on("2020-07-01", f"2020-07-02T09:00:0{n}Z", status=f'"{n}"') for n in range(6)),
    retracted_on(3, "2020-08-01T09:00Z"),
]


@pytest.fixture
def place(own_postgresql: NativePostgreSQL) -> Iterator[Place]:
    with Pools(own_postgresql.url_of("postgres")) as pools:
        yield SchemaPlace(pools, "devon")


def model_at(place: Place) -> ReadModel:
    return ReadModel.open(place, reader=LogLedger([]))  # type: ignore[arg-type]


def whole() -> str:
    with read_model_of(LOG) as model:
        return model.digest()


def again(place: Place, report: Report = lambda _done, _total: None) -> bool:
    return rebuild(
        LogLedger(LOG),  # type: ignore[arg-type]
        place,
        holder="rebuild",
        clock=StoodClock(),
        report=report,
        read=lambda entry: entry,  # type: ignore[arg-type,return-value]
    ).agrees


@pytest.mark.parametrize("immediate", [False, True])
def test_projector_and_readers_go_on_when_it_is_there_again(
    own_postgresql: NativePostgreSQL, place: Place, *, immediate: bool
) -> None:
    ledger = LogLedger(LOG, shown=3)
    with closing(model_at(place)) as model:
        live = projector(ledger, place)
        assert live.catch_up().position == 2
        own_postgresql.stop(immediate=immediate)
        ledger.shown = len(LOG)
        with pytest.raises(ReadModelUnavailable):
            live.catch_up()
        with pytest.raises(ReadModelUnavailable):
            model.projected()
        own_postgresql.start()
        assert live.catch_up().position == len(LOG) - 1
        assert model.digest() == whole()
        live.close()


def test_a_batch_that_was_cut_off_is_projected_again(
    own_postgresql: NativePostgreSQL, place: Place
) -> None:
    class CutOff(LogLedger):
        """Its retractions are looked up in mid-transaction: then every connection is cut."""

        cuts = 1

        def find(self, source: str, event_id: str) -> Found | None:
            if self.cuts:
                self.cuts -= 1
                cut(own_postgresql)
            return super().find(source, event_id)

    with closing(model_at(place)) as model, projector(CutOff(LOG), place) as live:
        with pytest.raises(ReadModelUnavailable):
            live.catch_up()
        assert model.projected() == -1
        assert live.catch_up().position == len(LOG) - 1
        assert model.digest() == whole()


def cut(server: NativePostgreSQL) -> None:
    """End every other connection, as an administrator may."""
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'improvement-ledger' AND pid <> pg_backend_pid()"
        )


def test_a_rebuild_that_it_ended_leaves_the_old_one_and_is_cleared_away(
    own_postgresql: NativePostgreSQL, place: Place
) -> None:
    def fall(done: int, _total: int) -> None:
        if done:
            own_postgresql.stop(immediate=True)

    with closing(model_at(place)) as model, projector(LOG, place) as live:
        live.catch_up()
        with pytest.raises(ReadModelUnavailable):
            again(place, fall)
        own_postgresql.start()
        assert (place.standing(), place.kept()) == (1, None)
        assert model.digest() == whole()
        assert again(place)
        assert (place.standing(), place.kept()) == (3, 1)
        assert schemas(own_postgresql) == {
            "devon_read_model",
            "devon_read_model_1",
            "devon_read_model_3",
        }
        assert model.digest() == whole()


def schemas(server: NativePostgreSQL) -> set[str]:
    with psycopg.connect(server.url_of("postgres")) as other:
        found = other.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'devon%'")
        return {name for (name,) in found}


def test_one_that_was_put_back_outlives_a_crash(
    own_postgresql: NativePostgreSQL, place: Place
) -> None:
    with closing(model_at(place)) as model, projector(LOG, place) as live:
        live.catch_up()
        again(place)
        roll_back(_Named(LOG), place, holder="rebuild", clock=StoodClock())  # type: ignore[arg-type]
        own_postgresql.stop(immediate=True)
        own_postgresql.start()
        assert (place.standing(), place.kept()) == (1, 2)
        assert model.digest() == whole()


class _Named(LogLedger):
    """Its entries have an id, by which a read model knows its ledger."""

    def entry(self, position: int) -> EntryRows | None:
        class Entry:
            id = f"entry-{position}"

        return Entry()  # type: ignore[return-value]
