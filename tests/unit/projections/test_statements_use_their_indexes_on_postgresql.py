"""On PostgreSQL too each question touches only rows of the fields it asks for, at any size.

The planner is asked for the plan of every statement as it is prepared: with parameters
that it does not know, of tables that were never analysed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

import pytest

from ledger.moments import END_US
from projections.read_model.database import Parameters
from projections.read_model.fold import Fold, fold_at
from projections.read_model.postgresql.connections import SchemaConnection
from projections.read_model.postgresql.dialect import POSTGRESQL, for_driver
from projections.read_model.reader import Reader
from projections.read_model.state import of_plan, read_state
from tests.oracle import FOREVER, Question
from tests.read_model_places import Schemas
from tests.unit.projections.small_logs import basis_of, projector
from tests.unit.projections.test_statements_use_their_indexes import LOG

WHOLE: Final = ("Seq Scan", "Bitmap", "Hash Join", "Merge Join")


class Planned(SchemaConnection):
    """Asks for the plan of each statement before it is executed."""

    def __init__(self, connection: SchemaConnection) -> None:
        super().__init__(connection.raw)
        self.plans: dict[str, str] = {}

    def execute(self, statement: str, parameters: Parameters = {}, /) -> Any:  # noqa: ANN401, B006
        rows = self.raw.execute(b"EXPLAIN " + for_driver(statement), parameters).fetchall()
        self.plans[statement] = "\n".join(line for (line,) in rows)
        return super().execute(statement, parameters)


@pytest.fixture(scope="module")
def reader(schemas: Schemas) -> Iterator[Reader]:
    place = schemas.of_its_own()
    place.create()
    with projector(LOG, place) as each:
        each.catch_up()
    with closing(place.readers()) as readers, readers.reader() as made:
        yield made


def plans(reader: Reader, fold: Fold, fields: list[str] | None = None) -> tuple[str, str]:
    """What PostgreSQL plans for the probes and for what is uncertain."""
    assert isinstance(reader.connection, SchemaConnection)
    planned = Planned(reader.connection)
    scope = of_plan(POSTGRESQL, 1, 1)
    read_state(Reader(planned, reader.names), scope, fold, fields, provenance=False)
    assert not any(word in plan for plan in planned.plans.values() for word in WHOLE)
    probes, possible = (plan for each, plan in planned.plans.items() if "field_value" in each)
    return probes, possible


@pytest.mark.parametrize("documented", [None, FOREVER, 5])
@pytest.mark.parametrize("fields", [None, ["status"]])
def test_a_probe_is_one_search_of_the_tree(
    reader: Reader, documented: int | None, fields: list[str] | None
) -> None:
    fold = fold_at(POSTGRESQL, basis_of(Question(END_US, 2, documented)))
    probes, _ = plans(reader, fold, fields)
    assert "using entity_of_plan on entity" in probes
    assert ("using entity_field_pkey on entity_field" in probes) is (fields is None)
    assert "using field_value_key on field_value" in probes
    # By document the rows of one field are put in order, or only those of a tie.
    assert ("Sort" in probes) is (documented is not None)


def test_the_way_ahead_searches_the_few_rows_ahead(reader: Reader) -> None:
    fold = fold_at(POSTGRESQL, basis_of(Question(END_US, 2)), ahead_from_us=5)
    probes, _ = plans(reader, fold)
    assert "using field_value_ahead on field_value" in probes
    assert "using field_value_key on field_value" in probes


def test_what_is_uncertain_is_found_by_its_own_index(reader: Reader) -> None:
    _, possible = plans(reader, fold_at(POSTGRESQL, basis_of(Question(5, 2))))
    assert "using field_value_uncertain on field_value" in possible
