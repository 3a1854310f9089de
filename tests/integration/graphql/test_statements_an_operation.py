"""How many statements a question costs: a few for each basis, however much is asked of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from projections.read_model import ReadModel
from schema.execute import execute
from tests.worlds import World

OF_A_STATE = 4
"""Single fields, members of collections, possible values, things: of all kinds together."""
OF_A_BASIS = 1
"""How far the read model has come, and when the last entry of the basis was recorded."""
OF_AN_OPERATION = 1
"""How far the read model has come."""

Count = Callable[[str], int]


@dataclass
class Counted:
    """A read model that writes down its statements."""

    world: World
    model: ReadModel
    statements: list[str]

    def __call__(self, question: str) -> int:
        """The statements of a question, once the names it speaks of are known."""
        for _ in range(2):
            self.statements.clear()
            answer = execute(
                question,
                ledger=self.world.ledger("devon"),
                read_model=self.model,
                clock_us=self.world.clock,
            )
            assert "errors" not in answer
        return len(self.statements)


@pytest.fixture
def count(examples: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    statements: list[str] = []
    connect = sqlite3.connect

    def traced(path: str, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - sqlite3's own
        connection: sqlite3.Connection = connect(path, **options)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    model = ReadModel.open(examples.place("devon"), reader=examples.ledger("devon"))
    yield Counted(examples, model, statements)
    model.close()


def of(bases: int) -> int:
    return OF_AN_OPERATION + bases * (OF_A_BASIS + OF_A_STATE)


def test_a_plan_alone(count: Count) -> None:
    assert count('{ plan(key: "improvement-2020") { title status } }') <= of(1)


def test_a_plan_with_much_of_what_belongs_to_it(count: Count) -> None:
    question = """{ plan(key: "improvement-2020", asAt: "2020-12-01", knownBy: DOCUMENTED,
                         knownAt: "2020-12-01") {
        title governance { title members }
        actions(status: [AGREED, IN_PROGRESS]) {
            summary rag isOverdue areas recommendations { key }
        }
        recommendations { text actions { key } }
        areas { title actions { key } }
        risks { summary mitigations { key } }
        absences { field reason }
    } }"""
    order_of_areas_and_mitigations = 1 + OF_A_BASIS
    assert count(question) <= of(1) + order_of_areas_and_mitigations


def test_two_dates_cost_twice_what_one_costs(count: Count) -> None:
    question = """{
        before: plan(key: "improvement-2020", asAt: "2020-06-01") { actions { summary } }
        after: plan(key: "improvement-2020", asAt: "2020-12-01") { actions { summary } }
    }"""
    assert count(question) <= of(2)


def test_a_field_more_or_a_thing_more_costs_no_statement_more(count: Count) -> None:
    one = count('{ plan(key: "improvement-2020") { actions { summary } } }')
    many = count(
        """{ plan(key: "improvement-2020") {
            actions { summary status rag dueOn areas }
            again: actions(status: [PROPOSED]) { key }
            visits { status kind } measures { unit } directions { status }
        } }"""
    )
    assert many == one


def test_concerns_read_the_whole_plan_at_once(count: Count) -> None:
    question = '{ plan(key: "improvement-2020") { concerns { code } actions { summary } } }'
    kinds_never_used = 1
    dates_and_lateness = 3 * (1 + OF_A_BASIS)
    assert count(question) <= of(1) + kinds_never_used + dates_and_lateness
