"""What to ask for: a selection of every field of a thing, read off the GraphQL schema.

The schema knows what there is, so a new field of the ledger is asked for as soon as
it exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from projections.fields import PROJECTION
from projections.kinds import Kind

HEAD: Final = ("key", "entity", "existence")
ABSENCES: Final = "absences { field reason candidates }"
PROVENANCE: Final = (
    "provenance { field value effect effective documented recordedAt cites { document locator } "
    "event { position type } absences { field reason } }"
)
BASIS: Final = "basis { asAt knownAt knownBy position epoch sealed token digest timezone tzdata }"

_OF_EVERY_THING: Final = frozenset({"id", "basis", "history", "provenance", "absences", *HEAD})


def everything_of(schema: GraphQLSchema, kind: Kind, *, provenance: bool) -> str:
    """A thing with all its own fields, and all that belongs to it, however deep."""
    own = own_fields(schema, kind, provenance=provenance)
    inner = (
        f"{child.plural} {everything_of(schema, child, provenance=provenance)}"
        for child in PROJECTION.owned_by(kind.name)
    )
    return f"{{ {' '.join([own, *inner])} }}"


def own_fields(schema: GraphQLSchema, kind: Kind, *, provenance: bool) -> str:
    """The fields of a thing itself, without what belongs to it."""
    parts = [*HEAD, *_leaves(_object(schema, kind.type_name)), ABSENCES]
    return " ".join([*parts, PROVENANCE] if provenance else parts)


def leaf(schema: GraphQLSchema, kind: Kind, field: str) -> str:
    """One field of a thing, with all its parts."""
    type_ = get_named_type(_object(schema, kind.type_name).fields[field].type)
    if isinstance(type_, GraphQLObjectType):
        return f"{field} {{ {' '.join(_leaves(type_))} }}"
    return field


def _leaves(type_: GraphQLObjectType) -> Iterator[str]:
    """Every field that needs no argument and leads to no other thing."""
    for name, each in type_.fields.items():
        if name not in _OF_EVERY_THING and not _needs_more(each):
            inner = get_named_type(each.type)
            if is_leaf_type(inner):
                yield name
            elif isinstance(inner, GraphQLObjectType) and _is_value(inner):
                yield f"{name} {{ {' '.join(_leaves(inner))} }}"


def _needs_more(field: GraphQLField) -> bool:
    return any(is_required_argument(argument) for argument in field.args.values())


def _is_value(type_: GraphQLObjectType) -> bool:
    """Whether it is a value with parts, such as money, and no thing or page of things."""
    return not type_.interfaces and "pageInfo" not in type_.fields


def _object(schema: GraphQLSchema, name: str) -> GraphQLObjectType:
    type_ = schema.type_map[name]
    if not isinstance(type_, GraphQLObjectType):
        msg = f"{name} is no object type"
        raise TypeError(msg)
    return type_
