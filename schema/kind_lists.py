"""How things hang together in answers: what belongs to a thing, and what it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import graphene

from ledger.moments import END_US
from projections.fields import PROJECTION
from projections.kinds import Kind
from projections.read_model.dates import Beginning
from schema.extra import Extra, list_of, type_of
from schema.filters import filters_of, narrowed, needed_by
from schema.lookahead import Need
from schema.node import Node
from schema.reading import NOT_RECORDED, Reading

PLAN: Final = "plan"


def children_of(kind: Kind) -> Iterable[Extra]:
    """The lists of what belongs to a kind; of a plan also everything that has a stream."""
    found = [(child, _of_parent(child.name)) for child in PROJECTION.owned_by(kind.name)]
    if kind.name == PLAN:
        found += [
            (child, _of_plan(child.name))
            for child in PROJECTION.kinds.values()
            if child.owner is None and child.name != PLAN
        ]
    for child, things in found:
        yield _list(child, things)
        if kind.name == PLAN:
            yield _look_up(child, things)


def _of_parent(kind: str) -> Callable[[Node], list[Node]]:
    return lambda node: _as_they_came(node.children(kind))


def _as_they_came(nodes: list[Node]) -> list[Node]:
    """In order of when they certainly began; those of one moment, and doubtful ones, by key."""
    if len(nodes) < 2:  # noqa: PLR2004 - nothing to put in order, so nothing to look up
        return nodes
    began = nodes[0].view.began()
    never = Beginning(END_US, 0)
    return sorted(nodes, key=lambda node: (began.get(node.state.key, never).since_us, node.key))


def _of_plan(kind: str) -> Callable[[Node], list[Node]]:
    return lambda node: node.all(kind)


def _list(child: Kind, found: Callable[[Node], list[Node]]) -> Extra:
    order = "key" if child.members is None else "when each began"
    description = f"All that there are, in order of {order}. Each is {in_a_sentence(child)}"
    return list_extra(child.plural, child.name, description, found)


def in_a_sentence(kind: Kind) -> str:
    """What a thing of a kind is, as the end of a sentence."""
    return f"{kind.description[0].lower()}{kind.description[1:]}"


def list_extra(
    name: str,
    kind: str,
    description: str,
    found: Callable[[Node], list[Node]],
    needs: Iterable[Need] = (),
) -> Extra:
    """A list of things of a kind, with the filters of that kind.

    ``needs`` is what it takes to find them.
    """

    def resolve(node: Node, _info: graphene.ResolveInfo, **arguments: Any) -> list[Node]:
        return narrowed(found(node), kind, arguments)

    def needed(arguments: Mapping[str, Any]) -> Iterable[Need]:
        return ((kind, needed_by(kind, arguments)), *needs)

    return Extra(
        name,
        list_of(type_of(kind)),
        description,
        needs=needed,
        resolve=resolve,
        arguments={each.name: each.argument() for each in filters_of(kind).values()},
    )


def _look_up(child: Kind, found: Callable[[Node], list[Node]]) -> Extra:
    def resolve(node: Node, _info: graphene.ResolveInfo, key: str) -> Node | None:
        return next((each for each in found(node) if each.key == key), None)

    return Extra(
        child.name,
        type_of(child.name),
        f"By its key; null where there is none at this basis. It is {in_a_sentence(child)}",
        needs=lambda _arguments: ((child.name, ()),),
        resolve=resolve,
        arguments={
            "key": graphene.Argument(graphene.NonNull(graphene.String), description="Its key.")
        },
    )


def parent_of(kind: Kind) -> Iterable[Extra]:
    """What a thing inside a stream belongs to."""
    if kind.owner is None:
        return
    parent = PROJECTION.kinds[kind.owner]

    def reading(node: Node) -> Reading:
        found = node.parent()
        return NOT_RECORDED if found is None else Reading(found)

    yield Extra(
        parent.name,
        type_of(parent.name),
        f"What it belongs to: {in_a_sentence(parent)}",
        needs=lambda _arguments: ((parent.name, ()),),
        reading=reading,
    )
