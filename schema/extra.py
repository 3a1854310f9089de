"""Fields of a kind that no event sets: worked out, or looked up from another thing.

Each says what it needs to be read, and, where it can be null, how a null is
explained; so look-ahead and absences treat it like any other field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import graphene

from schema.lookahead import NeedsOf, nothing
from schema.node import Node
from schema.reading import Reading

_TYPES: Final[dict[str, type[graphene.ObjectType]]] = {}
_EXTRAS: Final[dict[str, list[Extra]]] = {}


@dataclass(frozen=True, slots=True)
class Extra:
    """One such field, with a ``reading`` or a ``resolve`` of its own.

    A field with a ``reading`` is null where the reading has no value, for the reason it
    gives. A ``resolve`` returns no null that would have to be explained.
    """

    name: str
    type: Any
    description: str
    needs: NeedsOf = nothing
    resolve: Callable[..., Any] | None = None
    reading: Callable[[Node], Reading] | None = None
    arguments: Mapping[str, graphene.Argument] | None = None

    def field(self) -> graphene.Field:
        """The field as the schema has it."""
        return graphene.Field(
            self.type,
            description=self.description,
            resolver=self._resolver(),
            args=dict(self.arguments or {}),
        )

    def _resolver(self) -> Callable[..., Any]:
        if self.resolve is not None:
            return self.resolve
        if self.reading is None:
            raise ValueError(f"{self.name} has neither a reading nor a resolve")
        reading = self.reading

        def resolve(node: Node, _info: graphene.ResolveInfo) -> Any:
            return reading(node).value

        return resolve


def add_extras(kind: str, *extras: Extra) -> None:
    """Give a kind such fields, before its type is made."""
    _EXTRAS.setdefault(kind, []).extend(extras)


def extras_of(kind: str) -> Iterable[Extra]:
    """The fields of a kind that no event sets."""
    return _EXTRAS.get(kind, ())


def register_type(kind: str, type_: type[graphene.ObjectType]) -> None:
    """Remember the object type of a kind."""
    _TYPES[kind] = type_


def type_of(kind: str) -> Callable[[], type[graphene.ObjectType]]:
    """The object type of a kind, to be looked up once all of them are made."""
    return lambda: _TYPES[kind]


def list_of(type_: Any) -> Any:
    """A list that is never null and holds no null."""
    return graphene.NonNull(graphene.List(graphene.NonNull(type_)))
