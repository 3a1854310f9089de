"""Which fields of which kinds a question needs, read off its selection before it runs.

Each field of a type says once, when its type is made, what it needs; the walk
below adds up what is selected. So the cost of an answer follows the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    InlineFragmentNode,
    NamedTypeNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.values import get_argument_values

ALL: Final = None
"""In the place of field names: every field of the kind."""

Need: TypeAlias = tuple[str, Iterable[str] | None]
"""A kind and the names of its fields, or ALL."""

NeedsOf: TypeAlias = Callable[[Mapping[str, Any]], Iterable[Need]]
"""From the arguments of a selected field to what it needs."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What is read of each kind: the fields named, or all where a kind is not named.

    ``everything``: no kind is named because any may be looked at.
    """

    fields: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    everything: bool = False

    def of(self, kind: str) -> list[str] | None:
        """The names of the fields to read of ``kind``, in order, or ALL."""
        names = self.fields.get(kind, ALL)
        return ALL if names is ALL else sorted(names)


EVERYTHING: Final = Needs(everything=True)
AS_IT_COMES: Final = Needs()
"""Of a thing that is asked for by itself: whatever is met, one kind after the other."""

_NEEDS: Final[dict[tuple[str, str], NeedsOf]] = {}


def declare(type_name: str, field_name: str, needs: NeedsOf) -> None:
    """Say what a field of an object type needs."""
    _NEEDS[type_name, field_name] = needs


def nothing(_arguments: Mapping[str, Any]) -> Iterable[Need]:
    """The needs of a field that reads no state."""
    return ()


def selected(info: GraphQLResolveInfo) -> Needs:
    """What is needed below the field that is being resolved."""
    walk = _Walk(info)
    try:
        for node in info.field_nodes:
            walk.below(get_named_type(info.return_type), node.selection_set)
    except _Everything:
        return EVERYTHING
    return Needs(walk.found)


class _Everything(Exception):
    """A selected field needs whatever there is."""


def everything(_arguments: Mapping[str, Any]) -> Iterable[Need]:
    """The needs of a field that may read any kind."""
    raise _Everything


class _Walk:
    """One walk over a selection.

    A fragment is walked once for each type it is spread on: what it needs is the same
    however often it stands there, and fragments that spread each other twice would
    otherwise take time without end.
    """

    def __init__(self, info: GraphQLResolveInfo) -> None:
        self.info = info
        self._walked: set[tuple[str, str]] = set()
        self.found: dict[str, frozenset[str] | None] = {}

    def below(self, parent: GraphQLNamedType, selection: SelectionSetNode | None) -> None:
        for type_, node in self._fields(parent, selection):
            definition = type_.fields.get(node.name.value)
            if definition is not None:
                self._add(type_, node, definition)
                self.below(get_named_type(definition.type), node.selection_set)

    def _fields(
        self, parent: GraphQLNamedType, selection: SelectionSetNode | None
    ) -> Iterator[tuple[GraphQLObjectType, FieldNode]]:
        for node in selection.selections if selection is not None else ():
            if isinstance(node, FieldNode):
                if isinstance(parent, GraphQLObjectType):
                    yield parent, node
            elif isinstance(node, InlineFragmentNode):
                narrowed = self._narrowed(parent, node.type_condition)
                yield from self._fields(narrowed, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.info.fragments[node.name.value]
                narrowed = self._narrowed(parent, fragment.type_condition)
                if (fragment.name.value, narrowed.name) not in self._walked:
                    self._walked.add((fragment.name.value, narrowed.name))
                    yield from self._fields(narrowed, fragment.selection_set)

    def _narrowed(
        self, parent: GraphQLNamedType, condition: NamedTypeNode | None
    ) -> GraphQLNamedType:
        """The type of a fragment; an interface says no more than the object type around it."""
        if condition is None:
            return parent
        type_ = self.info.schema.type_map[condition.name.value]
        return type_ if isinstance(type_, GraphQLObjectType) else parent

    def _add(self, type_: GraphQLObjectType, node: FieldNode, definition: GraphQLField) -> None:
        needs = _NEEDS.get((type_.name, node.name.value), nothing)
        arguments = get_argument_values(definition, node, self.info.variable_values)
        for kind, names in needs(arguments):
            if names is ALL or self.found.get(kind, frozenset()) is ALL:
                self.found[kind] = ALL
            else:
                self.found[kind] = (self.found.get(kind) or frozenset()) | frozenset(names)
