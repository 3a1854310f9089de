"""What is due at a place of a payload, in words, from the very types that validate it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import inspect

from ledger.values import WIRE_TYPES

_PLAIN: Final[dict[type[inspect.Type], str]] = {
    inspect.BoolType: "true or false",
    inspect.NoneType: "null",
    inspect.DateTimeType: "an instant with its offset, e.g. 2020-05-22T10:30:00+01:00",
}

_UNKNOWN: Final = "what the JSON Schema of the type asks for"


def expected(place: inspect.Type | None) -> str:
    """What is due at ``place``, as the end of a sentence that starts with "write"."""
    if place is None:
        return _UNKNOWN
    return " or ".join(dict.fromkeys(_one(inner) for inner in _alternatives(place)))


def fields_of(place: inspect.Type | None) -> tuple[inspect.Field, ...]:
    """The fields of the object that is due at ``place``; none where it is no object."""
    for inner in _alternatives(place):
        bare = _bare(inner)
        if isinstance(bare, inspect.StructType):
            return bare.fields
    return ()


def step_into(place: inspect.Type | None, step: str) -> inspect.Type | None:
    """One step further: a field by its JSON name, or an item of a list."""
    for field in fields_of(place):
        if field.encode_name == step:
            return field.type
    for inner in _alternatives(place):
        bare = _bare(inner)
        if isinstance(bare, inspect.VarTupleType) and step.isdigit():
            return bare.item_type
    return None


def _alternatives(place: inspect.Type | None) -> Iterator[inspect.Type]:
    """The members of a union, each with its metadata."""
    bare = _bare(place)
    if isinstance(bare, inspect.UnionType):
        for inner in bare.types:
            yield from _alternatives(inner)
    elif place is not None:
        yield place


def _bare(place: inspect.Type | None) -> inspect.Type | None:
    return place.type if isinstance(place, inspect.Metadata) else place


def _one(place: inspect.Type) -> str:
    described = ""
    if isinstance(place, inspect.Metadata):
        text = (place.extra_json_schema or {}).get("description", "")
        described = f" ({_clause(text)})" if text else ""
    return f"{_shape(_bare(place))}{described}"


def _shape(bare: inspect.Type | None) -> str:
    match bare:
        case inspect.StrType():
            text = f"a string{_bounds(bare.min_length, bare.max_length, ' characters')}"
        case inspect.IntType():
            text = f"a whole number{_bounds(bare.ge, bare.le)}"
        case inspect.EnumType():
            text = f"one of {', '.join(str(member.value) for member in bare.cls)}"
        case inspect.LiteralType():
            text = f"one of {', '.join(map(str, bare.values))}"
        case inspect.VarTupleType():
            count = _bounds(bare.min_length, bare.max_length, " items")
            text = f"a list{count}, each {expected(bare.item_type)}"
        case inspect.StructType():
            text = f"an object with {', '.join(field.encode_name for field in bare.fields)}"
        case inspect.CustomType():
            text = _clause(str(WIRE_TYPES[bare.cls].schema["description"]))
        case _:
            text = _UNKNOWN if bare is None else _PLAIN.get(type(bare), _UNKNOWN)
    return text


def _clause(sentence: str) -> str:
    """A sentence as a part of another: no capital and no full stop."""
    return f"{sentence[:1].lower()}{sentence[1:]}".removesuffix(".")


def _bounds(low: float | None, high: float | None, unit: str = "") -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f" of at most {high}{unit}"
    if high is None:
        return f" of at least {low}{unit}"
    return f" of {low} to {high}{unit}"
