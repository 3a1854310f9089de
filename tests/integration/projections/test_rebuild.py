"""The read model built anew, beside the old one, while everything goes on."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from ledger.entry import Entry
from ledger.store.home import Home
from projections.entry_rows import EntryRows, read_entry
from projections.generations import (
    NothingKept,
    RebuildUnderWay,
    Rebuilt,
    drop_old,
    generations,
    roll_back,
)
from projections.lease import REBUILD, Lease
from projections.read_model import OutdatedReadModel, ReadModel
from projections.read_model.database import Connection
from projections.rebuild import Report, rebuild
from projections.runner import Projector
from tests.worlds import World

ACTION = "devon/improvement-2020/action/care-leavers-oversight"


@pytest.fixture
def world(home: Home) -> Iterator[World]:
    with World(home) as made:
        made.load("devon")
        yield made


def again(
    world: World, *, holder: str = "rebuild", report: Report = lambda _done, _total: None
) -> Rebuilt:
    return rebuild(
        world.ledger("devon"), world.place("devon"), holder=holder, clock=world.clock, report=report
    )


def put_back(world: World, *, holder: str = "rebuild") -> Rebuilt:
    return roll_back(world.ledger("devon"), world.place("devon"), holder=holder, clock=world.clock)


def there(world: World) -> tuple[int | None, int | None]:
    """The generation that stands, and the one that is kept."""
    place = world.place("devon")
    return place.standing(), place.kept()


def note(world: World, text: str) -> None:
    world.record(ACTION, "progress-noted", "2020-12-01", summary=text)


def open_action(world: World) -> None:
    world.record(ACTION, "proposed", "2020-06-01", summary="Keep sight of care leavers")


def test_it_holds_what_live_projection_held(world: World) -> None:
    live = world.model("devon").digest()
    rebuilt = again(world)
    assert rebuilt.digest == rebuilt.old_digest == live
    assert rebuilt.agrees
    assert rebuilt.position == rebuilt.compared_at == world.ledger("devon").head().size - 1
    assert world.model("devon").digest() == live


def test_a_reader_that_stayed_open_goes_over_to_the_new_one(world: World) -> None:
    model = world.model("devon")
    before = model.digest(world.basis("devon"))
    again(world)
    open_action(world)
    assert model.projected() == world.ledger("devon").head().size - 1
    assert model.digest(world.basis("devon")) != before


def test_until_the_end_the_old_one_is_opened_and_asked_as_before(world: World) -> None:
    again(world)
    size = world.ledger("devon").head().size

    def ask(_done: int, _total: int) -> None:
        with closing(ReadModel.open(world.place("devon"), reader=world.ledger("devon"))) as model:
            assert model.projected() == size - 1
            assert model.plans(world.basis("devon")) == ["devon/improvement-2020"]

    assert again(world, report=ask).agrees


def test_what_goes_wrong_while_rows_are_written_ends_it_at_once(world: World) -> None:
    ledger = world.ledger("devon")
    read: list[int] = []

    def misread(entry: Entry) -> EntryRows:
        read.append(entry.position)
        return read_entry(entry)._replace(position=0)

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        rebuild(ledger, world.place("devon"), holder="rebuild", clock=world.clock, read=misread)
    assert read == list(range(ledger.head().size))
    assert there(world) == (1, None)


def test_a_question_under_way_ends_on_the_file_it_began_on(world: World) -> None:
    with closing(world.place("devon").writer()) as reading, reading.snapshot():
        (count,) = reading.execute("SELECT count(*) FROM event").fetchone()
        again(world)
        open_action(world)
        assert reading.execute("SELECT count(*) FROM event").fetchone() == (count,)


def test_a_projector_that_stayed_open_goes_over_to_the_new_one(world: World) -> None:
    ledger, place = world.ledger("devon"), world.place("devon")
    with Projector(ledger, place, holder="live", clock=world.clock) as live:
        live.catch_up()
        again(world)
        open_action_unprojected(world)
        assert live.catch_up().is_leading
    assert world.model("devon").projected() == ledger.head().size - 1
    assert again(world).agrees


def test_a_projector_whose_generation_was_dropped_lets_go_of_it(world: World) -> None:
    ledger, place = world.ledger("devon"), world.place("devon")
    with Projector(ledger, place, holder="live", clock=world.clock) as live:
        live.catch_up()
        again(world)
        again(world)  # the first is not even kept now
    assert world.model("devon").projected() == ledger.head().size - 1


def test_one_that_is_dropped_while_it_is_followed_is_followed_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, place = world.ledger("devon"), world.place("devon")
    is_fresh = Lease.is_fresh

    def dropped_first(lease: Lease, connection: Connection) -> bool:
        monkeypatch.setattr(Lease, "is_fresh", is_fresh)
        again(world)
        again(world)
        return is_fresh(lease, connection)

    with Projector(ledger, place, holder="live", clock=world.clock) as live:
        live.catch_up()
        open_action_unprojected(world)
        monkeypatch.setattr(Lease, "is_fresh", dropped_first)
        live.catch_up()  # of a file that is dropped it only finds that the lease was taken
        assert live.catch_up().is_leading
    assert world.model("devon").projected() == ledger.head().size - 1
    assert again(world).agrees


def open_action_unprojected(world: World) -> None:
    """Record without the world's own projector, which another holds the lease of."""
    catch_up, world.catch_up = world.catch_up, lambda _council: None  # type: ignore[method-assign]
    open_action(world)
    world.catch_up = catch_up  # type: ignore[method-assign]


def test_events_that_come_meanwhile_are_in_it(world: World) -> None:
    open_action(world)
    came = []

    def recording(done: int, _total: int) -> None:
        if len(came) < 3:
            came.append(done)
            note(world, f"Meanwhile {len(came)}")

    rebuilt = again(world, report=recording)
    head = world.ledger("devon").head().size - 1
    assert rebuilt.agrees
    assert rebuilt.position == world.model("devon").projected() == head
    assert again(world).old_digest == world.model("devon").digest()


def test_a_ledger_without_entries_has_a_read_model_without_rows(home: Home) -> None:
    with World(home) as world:
        world.directory.create("devon")
        told: list[tuple[int, int]] = []
        rebuilt = again(world, report=lambda done, total: told.append((done, total)))
        assert rebuilt == (-1, None, None, None)
        assert rebuilt.agrees
        assert told == [(0, 0)]
        assert world.model("devon").projected() == -1


def test_progress_is_told_up_to_the_end(world: World) -> None:
    told: list[tuple[int, int]] = []
    again(world, report=lambda done, total: told.append((done, total)))
    size = world.ledger("devon").head().size
    assert told[0] == (0, size)
    assert told[-1] == (size, size)


def test_two_at_once_are_one_too_many(world: World) -> None:
    def second(_done: int, _total: int) -> None:
        with pytest.raises(RebuildUnderWay):
            again(world, holder="another")

    again(world, report=second)
    assert there(world) == (2, 1)


def test_one_that_another_took_over_from_gives_up(world: World) -> None:
    def lose_it(done: int, _total: int) -> None:
        if done == 0:
            world.clock.now_us += 120_000_000
            with closing(world.place("devon").writer()) as elsewhere, elsewhere.transaction():
                assert Lease(REBUILD, "another", world.clock).take(elsewhere)

    with pytest.raises(RebuildUnderWay):
        again(world, report=lose_it)
    assert there(world) == (1, None)


def test_one_that_breaks_off_leaves_the_old_one_as_it_was(world: World) -> None:
    before = world.model("devon").digest()

    def fall(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(world, report=fall)
    assert there(world) == (1, None)
    assert world.model("devon").digest() == before
    assert again(world).agrees


def test_one_of_another_release_is_replaced(world: World) -> None:
    world.model("devon").close()
    with closing(world.place("devon").writer()) as connection, connection.transaction():
        connection.execute("UPDATE projection SET version = '0'")
    ledger = world.ledger("devon")
    with pytest.raises(OutdatedReadModel):
        ReadModel.open(world.place("devon"), reader=ledger)
    rebuilt = again(world)
    assert (rebuilt.old_digest, rebuilt.agrees) == (None, True)
    with closing(ReadModel.open(world.place("devon"), reader=ledger)) as model:
        assert model.projected() == ledger.head().size - 1


def test_a_read_model_that_differs_from_the_record_is_found_out(world: World) -> None:
    right = world.model("devon").digest()
    with closing(world.place("devon").writer()) as connection, connection.transaction():
        changed = connection.execute(
            "UPDATE field_value SET value = '\"COMPLETED\"' WHERE value = '\"IN_PROGRESS\"'"
        )
        assert changed.rowcount > 0
    rebuilt = again(world)
    assert not rebuilt.agrees
    assert rebuilt.digest == world.model("devon").digest() == right


def test_one_that_lags_is_compared_as_far_as_it_goes(world: World) -> None:
    ledger = world.ledger("devon")
    place = world.place("devon")
    empty = place.fresh()
    with place.loading(empty):
        pass
    place.stand(empty)
    with Projector(ledger, place, holder="slow", clock=world.clock) as slow:
        slow.catch_up(limit=5)
    rebuilt = again(world)
    assert rebuilt.compared_at == 4
    assert rebuilt.agrees
    assert rebuilt.position == ledger.head().size - 1


def test_after_an_older_ledger_was_put_back_the_read_model_is_not_believed(
    world: World, tmp_path: Path
) -> None:
    with World(tmp_path / "older") as other:
        open_action(other)
        ledger, place = other.ledger("devon"), world.place("devon")
        with pytest.raises(OutdatedReadModel):
            ReadModel.open(place, reader=ledger)
        assert not rebuild(ledger, place, holder="rebuild", clock=other.clock).agrees
        with closing(ReadModel.open(place, reader=ledger)) as model:
            assert model.projected() == 0


@pytest.mark.parametrize("was_enabled", [True, False])
def test_the_search_for_cycles_is_left_as_it_was(world: World, *, was_enabled: bool) -> None:
    try:
        if not was_enabled:
            gc.disable()
        meanwhile: list[bool] = []
        again(world, report=lambda _done, _total: meanwhile.append(gc.isenabled()))
        assert not any(meanwhile)
        assert gc.isenabled() is was_enabled
    finally:
        gc.enable()


def test_the_one_before_is_kept_and_the_one_before_that_is_not(world: World) -> None:
    assert there(world) == (1, None)
    for number in (2, 3, 4):
        again(world)
        assert there(world) == (number, number - 1)
    assert [each.number for each in generations(world.place("devon"))] == [4, 3]


def test_one_that_was_kept_is_put_back_level_with_the_ledger(world: World) -> None:
    again(world)
    open_action(world)
    after = world.model("devon").digest()
    undone = put_back(world)
    assert undone.agrees
    assert undone.position == world.ledger("devon").head().size - 1
    assert there(world) == (1, 2)
    assert world.model("devon").digest() == after
    note(world, "Projected into the one that was put back")
    assert world.model("devon").projected() == undone.position + 1
    assert put_back(world).agrees
    assert there(world) == (2, 1)


def test_a_projector_that_stayed_open_follows_what_was_put_back(world: World) -> None:
    again(world)
    ledger, place = world.ledger("devon"), world.place("devon")
    with Projector(ledger, place, holder="live", clock=world.clock) as live:
        live.catch_up()
        put_back(world)
        open_action_unprojected(world)
        assert live.catch_up().is_leading
    assert world.model("devon").projected() == ledger.head().size - 1


def test_one_that_was_kept_is_dropped_when_told_to(world: World) -> None:
    again(world)
    place = world.place("devon")
    assert drop_old(place, holder="rebuild", clock=world.clock) == 1
    assert there(world) == (2, None)
    with pytest.raises(NothingKept):
        drop_old(place, holder="rebuild", clock=world.clock)
    with pytest.raises(NothingKept):
        put_back(world)
    assert again(world).agrees


def test_one_of_another_release_is_kept_and_not_put_back_by_this_one(world: World) -> None:
    place = world.place("devon")
    with closing(place.writer()) as connection, connection.transaction():
        connection.execute("UPDATE projection SET version = '0'")
    again(world)
    standing, kept = generations(place)
    assert (standing.stands, standing.events) == (True, world.ledger("devon").head().size)
    assert (kept.stands, kept.events) == (False, None)
    assert min(standing.size_bytes, kept.size_bytes) > 0
    with pytest.raises(OutdatedReadModel, match="version 0"):
        put_back(world)
    assert there(world) == (2, 1)


def test_while_another_rebuilds_nothing_is_put_back_or_dropped(world: World) -> None:
    again(world)

    def meanwhile(_done: int, _total: int) -> None:
        with pytest.raises(RebuildUnderWay):
            put_back(world, holder="another")
        with pytest.raises(RebuildUnderWay):
            drop_old(world.place("devon"), holder="another", clock=world.clock)

    again(world, report=meanwhile)
    assert there(world) == (3, 2)


def test_a_question_under_way_ends_on_what_was_put_aside(world: World) -> None:
    again(world)
    with closing(world.place("devon").readers()) as readers, readers.reader() as reader:
        (count,) = reader.connection.execute("SELECT count(*) FROM event").fetchone()
        put_back(world)
        open_action(world)
        assert reader.connection.execute("SELECT count(*) FROM event").fetchone() == (count,)
