"""The arguments by which a list of things is narrowed, made from the fields of its kind.

A thing whose field is indeterminate is kept where one of its candidates fits: a
filter may leave a doubt in the list, but never hides one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import graphene

from ledger.events.event import Role
from ledger.vocabulary import NOT_STATED
from projections.fields import PROJECTION
from projections.kinds import NOT_STATED_TEXT, TRUE, Field
from projections.values import typed
from projections.views import own_key
from schema.connections import limit_exceeded
from schema.enums import enum_type
from schema.reading import possible_values

if TYPE_CHECKING:
    from projections.read_model import EntityState
    from schema.node import Node

MOST_ITEMS: Final = 1_000
"""Items of the longest plain list; a plan bounds them, so more means a wrong question."""

_ONE_OF: Final = {"areas": "area", "actionKeys": "action"}
"""Collection -> the argument that names one of its members."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One argument: its type, and whether a thing fits what was asked for."""

    name: str
    type: Any
    description: str
    fields: tuple[str, ...]
    fits: Callable[[Node, Any], bool]

    def argument(self) -> graphene.Argument:
        """The argument as the schema has it."""
        return graphene.Argument(self.type, description=self.description)


_EXTRA: Final[dict[str, list[Filter]]] = {}


def add_filter(kind: str, extra: Filter) -> None:
    """Give the lists of a kind an argument that is no field of it."""
    _EXTRA.setdefault(kind, []).append(extra)


@cache
def filters_of(kind: str) -> Mapping[str, Filter]:
    """The filters of the lists of a kind, by argument."""
    made = [_filter(spec) for spec in PROJECTION.kinds[kind].fields]
    found = [_keys(), *(each for each in made if each), *_EXTRA.get(kind, [])]
    return {each.name: each for each in found}


def narrowed(nodes: Iterable[Node], kind: str, arguments: Mapping[str, Any]) -> list[Node]:
    """The things that fit every argument; LIMIT_EXCEEDED where more than 1,000 are left."""
    wanted = [
        (filters_of(kind)[name], value) for name, value in arguments.items() if value is not None
    ]
    kept = [node for node in nodes if all(each.fits(node, value) for each, value in wanted)]
    if len(kept) > MOST_ITEMS:
        plural = PROJECTION.kinds[kind].plural
        raise limit_exceeded(f"{len(kept)} {plural}; a list holds at most {MOST_ITEMS}: filter it")
    return kept


def needed_by(kind: str, arguments: Mapping[str, Any]) -> list[str]:
    """The fields that the given arguments look at."""
    known = filters_of(kind)
    return [name for argument in arguments if argument in known for name in known[argument].fields]


def _filter(spec: Field) -> Filter | None:
    if spec.collection:
        return _member(spec) if spec.name in _ONE_OF else None
    if isinstance(spec.type, type) and issubclass(spec.type, StrEnum):
        return _any_of(spec)
    if spec.type is bool or spec.type is Role:
        return _equal(spec)
    return None


def _keys() -> Filter:
    def fits(node: Node, wanted: Sequence[str]) -> bool:
        return own_key(node.state) in wanted

    type_ = graphene.List(graphene.NonNull(graphene.String))
    return Filter("keys", type_, "Only those with one of these keys.", (), fits)


def _any_of(spec: Field) -> Filter:
    def fits(node: Node, wanted: Sequence[StrEnum]) -> bool:
        return any(_plain(spec, stored) in wanted for stored in possible_values(node.state, spec))

    type_ = graphene.List(graphene.NonNull(enum_type(spec.type)))
    return Filter(
        spec.name,
        type_,
        f"Only those whose {spec.name} certainly or possibly is one of these.",
        (spec.name,),
        fits,
    )


def _equal(spec: Field) -> Filter:
    def fits(node: Node, wanted: object) -> bool:
        return any(_plain(spec, stored) == wanted for stored in possible_values(node.state, spec))

    type_ = graphene.Boolean if spec.type is bool else graphene.String
    return Filter(
        spec.name,
        type_,
        f"Only those whose {spec.name} certainly or possibly is this.",
        (spec.name,),
        fits,
    )


def _member(spec: Field) -> Filter:
    def fits(node: Node, wanted: str) -> bool:
        return is_possible_member(node.state, spec.name, wanted)

    name = _ONE_OF[spec.name]
    return Filter(
        name,
        graphene.String,
        f"Only those with the {name} of this key, certainly or possibly.",
        (spec.name,),
        fits,
    )


def is_possible_member(state: EntityState, collection: str, key: str) -> bool:
    """Whether a key is, or may be, a member of a collection."""
    found = state.values.get(f"{collection}/{key}")
    if found is None:
        return False
    return found.value == TRUE if found.certain else TRUE in found.candidates


def _plain(spec: Field, stored: str | None) -> object:
    return NOT_STATED if stored == NOT_STATED_TEXT else typed(spec, stored)
