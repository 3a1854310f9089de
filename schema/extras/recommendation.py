"""What a recommendation has beyond its own fields: the actions that serve it."""

from __future__ import annotations

from schema.extra import add_extras
from schema.filters import is_possible_member
from schema.kind_lists import list_extra
from schema.node import Node


def declare() -> None:
    """Give recommendations their extra fields."""
    add_extras(
        "recommendation",
        list_extra(
            "actions",
            "action",
            "The actions that serve it.",
            _actions,
            needs=(("recommendation", ("actionKeys",)),),
        ),
    )


def _actions(node: Node) -> list[Node]:
    return [
        each
        for each in node.all("action")
        if is_possible_member(node.state, "actionKeys", each.key)
    ]
