"""What an area for improvement has beyond its own fields: all that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from projections.fields import PROJECTION
from schema.extra import Extra, add_extras
from schema.filters import is_possible_member
from schema.kind_lists import in_a_sentence, list_extra
from schema.node import Node

NAMES: dict[str, str] = {
    "action": "actions",
    "finding": "findings",
    "measure": "measures",
    "audit": "audits",
    "risk": "risks",
    "oversight": "oversights",
    "challenge": "challenges",
    "briefingItem": "briefingItems",
}
"""Kind -> the list of those of it that name the area."""


def declare() -> None:
    """Give areas their extra fields."""
    add_extras("area", *(_naming(kind, name) for kind, name in NAMES.items()), _briefings())


def _naming(kind: str, name: str) -> Extra:
    description = f"Those that name the area. Each is {in_a_sentence(PROJECTION.kinds[kind])}"
    return list_extra(name, kind, description, _found(kind), needs=_areas_of(kind))


def _areas_of(kind: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    return ((kind, ("areas",)),)


def _found(kind: str) -> Callable[[Node], list[Node]]:
    def found(area: Node) -> list[Node]:
        return [
            each for each in area.all(kind) if is_possible_member(each.state, "areas", area.key)
        ]

    return found


def _briefings() -> Extra:
    def briefings(area: Node) -> list[Node]:
        holding = {item.state.parent for item in _found("briefingItem")(area)}
        return [each for each in area.all("briefing") if each.state.key in holding]

    return list_extra(
        "briefings",
        "briefing",
        "The briefings with an item about the area.",
        briefings,
        needs=_areas_of("briefingItem"),
    )
