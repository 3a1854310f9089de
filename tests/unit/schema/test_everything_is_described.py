from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
)

from schema.root import SCHEMA

TYPES = {
    name: type_
    for name, type_ in SCHEMA.graphql_schema.type_map.items()
    if not name.startswith("__")
}


def described(type_: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Every part of a type with its description."""
    yield type_.name, type_.description
    if isinstance(type_, GraphQLEnumType):
        yield from ((f"{type_.name}.{n}", v.description) for n, v in type_.values.items())
    if isinstance(type_, GraphQLInputObjectType):
        yield from ((f"{type_.name}.{n}", f.description) for n, f in type_.fields.items())
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            yield f"{type_.name}.{name}", field.description
            for argument, its in field.args.items():
                yield f"{type_.name}.{name}({argument})", its.description


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_type_with_all_its_parts_says_what_it_means(name: str) -> None:
    silent = [part for part, description in described(TYPES[name]) if not description]
    assert silent == []


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_description_is_a_sentence(name: str) -> None:
    unfinished = [
        part
        for part, description in described(TYPES[name])
        if name not in {"String", "Int", "Boolean", "ID"}
        and description
        and not (description[0].isupper() or description[0] == '"')
    ]
    assert unfinished == []


def test_a_vocabulary_with_a_value_of_unknown_meaning_stops_the_schema() -> None:
    from enum import StrEnum

    from schema.enum_values import MEANINGS
    from schema.enums import enum_type

    class Weather(StrEnum):
        """How it looks outside."""

        WET = "WET"
        DRY = "DRY"

    MEANINGS[Weather] = {"WET": "It rains."}
    try:
        with pytest.raises(KeyError, match="DRY"):
            enum_type(Weather)
    finally:
        del MEANINGS[Weather]
