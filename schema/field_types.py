"""Which GraphQL type a field of the ledger has: one rule for kinds and for structs."""

from __future__ import annotations

import inspect
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, get_args, get_origin

import graphene
import msgspec

from ledger.events.event import MomentText, Personal, Role
from ledger.values import Day, DecimalText, Fte, Money
from ledger.values import FinancialYear as FinancialYearText
from schema.enums import enum_type
from schema.scalars import Date, DateTime, Decimal, FinancialYear, Moment
from schema.structs import MoneyType, Part, parts_of

_PLAIN: Final[dict[Any, Any]] = {
    str: graphene.String,
    bool: graphene.Boolean,
    int: graphene.Int,
    Role: graphene.String,
    Personal[str]: graphene.String,
    MomentText: Moment,
    Day: Date,
    datetime: DateTime,
    DecimalText: Decimal,
    Fte: Decimal,
    FinancialYearText: FinancialYear,
    Money: MoneyType,
}


def graphql_type(type_: Any) -> Any:
    """The GraphQL type of a value; raises TypeError where there is none."""
    if type_ in _PLAIN:
        return _PLAIN[type_]
    if get_origin(type_) is tuple:
        return graphene.List(graphene.NonNull(graphql_type(get_args(type_)[0])))
    if isinstance(type_, type):
        if issubclass(type_, StrEnum):
            return enum_type(type_)
        if issubclass(type_, msgspec.Struct):
            return struct_type(type_)
    raise TypeError(f"no GraphQL type for {type_!r}")


@cache
def struct_type(struct: type[msgspec.Struct]) -> type[graphene.ObjectType]:
    """The object type of a struct, with a field for each of its parts."""
    attributes: dict[str, Any] = {part.name: _part_field(part) for part in parts_of(struct)}
    description = (inspect.getdoc(struct) or "").partition("\n\n")[0].replace("\n", " ")
    meta = type("Meta", (), {"name": struct.__name__, "description": description})
    return type(struct.__name__, (graphene.ObjectType,), {**attributes, "Meta": meta})


def _part_field(part: Part) -> graphene.Field:
    type_ = graphql_type(part.type)

    def resolve(value: object, _info: graphene.ResolveInfo) -> Any:
        return part.read(value)[0]

    return graphene.Field(
        type_ if part.may_be_silent else graphene.NonNull(type_),
        description=part.description,
        resolver=resolve,
    )
