"""Object types of the values that have parts: money, percentages, periods, limbs.

A struct of the ledger becomes an object type with the struct's own field names;
only the descriptions stand here. What a part leaves unsaid is null, and the thing
that holds the value explains it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import graphene
import msgspec
from msgspec import UNSET, UnsetType

from ledger.events.body import PackSnapshot, ResolutionLimb
from ledger.events.event import Citation, MomentText, NotStated, Period, Role
from ledger.events.measure import GradeShare
from ledger.values import Day, Interval, Money, Percentage, Qualifier, pounds
from ledger.vocabulary import NOT_STATED
from projections.values import AbsenceReason
from schema.enums import enum_type
from schema.scalars import Decimal

PARTS: Final[dict[type[msgspec.Struct], dict[str, str]]] = {
    Percentage: {
        "value": 'In per cent, as the source prints it: "32" is 32 %.',
        "decimals": "Digits after the point, as the source prints them.",
        "denominator": "How many there were in all, where the source says.",
    },
    Citation: {
        "document": "The document, by the key under which the council keeps it.",
        "locator": "The place in the document; empty where it is the whole.",
        "sha256": "SHA-256 of the document, in hex.",
    },
    Period: {
        "firstOn": "Its first day.",
        "lastOn": "Its last day.",
    },
    ResolutionLimb: {
        "label": "Its letter or number.",
        "verb": "What it does.",
        "summary": "What it says, in the recorder's own words.",
        "verbatim": "What it says, word for word.",
    },
    PackSnapshot: {
        "asAt": "As at which date the pack shows the plan.",
        "knownAt": "As known at which date.",
        "position": "The last event of the ledger that the pack can show.",
    },
    GradeShare: {
        "grade": "The grade.",
        "percentage": "Its share, as reported.",
    },
}
"""Struct -> part -> what it means."""


NEVER_SILENT: Final = frozenset({Period})
"""Structs that refuse to be made with a part left open, whatever the types of their parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a struct, under its name in answers."""

    name: str
    attribute: str
    type: Any
    description: str
    may_be_silent: bool

    def read(self, value: object) -> tuple[Any, AbsenceReason | None]:
        """The part of a value, or why there is none."""
        found = getattr(value, self.attribute)
        if found is UNSET or found is None:
            return None, AbsenceReason.NOT_RECORDED
        if self.may_be_silent and found == NOT_STATED:
            return None, AbsenceReason.NOT_STATED
        return found, None


@cache
def parts_of(struct: type[msgspec.Struct]) -> tuple[Part, ...]:
    """The parts of a struct; raises KeyError where one has no description."""
    hints = get_type_hints(struct)
    return tuple(
        Part(
            name=each.encode_name,
            attribute=each.name,
            type=_without_silence(hints[each.name]),
            description=PARTS[struct][each.encode_name],
            may_be_silent=struct not in NEVER_SILENT and can_be_silent(hints[each.name]),
        )
        for each in msgspec.structs.fields(struct)
    )


def can_be_silent(type_: Any) -> bool:
    """Whether a value of this type may say nothing, or that the source does not say."""
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return NOT_STATED in type_.__members__
    return type_ in {Day, MomentText, Role, UnsetType, NoneType, NotStated} or any(
        can_be_silent(each) for each in get_args(type_) if get_origin(type_) in {Union, UnionType}
    )


def _without_silence(type_: Any) -> Any:
    if get_origin(type_) not in {Union, UnionType}:
        return type_
    said = [each for each in get_args(type_) if each not in {UnsetType, NoneType, NotStated}]
    (one,) = said
    return one


def silences(value: object) -> Iterator[tuple[str, AbsenceReason]]:
    """Every part that a value leaves unsaid, however deep, under its dotted path."""
    if isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from _below(str(index), item)
    elif isinstance(value, msgspec.Struct) and type(value) in PARTS:
        for part in parts_of(type(value)):
            found, reason = part.read(value)
            if reason is not None:
                yield part.name, reason
            else:
                yield from _below(part.name, found)


def _below(name: str, value: object) -> Iterator[tuple[str, AbsenceReason]]:
    for path, reason in silences(value):
        yield f"{name}.{path}", reason


class MoneyType(graphene.ObjectType):
    """An amount of money, with the precision that its source claims."""

    class Meta:
        """Named as people name it."""

        name = "Money"

    amount = graphene.NonNull(Decimal, description="In pounds, as written in the source.")
    currency = graphene.NonNull(graphene.String, description="The currency: always GBP.")
    qualifier = graphene.NonNull(
        enum_type(Qualifier), description="What the source says around the amount."
    )
    stated_to = graphene.NonNull(
        Decimal, description="The unit to which the source rounds, in pounds; a penny when exact."
    )
    low = graphene.NonNull(Decimal, description="The least that it can mean, in pounds.")
    low_open = graphene.NonNull(graphene.Boolean, description="Whether it is more than low itself.")
    high = graphene.NonNull(Decimal, description="The most that it can mean, in pounds.")
    high_open = graphene.NonNull(
        graphene.Boolean, description="Whether it is less than high itself."
    )

    def resolve_low(money: Money, _info: graphene.ResolveInfo) -> str:
        return pounds(money.interval.low)

    def resolve_low_open(money: Money, _info: graphene.ResolveInfo) -> bool:
        return money.interval.low_open

    def resolve_high(money: Money, _info: graphene.ResolveInfo) -> str:
        return pounds(money.interval.high)

    def resolve_high_open(money: Money, _info: graphene.ResolveInfo) -> bool:
        return money.interval.high_open


class IntervalType(graphene.ObjectType):
    """All the amounts between two bounds, in pounds."""

    class Meta:
        """Named as people name it."""

        name = "MoneyInterval"

    low = graphene.NonNull(Decimal, description="The lower bound, in pounds.")
    low_open = graphene.NonNull(graphene.Boolean, description="Whether low itself is left out.")
    high = graphene.NonNull(Decimal, description="The upper bound, in pounds.")
    high_open = graphene.NonNull(graphene.Boolean, description="Whether high itself is left out.")

    def resolve_low(interval: Interval, _info: graphene.ResolveInfo) -> str:
        return pounds(interval.low)

    def resolve_low_open(interval: Interval, _info: graphene.ResolveInfo) -> bool:
        return interval.low_open

    def resolve_high(interval: Interval, _info: graphene.ResolveInfo) -> str:
        return pounds(interval.high)

    def resolve_high_open(interval: Interval, _info: graphene.ResolveInfo) -> bool:
        return interval.high_open
