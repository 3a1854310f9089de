"""A read model in files: links, logs, and what is no database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from projections.generations import Rebuilt
from projections.read_model import MissingReadModel, ReadModel
from projections.read_model.sqlite.connections import open_writer
from projections.read_model.sqlite.place import FilePlace
from projections.rebuild import rebuild
from tests.worlds import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as made:
        made.load("devon")
        yield made


def path_of(world: World) -> Path:
    return world.directory.read_model_path("devon")


def again(world: World) -> Rebuilt:
    return rebuild(world.ledger("devon"), world.place("devon"), holder="rebuild", clock=world.clock)


def files(world: World) -> set[str]:
    return {each.name for each in path_of(world).parent.glob("read-model*")}


def test_one_after_another_leaves_two_files_and_two_links(world: World) -> None:
    for number in (2, 3, 4):
        again(world)
        assert path_of(world).readlink() == Path(f"read-model.{number}.db")
    world.model("devon").close()
    links = {"read-model.db", "read-model.kept.db"}
    assert files(world) == {*links, "read-model.3.db", "read-model.4.db"}


def test_the_log_of_one_file_is_never_taken_for_that_of_another(world: World) -> None:
    with closing(sqlite3.connect(path_of(world), isolation_level=None)) as holding:
        holding.execute("BEGIN")
        holding.execute("SELECT count(*) FROM event").fetchone()
        again(world)
        with closing(open_writer(path_of(world))) as writer:
            writer.execute("CREATE TABLE scratch (x)")
            assert "read-model.2.db-wal" in files(world)
            assert "read-model.db-wal" not in files(world)
            writer.execute("DROP TABLE scratch")


def test_a_path_within_the_working_folder_works_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path_of(world).parent)
    ledger = world.ledger("devon")
    relative = FilePlace(Path("read-model.db"))
    for _ in range(2):
        assert rebuild(ledger, relative, holder="rebuild", clock=world.clock).agrees
    with closing(ReadModel.open(relative, reader=ledger)) as model:
        assert model.projected() == ledger.head().size - 1


def test_what_a_killed_one_left_is_removed_by_the_next(world: World) -> None:
    folder = path_of(world).parent
    for name in ("read-model.4.db", "read-model.4.db-wal", "read-model.4.db-shm"):
        (folder / name).write_bytes(b"half a page")
    assert again(world).agrees
    assert path_of(world).readlink() == Path("read-model.5.db")
    assert not any(".4." in name for name in files(world))


def test_a_file_that_is_no_database_is_replaced(world: World) -> None:
    world.model("devon").close()
    for name in files(world):
        (path_of(world).parent / name).unlink()
    path_of(world).write_bytes(os.urandom(10_000))
    assert again(world) == (world.ledger("devon").head().size - 1, None, None, None)
    with closing(ReadModel.open(world.place("devon"), reader=world.ledger("devon"))) as model:
        assert model.projected() == world.ledger("devon").head().size - 1


def test_a_plain_file_in_place_of_the_link_is_read_and_replaced_but_not_kept(
    world: World,
) -> None:
    world.model("devon").close()
    path = path_of(world)
    plain = path.readlink()
    path.unlink()
    path.with_name(plain.name).rename(path)
    assert world.place("devon").standing() == 0
    assert again(world).agrees
    assert world.place("devon").standing() == 1
    assert world.place("devon").kept() is None


def test_a_link_that_leads_nowhere_is_a_read_model_that_is_missing(world: World) -> None:
    world.model("devon").close()
    path_of(world).resolve().unlink()
    with pytest.raises(MissingReadModel):
        world.place("devon").stamp()
    assert again(world).position == world.ledger("devon").head().size - 1
