"""The promise that every null is explained, read off the schema alone."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_non_null_type,
    is_required_argument,
)

from projections.fields import PROJECTION
from schema.root import SCHEMA
from schema.structs import PARTS

OBJECTS = {
    name: type_
    for name, type_ in SCHEMA.graphql_schema.type_map.items()
    if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
}
LOOK_UPS = {"Query"}
"""Where null says that there is none."""
EMPTY_PAGES = {"PageInfo"}
"""Where null says that the page is empty."""
PARTS_OF_VALUES = {struct.__name__ for struct in PARTS}
"""Explained by whatever holds the value, under a dotted path."""


def is_explained(type_: GraphQLObjectType) -> bool:
    return "Explained" in {interface.name for interface in type_.interfaces}


def can_be_null(field: GraphQLField) -> bool:
    return not is_non_null_type(field.type)


def is_look_up(field: GraphQLField) -> bool:
    return any(is_required_argument(argument) for argument in field.args.values())


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_a_type_with_a_field_that_can_be_null_can_explain_it(name: str) -> None:
    type_ = OBJECTS[name]
    nullable = [
        field_name
        for field_name, field in type_.fields.items()
        if can_be_null(field) and not is_look_up(field)
    ]
    exempt = LOOK_UPS | EMPTY_PAGES | PARTS_OF_VALUES
    assert name in exempt or not nullable or is_explained(type_)


@pytest.mark.parametrize("name", sorted(PARTS_OF_VALUES))
def test_a_value_with_parts_stands_only_in_what_can_explain_it(name: str) -> None:
    holders = [
        type_
        for type_ in OBJECTS.values()
        for field in type_.fields.values()
        if get_named_type(field.type).name == name
    ]
    assert holders
    assert all(is_explained(type_) or type_.name in PARTS_OF_VALUES for type_ in holders)


def test_no_list_holds_a_null() -> None:
    loose = [
        f"{type_.name}.{name}"
        for type_ in OBJECTS.values()
        for name, field in type_.fields.items()
        if "[" in str(field.type) and "!]" not in str(field.type)
    ]
    assert loose == []


@pytest.mark.parametrize("kind", sorted(PROJECTION.kinds))
def test_each_kind_of_thing_has_a_type_with_all_its_fields(kind: str) -> None:
    known = PROJECTION.kinds[kind]
    type_ = OBJECTS[known.type_name]
    assert {spec.name for spec in known.fields} <= type_.fields.keys()
    assert {"Node", "Versioned", "Explained"} == {each.name for each in type_.interfaces}
