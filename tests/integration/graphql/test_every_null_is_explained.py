"""Every null in the whole of every answer is explained, where it stands or by what holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema.root import SCHEMA
from tests.integration.graphql.conftest import Asker, Json
from tests.worlds import PLANS

TYPES = SCHEMA.graphql_schema.type_map
BASES = [
    "",
    "knownBy: DOCUMENTED",
    'asAt: "2020-07-15", knownAt: "2020-06-01", knownBy: DOCUMENTED',
    'asAt: "2020-09-15", knownAt: "2020-12-01", knownBy: DOCUMENTED',
    'asAt: "2017-04-06", knownBy: DOCUMENTED',
    'asAt: "2030-01-01"',
]
DEPTH = 3


def whole(type_: GraphQLObjectType, depth: int) -> str:
    """Everything that can be asked of a type without an argument, so many things deep."""
    parts = ["__typename"]
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        if is_leaf_type(inner):
            parts.append(name)
        elif isinstance(inner, GraphQLInterfaceType):
            parts.append(f"{name} {{ __typename key }}")
        elif isinstance(inner, GraphQLObjectType):
            left = depth if is_value(inner) else depth - 1
            if left >= 0:
                parts.append(f"{name} {{ {whole(inner, left)} }}")
    return " ".join(parts)


def is_value(type_: GraphQLObjectType) -> bool:
    """Whether it is a value with parts: it costs no depth, or it would never be seen whole."""
    return not type_.interfaces and "nodes" not in type_.fields


def unexplained(
    value: Json, place: str = "", path: str = "", told: Collection[str] = ()
) -> Iterator[str]:
    """Where a null stands of which nothing says why."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from unexplained(item, f"{place}.{index}", f"{path}.{index}", told)
    elif isinstance(value, dict) and "__typename" in value:
        if "absences" in value:
            told, path = {each["field"] for each in value["absences"]}, ""
        for name, item in value.items():
            below = f"{path}.{name}".removeprefix(".")
            if item is None and below not in told and value["__typename"] != "PageInfo":
                yield f"{place}.{name} of {value['__typename']}"
            yield from unexplained(item, f"{place}.{name}", below, told)


@pytest.mark.parametrize("basis", BASES, ids=lambda basis: basis or "now")
@pytest.mark.parametrize("council", PLANS)
def test_of_a_whole_plan(ask: Asker, council: str, basis: str) -> None:
    type_ = TYPES["Plan"]
    assert isinstance(type_, GraphQLObjectType)
    key = PLANS[council].partition("/")[2]
    arguments = f'key: "{key}"' + (f", {basis}" if basis else "")
    answer = ask(f"{{ plan({arguments}) {{ {whole(type_, DEPTH - 1)} }} }}", council)
    assert list(unexplained(answer["plan"])) == []


@pytest.mark.parametrize("council", PLANS)
def test_of_a_snapshot_with_its_events(ask: Asker, council: str) -> None:
    type_ = TYPES["Event"]
    assert isinstance(type_, GraphQLObjectType)
    question = f"{{ snapshot {{ events(first: 100) {{ nodes {{ {whole(type_, 2)} }} }} }} }}"
    answer = ask(question, council)
    assert list(unexplained(answer["snapshot"])) == []


def test_of_changes_with_what_was_before_and_after(ask: Asker) -> None:
    type_ = TYPES["Change"]
    assert isinstance(type_, GraphQLObjectType)
    question = """{ snapshot(knownBy: DOCUMENTED) { changes(
        from: { asAt: "2020-06-01", knownAt: "2020-06-01" }, first: 100
    ) { nodes { %s } } } }"""
    answer = ask(question % whole(type_, 1))
    assert list(unexplained(answer["snapshot"])) == []


def test_of_a_budget_year_and_a_line_of_sight(ask: Asker) -> None:
    year, sight = TYPES["BudgetYear"], TYPES["SightLink"]
    assert isinstance(year, GraphQLObjectType)
    assert isinstance(sight, GraphQLObjectType)
    question = """{ plan(key: "improvement-2020") {
        budgets { y20: year(year: "2020/21") { %s } y30: year(year: "2030/31") { %s } }
        lineOfSight(area: "care-leavers") { %s }
    } }"""
    answer = ask(question % (whole(year, 1), whole(year, 1), whole(sight, 1)))
    assert list(unexplained(answer["plan"]["budgets"])) == []
    assert list(unexplained(answer["plan"]["lineOfSight"])) == []


def test_a_null_without_a_reason_would_be_found() -> None:
    answer = {"__typename": "Action", "rag": None, "dueOn": None, "absences": [{"field": "rag"}]}
    assert list(unexplained(answer)) == [".dueOn of Action"]
