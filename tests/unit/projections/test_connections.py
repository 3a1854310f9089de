"""Connections go over to another file as soon as one stands at the path, and never mix two."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from projections.read_model import MissingReadModel, ReadModelUnavailable
from projections.read_model.reader import Reader
from projections.read_model.sqlite import connections
from projections.read_model.sqlite.connections import (
    IDLE_READERS,
    FileConnection,
    FileReaders,
    OpenFile,
    create,
    open_writer,
    stamp,
)
from projections.read_model.version import check_version


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "read-model.db"
    create(made)
    return made


def swap(path: Path) -> None:
    """Put another read model in the place of the one at ``path``, as a rebuild does."""
    other = path.with_name("read-model.1.db")
    create(other)
    with closing(open_writer(other)) as connection:
        connection.execute("UPDATE projection SET position = 7")
    link = path.with_name("link")
    link.symlink_to(other.name)
    link.replace(path)


def test_making_one_where_there_is_one_changes_nothing(path: Path) -> None:
    before = stamp(path)
    with closing(open_writer(path)) as connection:
        connection.execute("UPDATE projection SET position = 7")
    create(path)
    assert stamp(path) == before
    with closing(open_writer(path)) as connection:
        assert connection.execute("SELECT position FROM projection").fetchone() == (7,)


def test_where_there_is_none_neither_reader_nor_writer_makes_one(tmp_path: Path) -> None:
    missing = tmp_path / "read-model.db"
    with pytest.raises(ReadModelUnavailable):
        open_writer(missing)
    with pytest.raises(MissingReadModel), FileReaders(missing).reader():
        pass
    assert not missing.exists()


def test_a_reader_cannot_write(path: Path) -> None:
    with (
        closing(OpenFile(path)) as reader,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        reader.connection.execute("UPDATE projection SET position = 7")


def test_a_reader_is_used_again_while_the_file_stands(path: Path) -> None:
    readers = FileReaders(path)
    with readers.reader() as first:
        pass
    with readers.reader() as second:
        assert second is first
    readers.close()


def test_no_reader_of_the_old_file_is_used_once_another_stands(path: Path) -> None:
    readers = FileReaders(path)
    with readers.reader() as first:
        swap(path)
        assert first.connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
    with readers.reader() as second:
        assert second is not first
        assert second.connection.execute("SELECT position FROM projection").fetchone() == (7,)
    readers.close()


def test_idle_readers_are_kept_up_to_a_bound(path: Path) -> None:
    readers = FileReaders(path)
    with ExitStack() as stack:
        many = [stack.enter_context(readers.reader()) for _ in range(IDLE_READERS + 2)]
    still_open = [each for each in many if _is_open(each)]
    assert len(still_open) == IDLE_READERS
    readers.close()
    assert not any(_is_open(each) for each in many)


def test_a_reader_that_comes_back_after_the_end_is_closed(path: Path) -> None:
    readers = FileReaders(path)
    with readers.reader() as late:
        readers.close()
        assert _is_open(late)
    assert not _is_open(late)


@pytest.mark.parametrize("failure", [None, sqlite3.OperationalError("unable to open")])
def test_a_reader_opened_while_the_file_is_replaced_is_opened_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception | None
) -> None:
    swaps = []

    def swap_once(connection: FileConnection) -> None:
        check_version(connection)
        if not swaps:
            swaps.append(path)
            swap(path)
            if failure is not None:
                raise failure

    monkeypatch.setattr(connections, "check_version", swap_once)
    readers = FileReaders(path)
    with readers.reader() as reader:
        assert reader.connection.execute("SELECT position FROM projection").fetchone() == (7,)
    readers.close()


def test_a_failure_that_no_swap_explains_is_raised(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: FileConnection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(connections, "check_version", fail)
    with pytest.raises(ReadModelUnavailable, match="disk"), FileReaders(path).reader():
        pass


def _is_open(reader: Reader) -> bool:
    try:
        reader.connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True
