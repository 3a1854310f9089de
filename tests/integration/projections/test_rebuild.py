"""The read model built anew, beside the old one, while everything goes on."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.entry import Entry
from ledger.store.ledger import Ledger
from projections.entry_rows import EntryRows, read_entry
from projections.lease import REBUILD, Lease
from projections.read_model import OutdatedReadModel, ReadModel
from projections.read_model.sqlite.connections import open_writer
from projections.rebuild import RebuildUnderWay, Rebuilt, Report, rebuild
from projections.runner import Projector
from tests.worlds import World

ACTION = "devon/improvement-2020/action/care-leavers-oversight"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as made:
        made.load("devon")
        yield made


def path_of(world: World) -> Path:
    return world.directory.read_model_path("devon")


def again(
    world: World, *, holder: str = "rebuild", report: Report = lambda _done, _total: None
) -> Rebuilt:
    return rebuild(
        world.ledger("devon"), path_of(world), holder=holder, clock=world.clock, report=report
    )


def files(world: World) -> set[str]:
    return {each.name for each in path_of(world).parent.glob("read-model*")}


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
        with closing(ReadModel.open(path_of(world), reader=world.ledger("devon"))) as model:
            assert model.projected() == size - 1
            assert model.plans(world.basis("devon")) == ["devon/improvement-2020"]

    assert again(world, report=ask).agrees


def test_what_goes_wrong_while_rows_are_written_ends_it_at_once(world: World) -> None:
    ledger = world.ledger("devon")
    read: list[int] = []

    def misread(entry: Entry) -> EntryRows:
        read.append(entry.position)
        return read_entry(entry)._replace(position=0)

    with pytest.raises(sqlite3.IntegrityError):
        rebuild(ledger, path_of(world), holder="rebuild", clock=world.clock, read=misread)
    assert read == list(range(ledger.head().size))
    assert not path_of(world).is_symlink()
    assert "read-model.1.db" not in files(world)


def test_a_question_under_way_ends_on_the_file_it_began_on(world: World) -> None:
    with closing(sqlite3.connect(path_of(world), isolation_level=None)) as reading:
        reading.execute("BEGIN")
        (count,) = reading.execute("SELECT count(*) FROM event").fetchone()
        again(world)
        open_action(world)
        assert reading.execute("SELECT count(*) FROM event").fetchone() == (count,)


def test_a_projector_that_stayed_open_goes_over_to_the_new_one(world: World) -> None:
    ledger, path = world.ledger("devon"), path_of(world)
    with Projector(ledger, path, holder="live", clock=world.clock) as live:
        live.catch_up()
        again(world)
        open_action_unprojected(world)
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


def test_a_ledger_without_entries_has_a_read_model_without_rows(tmp_path: Path) -> None:
    with World(tmp_path) as world:
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


def test_one_after_another_leaves_one_file_and_a_link(world: World) -> None:
    for number in (1, 2, 3):
        again(world)
        assert path_of(world).readlink() == Path(f"read-model.{number}.db")
    world.model("devon").close()
    assert files(world) == {"read-model.db", "read-model.3.db"}


def test_the_log_of_one_file_is_never_taken_for_that_of_another(world: World) -> None:
    with closing(sqlite3.connect(path_of(world), isolation_level=None)) as holding:
        holding.execute("BEGIN")
        holding.execute("SELECT count(*) FROM event").fetchone()
        again(world)
        with closing(open_writer(path_of(world))) as writer:
            writer.execute("CREATE TABLE scratch (x)")
            assert "read-model.1.db-wal" in files(world)
            assert "read-model.db-wal" not in files(world)
            writer.execute("DROP TABLE scratch")


def test_a_path_within_the_working_folder_works_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path_of(world).parent)
    ledger = world.ledger("devon")
    relative = Path("read-model.db")
    for _ in range(2):
        assert rebuild(ledger, relative, holder="rebuild", clock=world.clock).agrees
    with closing(ReadModel.open(relative, reader=ledger)) as model:
        assert model.projected() == ledger.head().size - 1


def test_two_at_once_are_one_too_many(world: World) -> None:
    def second(_done: int, _total: int) -> None:
        with pytest.raises(RebuildUnderWay):
            again(world, holder="another")

    again(world, report=second)
    assert files(world) >= {"read-model.db", "read-model.1.db"}


def test_one_that_another_took_over_from_gives_up(world: World) -> None:
    standing = files(world)

    def lose_it(done: int, _total: int) -> None:
        if done == 0:
            world.clock.now_us += 120_000_000
            with closing(open_writer(path_of(world))) as elsewhere:
                assert Lease(REBUILD, "another", world.clock).take(elsewhere)

    with pytest.raises(RebuildUnderWay):
        again(world, report=lose_it)
    assert not path_of(world).is_symlink()
    assert "read-model.1.db" not in files(world)
    assert files(world) >= standing


def test_one_that_breaks_off_leaves_the_old_one_as_it_was(world: World) -> None:
    before = world.model("devon").digest()

    def fall(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(world, report=fall)
    assert not path_of(world).is_symlink()
    assert "read-model.1.db" not in files(world)
    assert world.model("devon").digest() == before
    assert again(world).agrees


def test_what_a_killed_one_left_is_removed_by_the_next(world: World) -> None:
    folder = path_of(world).parent
    for name in ("read-model.4.db", "read-model.4.db-wal", "read-model.4.db-shm"):
        (folder / name).write_bytes(b"half a page")
    assert again(world).agrees
    assert path_of(world).readlink() == Path("read-model.5.db")
    assert not any(".4." in name for name in files(world))


def test_one_of_another_release_is_replaced(world: World) -> None:
    world.model("devon").close()
    with closing(sqlite3.connect(path_of(world))) as connection:
        connection.execute("UPDATE projection SET version = 0")
        connection.commit()
    ledger = world.ledger("devon")
    with pytest.raises(OutdatedReadModel):
        ReadModel.open(path_of(world), reader=ledger)
    rebuilt = again(world)
    assert (rebuilt.old_digest, rebuilt.agrees) == (None, True)
    with closing(ReadModel.open(path_of(world), reader=ledger)) as model:
        assert model.projected() == ledger.head().size - 1


def test_a_file_that_is_no_database_is_replaced(world: World) -> None:
    world.model("devon").close()
    for name in files(world):
        (path_of(world).parent / name).unlink()
    path_of(world).write_bytes(os.urandom(10_000))
    assert again(world) == (world.ledger("devon").head().size - 1, None, None, None)
    with closing(ReadModel.open(path_of(world), reader=world.ledger("devon"))) as model:
        assert model.projected() == world.ledger("devon").head().size - 1


def test_a_read_model_that_differs_from_the_record_is_found_out(world: World) -> None:
    right = world.model("devon").digest()
    with closing(sqlite3.connect(path_of(world))) as connection:
        changed = connection.execute(
            "UPDATE field_value SET value = '\"COMPLETED\"' WHERE value = '\"IN_PROGRESS\"'"
        )
        assert changed.rowcount > 0
        connection.commit()
    rebuilt = again(world)
    assert not rebuilt.agrees
    assert rebuilt.digest == world.model("devon").digest() == right


def test_one_that_lags_is_compared_as_far_as_it_goes(world: World) -> None:
    ledger = world.ledger("devon")
    world.model("devon").close()
    for name in files(world):
        (path_of(world).parent / name).unlink()
    ReadModel.open(path_of(world), reader=ledger).close()
    with Projector(ledger, path_of(world), holder="slow", clock=world.clock) as slow:
        slow.catch_up(limit=5)
    rebuilt = again(world)
    assert rebuilt.compared_at == 4
    assert rebuilt.agrees
    assert rebuilt.position == ledger.head().size - 1


def test_after_an_older_ledger_was_put_back_the_read_model_is_not_believed(
    tmp_path: Path,
) -> None:
    with World(tmp_path / "one") as one, World(tmp_path / "two") as two:
        one.load("devon")
        open_action(two)
        ledger: Ledger = two.ledger("devon")
        with pytest.raises(OutdatedReadModel):
            ReadModel.open(path_of(one), reader=ledger)
        assert not rebuild(ledger, path_of(one), holder="rebuild", clock=two.clock).agrees
        with closing(ReadModel.open(path_of(one), reader=ledger)) as model:
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
