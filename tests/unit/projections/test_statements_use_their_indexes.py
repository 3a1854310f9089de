"""Each question touches only rows of the fields it asks for: what SQLite plans to do says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Final

import pytest

from ledger.moments import END_US
from projections.read_model.fold import Fold, fold_at
from projections.read_model.reader import Reader
from projections.read_model.sqlite.connections import FileConnection
from projections.read_model.sqlite.dialect import SQLITE
from projections.read_model.state import of_plan, read_state
from tests.oracle import FOREVER, Log, Question
from tests.unit.projections.small_logs import EXISTS, basis_of, read_model_of, told_on

LOG: Final[Log] = [EXISTS, told_on("2020-07/2020-09", "2020-07-02T09:00Z", status='"A"')]

PROBE: Final = "SEARCH v USING PRIMARY KEY (entity_id=? AND field_id=? AND effective_us<?)"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with (
        read_model_of(LOG) as model,
        closing(model.place.readers()) as readers,
        readers.reader() as made,
    ):
        yield made


def steps(reader: Reader, fold: Fold, fields: list[str] | None = None) -> tuple[list[str], ...]:
    """What SQLite plans for the probes and for what is uncertain."""
    statements: list[str] = []
    assert isinstance(reader.connection, FileConnection)
    raw = reader.connection.raw
    raw.set_trace_callback(statements.append)
    read_state(reader, of_plan(SQLITE, 1, 1), fold, fields, provenance=False)
    raw.set_trace_callback(None)
    planned = (
        [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {each}")]
        for each in statements
        if "field_value" in each
    )
    return tuple(planned)


@pytest.mark.parametrize("documented", [None, FOREVER, 5])
@pytest.mark.parametrize("fields", [None, ["status"]])
def test_a_probe_is_one_search_of_the_tree(
    reader: Reader, documented: int | None, fields: list[str] | None
) -> None:
    fold = fold_at(SQLITE, basis_of(Question(END_US, 2, documented)))
    probes, _ = steps(reader, fold, fields)
    assert "INDEX entity_of_plan (plan_id=? AND kind_id=?)" in probes[0]
    looks_up_its_fields = any(step.startswith("SEARCH f USING PRIMARY KEY") for step in probes)
    assert looks_up_its_fields is (fields is None)
    assert PROBE in probes
    # Of a tie only the rows of the one moment are put in order, and then it stops.
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in probes)


def test_the_way_ahead_searches_the_few_rows_ahead(reader: Reader) -> None:
    probes, _ = steps(reader, fold_at(SQLITE, basis_of(Question(END_US, 2)), ahead_from_us=5))
    ahead = "SEARCH v USING INDEX field_value_ahead (entity_id=? AND field_id=? AND effective_us>"
    assert any(step.startswith(ahead) for step in probes)
    assert PROBE in probes


def test_what_is_uncertain_is_found_by_its_own_index(reader: Reader) -> None:
    _, possible = steps(reader, fold_at(SQLITE, basis_of(Question(5, 2))))
    found = "SEARCH v USING INDEX field_value_uncertain (entity_id=? AND effective_us>?)"
    assert found in possible
    assert not any(step.startswith("SCAN") for step in possible)
