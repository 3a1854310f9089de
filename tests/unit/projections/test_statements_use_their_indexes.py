"""Each question touches only rows of the fields it asks for: what SQLite plans to do says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from ledger.moments import END_US
from projections.read_model import ReadModel
from projections.read_model.connections import Readers
from projections.read_model.fold import POSITION_AND_VALUE, POSSIBLE, VALUE, fold_at
from tests.oracle import FOREVER, Log, Question
from tests.unit.projections.small_logs import EXISTS, basis_of, read_model_of, told_on

LOG: Final[Log] = [EXISTS, told_on("2020-07/2020-09", "2020-07-02T09:00Z", status='"A"')]

PLAN_OF_PROBE: Final = "SEARCH v USING PRIMARY KEY (entity_id=? AND field_id=? AND effective_us<?)"


@pytest.fixture(scope="module")
def model() -> Iterator[ReadModel]:
    with read_model_of(LOG) as made:
        yield made


def plan(model: ReadModel, statement: str, parameters: dict[str, int]) -> list[str]:
    with Readers(model.path).reader() as reader:
        rows = reader.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        reader.close()
    return [row[3] for row in rows]


@pytest.mark.parametrize("documented", [None, FOREVER, 5])
@pytest.mark.parametrize("value", [VALUE, POSITION_AND_VALUE])
def test_a_probe_is_one_search_of_the_tree(
    model: ReadModel, documented: int | None, value: str
) -> None:
    fold = fold_at(basis_of(Question(END_US, 2, documented)))
    statement = (
        f"SELECT f.entity_id, f.field_id, {fold.winner(value)} "
        "FROM entity e INDEXED BY entity_of_plan "
        "CROSS JOIN entity_field f ON f.entity_id = e.entity_id "
        "WHERE e.plan_id = :plan AND e.kind_id = :kind"
    )
    steps = plan(model, statement, {**fold.parameters, "plan": 1, "kind": 1})
    assert steps[0].startswith("SEARCH e USING COVERING INDEX entity_of_plan")
    assert steps[1] == "SEARCH f USING PRIMARY KEY (entity_id=?)"
    assert PLAN_OF_PROBE in steps
    # Of a tie only the rows of the one moment are put in order, and then it stops.
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps)


def test_the_way_ahead_searches_the_few_rows_ahead(model: ReadModel) -> None:
    fold = fold_at(basis_of(Question(END_US, 2)), ahead_from_us=5)
    statement = f"SELECT {fold.winner(VALUE)} FROM entity_field f"
    steps = plan(model, statement, fold.parameters)
    assert any(
        "USING INDEX field_value_ahead (entity_id=? AND field_id=?" in step for step in steps
    )
    assert PLAN_OF_PROBE in steps


def test_what_is_uncertain_is_found_by_its_own_index(model: ReadModel) -> None:
    fold = fold_at(basis_of(Question(5, 2)))
    statement = (
        "SELECT v.value FROM entity e CROSS JOIN field_value v INDEXED BY field_value_uncertain "
        f"ON v.entity_id = e.entity_id AND {POSSIBLE} AND {fold.visible} WHERE e.plan_id = 1"
    )
    steps = plan(model, statement, fold.parameters)
    assert any("field_value_uncertain (entity_id=? AND effective_us>?" in step for step in steps)
