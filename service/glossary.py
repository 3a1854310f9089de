"""The part of the glossary that is made: a line for every event type and every GraphQL type.

The words above it are written by hand and are left as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLScalarType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

from ledger.registry import REGISTRY
from schema import sdl
from service.catalogue import first_line, types_of

PATH: Final = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
MADE_FROM_HERE: Final = (
    "<!-- What follows is made by `improvement-ledger schemas --write`; do not edit it. -->"
)
SORTS: Final[dict[str, tuple[type[GraphQLNamedType], ...]]] = {
    "Vocabularies": (GraphQLEnumType,),
    "Scalars and inputs": (GraphQLScalarType, GraphQLInputObjectType),
    "Interfaces": (GraphQLInterfaceType,),
}
"""Heading -> the GraphQL types under it; every other type is a thing or a part of one."""


def glossary() -> str:
    """The glossary of this checkout with its made part made again."""
    by_hand = PATH.read_text(encoding="utf-8") if PATH.is_file() else "# Glossary\n\n"
    return with_made_part(by_hand)


def with_made_part(text: str) -> str:
    """``text`` up to the mark, and after it what the registry and the schema say."""
    by_hand = text.partition(MADE_FROM_HERE)[0].rstrip()
    return "\n".join([by_hand, "", MADE_FROM_HERE, "", *_events(), *_graphql_types()])


def _events() -> Iterator[str]:
    yield "## Event types"
    yield ""
    yield "The [event catalogue](event-catalogue.md) says what each of them carries."
    yield ""
    for kind in REGISTRY.kinds.values():
        yield f"### Stream `{kind.name}`"
        yield ""
        yield kind.purpose
        yield ""
        yield "| Event type | What it records |"
        yield "|---|---|"
        for each in types_of(kind):
            opens = " *Opens the stream.*" if each.opens and not kind.service_only else ""
            yield f"| `{each.name}` | {first_line(each.cls.__doc__)}{opens} |"
        yield ""


def _graphql_types() -> Iterator[str]:
    yield "## GraphQL types"
    yield ""
    yield "[The schema](../schema/schema.graphql) says what each of them holds."
    yield ""
    found = build_schema(sdl()).type_map.values()
    ours = [
        each
        for each in found
        if not is_introspection_type(each) and not is_specified_scalar_type(each)
    ]
    sorts = tuple(sort for each in SORTS.values() for sort in each)
    yield from _table("Things and their parts", [e for e in ours if not isinstance(e, sorts)])
    for heading, wanted in SORTS.items():
        yield from _table(heading, [each for each in ours if isinstance(each, wanted)])


def _table(heading: str, types: list[GraphQLNamedType]) -> Iterator[str]:
    yield f"### {heading}"
    yield ""
    yield "| Type | What it is |"
    yield "|---|---|"
    for each in sorted(types, key=lambda each: each.name):
        yield f"| `{each.name}` | {first_line(each.description)} |"
    yield ""
