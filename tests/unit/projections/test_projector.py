"""The projector: whole batches or nothing, from wherever the last one ended."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import strategies as st

from projections.entry_rows import EntryRows
from projections.lease import PROJECTOR, Lease
from projections.read_model import OutdatedReadModel, ReadModel
from projections.read_model.place import Place
from projections.runner import LostTarget, Projector
from tests.oracle import Fact, Log
from tests.read_model_places import for_all
from tests.unit.projections.small_logs import (
    EXISTS,
    LogLedger,
    StoodClock,
    entry_of,
    logs,
    projector,
    read_model_of,
    retracted_on,
    told_on,
)

pytestmark = pytest.mark.usefixtures("database")

LOG: Log = [
    EXISTS,
    *(
        told_on("2020-07-01", f"2020-07-02T09:00:0{n}Z", status=f'"{n}"', about=f"a{n}")
        for n in range(6)
    ),
]


def model_at(place: Place) -> ReadModel:
    return ReadModel.open(place, reader=LogLedger([]))  # type: ignore[arg-type]


def test_a_ledger_without_entries_leaves_an_empty_read_model(place: Place) -> None:
    with closing(model_at(place)) as model, projector([], place) as each:
        assert each.catch_up() == (-1, 0, True)
        assert model.projected() == -1
        assert model.head().recorded_us is None


def test_it_goes_on_where_it_stopped(place: Place) -> None:
    ledger = LogLedger(LOG, shown=2)
    with closing(model_at(place)) as model, projector(ledger, place) as each:
        assert each.catch_up() == (1, 2, True)
        ledger.shown = len(LOG)
        assert each.catch_up() == (6, 5, True)
        assert each.catch_up() == (6, 0, True)
        assert model.head().recorded_us == LOG[-1].recorded


def test_it_stops_at_a_limit(place: Place) -> None:
    with closing(model_at(place)), projector(LOG, place, batch=2) as each:
        assert each.catch_up(limit=3) == (2, 3, True)
        assert each.catch_up(limit=0) == (2, 0, True)


def test_while_another_leads_it_returns_without_a_word(place: Place) -> None:
    clock = StoodClock()
    ledger = LogLedger(LOG, shown=2)
    with closing(model_at(place)), projector(ledger, place, clock=clock) as first:
        assert first.catch_up().is_leading
        ledger.shown = 4
        with _other(ledger, place, clock) as second:
            assert second.catch_up() == (1, 0, False)


def test_it_takes_over_from_one_that_died(place: Place) -> None:
    clock = StoodClock()
    ledger = LogLedger(LOG, shown=2)
    with closing(model_at(place)) as model, projector(ledger, place, clock=clock) as dead:
        dead.catch_up()
        ledger.shown = len(LOG)
        clock.now_us += 10_000_000
        with _other(ledger, place, clock) as next_one:
            assert next_one.catch_up() == (6, 5, True)
            assert dead.catch_up() == (6, 0, False)
        assert dead.catch_up() == (6, 0, True)
        with read_model_of(LOG) as other:
            assert model.digest() == other.digest()


def test_one_that_lost_its_lease_in_mid_batch_cannot_commit(place: Place) -> None:
    clock = StoodClock()

    def read_slowly(entry: EntryRows) -> EntryRows:
        if entry.position == 3:
            with closing(place.writer()) as elsewhere, elsewhere.transaction():
                Lease(PROJECTOR, "another", clock).seize(elsewhere)
        return entry

    slow = Projector(
        LogLedger(LOG),  # type: ignore[arg-type]
        place,
        holder="slow",
        clock=clock,
        batch=2,
        read=read_slowly,  # type: ignore[arg-type]
    )
    with closing(model_at(place)) as model, slow:
        assert slow.catch_up() == (1, 2, False)
        assert model.projected() == 1


def test_what_another_wrote_meanwhile_is_not_written_again(place: Place) -> None:
    clock = StoodClock()

    def read_slowly(entry: EntryRows) -> EntryRows:
        if entry.position == 2:
            clock.now_us += 20_000_000
            with _other(LogLedger(LOG), place, clock) as quick:
                quick.catch_up()
        return entry

    slow = Projector(
        LogLedger(LOG),  # type: ignore[arg-type]
        place,
        holder="slow",
        clock=clock,
        batch=2,
        read=read_slowly,  # type: ignore[arg-type]
    )
    with closing(model_at(place)) as model, slow, read_model_of(LOG) as other:
        assert slow.catch_up() == (6, 2, True)
        assert model.digest() == other.digest()


def test_two_that_take_turns_write_every_entry_once(place: Place) -> None:
    clock = StoodClock()
    with closing(model_at(place)) as model:
        with projector(LOG, place, clock=clock) as one, _other(LogLedger(LOG), place, clock) as two:
            for turn in range(7):
                clock.now_us += 20_000_000
                (one, two)[turn % 2].catch_up(limit=1)
        with read_model_of(LOG) as other:
            assert model.digest() == other.digest()


@for_all(logs(max_size=6), st.integers(0, 12), st.integers(1, 3), sqlite=25, postgresql=8)
def test_a_crash_in_mid_batch_leaves_no_trace(log: Log, at: int, batch: int) -> None:
    class Killed(Exception):
        pass

    left = [at]

    def read_and_die(entry: EntryRows) -> EntryRows:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return entry

    with read_model_of([]) as model, read_model_of(log) as whole:
        dying = Projector(
            LogLedger(log),  # type: ignore[arg-type]
            model.place,
            holder="dying",
            clock=StoodClock(),
            batch=batch,
            read=read_and_die,  # type: ignore[arg-type]
        )
        with dying:
            try:
                dying.catch_up()
            except Killed:
                assert model.digest() == whole.digest_at(model.projected())
            dying.catch_up()
        assert model.digest() == whole.digest()


def test_a_batch_that_cannot_be_written_is_rolled_back_whole(place: Place) -> None:
    broken: Log = [EXISTS, LOG[1], _retracting_nothing()]
    ledger = LogLedger(broken, shown=1)
    with closing(model_at(place)) as model, projector(ledger, place) as each:
        each.catch_up()
        ledger.shown = 3
        with pytest.raises(LostTarget):
            each.catch_up()
        assert model.projected() == 0
        ledger.log = LOG
        ledger.shown = len(LOG)
        each.catch_up()
        with read_model_of(LOG) as other:
            assert model.digest() == other.digest()


def test_a_retraction_in_the_same_batch_as_its_target_finds_it() -> None:
    log: Log = [EXISTS, LOG[1], retracted_on(1, "2020-08-01T09:00Z")]
    with read_model_of(log) as together, read_model_of(log, batch=1) as apart:
        assert together.digest() == apart.digest()


def test_readers_see_whole_batches_while_one_is_written(place: Place) -> None:
    with closing(model_at(place)) as model:
        seen = []

        def read_and_look(entry: EntryRows) -> EntryRows:
            seen.append(model.projected())
            return entry

        looking = Projector(
            LogLedger(LOG),  # type: ignore[arg-type]
            place,
            holder="looking",
            clock=StoodClock(),
            batch=3,
            read=read_and_look,  # type: ignore[arg-type]
        )
        with looking:
            looking.catch_up()
        assert seen == [-1, -1, -1, 2, 2, 2, 5]


def test_a_reader_in_mid_question_does_not_hold_the_projector_up(place: Place) -> None:
    with closing(model_at(place)) as model, projector(LOG, place, batch=2) as each:
        with closing(place.writer()) as reading, reading.snapshot():
            assert reading.execute("SELECT count(*) FROM event").fetchone() == (0,)
            assert each.catch_up().position == 6
            assert reading.execute("SELECT count(*) FROM event").fetchone() == (0,)
        assert model.projected() == 6


def test_a_read_model_of_another_release_is_not_written_to(place: Place) -> None:
    model_at(place).close()
    with closing(place.writer()) as connection, connection.transaction():
        connection.execute("UPDATE projection SET version = '0'")
    with pytest.raises(OutdatedReadModel, match="version 0"):
        model_at(place)
    with pytest.raises(OutdatedReadModel), projector(LOG, place) as each:
        each.catch_up()


def test_a_read_model_of_another_ledger_is_not_opened(place: Place) -> None:
    with closing(model_at(place)), projector(LOG, place) as each:
        each.catch_up()
    shorter = LogLedger(LOG[:3])
    with pytest.raises(OutdatedReadModel, match="position 6"):
        ReadModel.open(place, reader=shorter)  # type: ignore[arg-type]
    ReadModel.open(place, reader=_Named(LOG)).close()  # type: ignore[arg-type]


class _Named(LogLedger):
    """The same entries under the same ids."""

    def entry(self, position: int) -> EntryRows | None:
        return _WithId(entry_of(self.log, position))  # type: ignore[return-value]


class _WithId:
    def __init__(self, entry: EntryRows) -> None:
        self.id = entry.entry_id


def _other(ledger: LogLedger, place: Place, clock: StoodClock) -> Projector:
    return Projector(
        ledger,  # type: ignore[arg-type]
        place,
        holder="another",
        clock=clock,
        read=lambda entry: entry,  # type: ignore[arg-type,return-value]
    )


def _retracting_nothing() -> Fact:
    return retracted_on(99, "2020-08-01T09:00Z")
