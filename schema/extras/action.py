"""What an action has beyond its own fields: whether it is overdue, and what it serves."""

from __future__ import annotations

from typing import Final

import graphene

from projections.concerns import is_overdue
from projections.concerns.actions import DONE, ENDED
from projections.fields import FIELDS
from projections.views import known
from schema.extra import Extra, add_extras
from schema.filters import Filter, add_filter, is_possible_member
from schema.kind_lists import list_extra
from schema.node import Node
from schema.reading import Reading

_DATES: Final = ("status", "dueOn")


def declare() -> None:
    """Give actions their extra fields."""
    add_filter(
        "action",
        Filter(
            "overdue",
            graphene.Boolean,
            "Only those that are overdue, or only those that are not known to be.",
            _DATES,
            lambda node, wanted: (_overdue(node).value is True) is wanted,
        ),
    )
    add_extras(
        "action",
        Extra(
            "isOverdue",
            graphene.Boolean,
            "Whether its current due date is past at this basis, and it is neither complete nor "
            "ended.",
            needs=lambda _arguments: (("action", _DATES),),
            reading=_overdue,
        ),
        list_extra(
            "recommendations",
            "recommendation",
            "The recommendations that it serves.",
            _recommendations,
            needs=(("recommendation", ("actionKeys",)),),
        ),
    )


def _overdue(node: Node) -> Reading:
    """No, where it is done or ended, whatever its date; else as its state and date allow."""
    if known(node.state, "status") in DONE | ENDED:
        return Reading(value=False)
    for name in _DATES:
        reading = node.read(FIELDS["action"][name])
        if reading.reason is not None:
            return Reading(reason=reading.reason)
    return Reading(is_overdue(node.state, node.view.basis.before_us))


def _recommendations(node: Node) -> list[Node]:
    return [
        each
        for each in node.all("recommendation")
        if is_possible_member(each.state, "actionKeys", node.key)
    ]
