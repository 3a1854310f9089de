"""What was found out about fields is remembered for as far as it was looked, and no further."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from projections.read_model.names import Known, Names
from projections.read_model.sqlite.connections import FileConnection, create, open_writer


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[FileConnection]:
    path = tmp_path / "read-model.db"
    create(path)
    with closing(open_writer(path)) as opened:
        add(opened, 1, "title")
        add(opened, 2, "areas/one")
        yield opened


def add(connection: FileConnection, number: int, name: str) -> None:
    """A later entry sets a field that no earlier one did."""
    connection.execute("INSERT INTO field VALUES (:id, :name)", {"id": number, "name": name})


def found(names: Names, position: int) -> tuple[list[int], list[int]]:
    fields = names.fields_of(["title", "areas"], position)
    return fields["title"].single, fields["areas"].members


def test_a_field_of_a_later_entry_is_found_for_that_entry(connection: FileConnection) -> None:
    names = Names(connection, Known())
    assert found(names, 7) == ([1], [2])
    add(connection, 3, "areas/two")
    assert found(names, 8) == ([1], [2, 3])


def test_for_an_earlier_position_nothing_is_asked_again(connection: FileConnection) -> None:
    names = Names(connection, Known())
    found(names, 7)
    statements: list[str] = []
    connection.raw.set_trace_callback(statements.append)
    assert found(names, 7) == ([1], [2])
    assert found(names, 3) == ([1], [2])
    assert statements == []


def test_what_another_thread_found_for_less_does_not_serve_for_more(
    connection: FileConnection,
) -> None:
    known = Known()
    slow = Names(connection, known).fields_of(["areas"], 7)
    add(connection, 3, "areas/two")
    names = Names(connection, known)
    assert found(names, 9)[1] == [2, 3]
    known.fields.update(slow)
    assert found(names, 9)[1] == [2, 3]
    assert found(names, 7)[1] == [2, 3]
