"""The line of sight in an answer: who is recorded as knowing of an area, and since when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import graphene

from ledger.moments import london_day
from ledger.vocabulary import SightLevel
from projections.line_of_sight import SightLink, line_of_sight
from schema.enums import enum_type
from schema.events import EventType, RecordedEvent
from schema.explained import Explained
from schema.reading import NOT_RECORDED, Reading
from schema.scalars import Date

if TYPE_CHECKING:
    from schema.node import Node
    from schema.operation import Question

_Read = Callable[[SightLink], Any]


def _sighting(attribute: str) -> _Read:
    return lambda link: getattr(link.sighting, attribute, None)


def _known_from(link: SightLink) -> str | None:
    return None if link.sighting is None else london_day(link.sighting.known_us).isoformat()


_FIELDS: Final[Mapping[str, tuple[Any, str, _Read]]] = {
    "knownFrom": (Date, "The first date on which it is recorded as knowing.", _known_from),
    "how": (graphene.String, "What shows that it knew.", _sighting("how")),
    "entity": (graphene.String, "The thing that shows it, by whole name.", _sighting("entity")),
    "body": (graphene.String, "The body that was told, by whole name.", _sighting("body")),
    "pack": (graphene.String, "Key of the pack that told it.", _sighting("pack")),
    "item": (graphene.String, "Key of the item in that pack.", _sighting("item")),
    "lagDays": (
        graphene.Int,
        "Whole days since the nearest link before it that knew.",
        lambda link: link.lag_days,
    ),
    "challenge": (graphene.String, "The first challenge it raised.", lambda link: link.challenge),
    "answer": (graphene.String, "What it was answered.", lambda link: link.answer),
    "didNotKnow": (
        graphene.String,
        "The finding that says it did not know, by whole name.",
        lambda link: link.did_not_know,
    ),
}
"""Field -> its type, what it means, and how it is read."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link in an answer."""

    question: Question
    found: SightLink

    @property
    def level(self) -> SightLevel:
        """Where it stands."""
        return self.found.level

    @property
    def is_gap(self) -> bool:
        """Whether nothing is recorded of it."""
        return self.found.is_gap

    def event(self) -> RecordedEvent | None:
        """The event that shows that it knew."""
        seen = self.found.sighting
        if seen is None:
            return None
        return RecordedEvent(self.question, self.question.operation.entry(seen.position))

    def nullable(self) -> Collection[str]:
        """The fields that can be null."""
        return (*_FIELDS, "event")

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        value = self.event() if name == "event" else _FIELDS[name][2](self.found)
        return NOT_RECORDED if value is None else Reading(value)


def links(node: Node, area: str) -> list[Link]:
    """The links for the area with this key, gaps first."""
    return [Link(node.question, each) for each in line_of_sight(node.view, area)]


def _field(name: str) -> graphene.Field:
    type_, description, _ = _FIELDS[name]

    def resolve(link: Link, _info: graphene.ResolveInfo) -> Any:
        return link.reading(name).value

    return graphene.Field(type_, description=description, resolver=resolve)


class _Meta:
    name = "SightLink"
    interfaces = (Explained,)
    description = (
        "One link of the line of sight, from the frontline to the commissioner. Where nothing is "
        "recorded it is a gap: that is silence, and does not say that nobody knew."
    )


SightLinkType = type(
    "SightLinkType",
    (graphene.ObjectType,),
    {
        "level": graphene.NonNull(enum_type(SightLevel), description="Where the link stands."),
        "is_gap": graphene.NonNull(
            graphene.Boolean, description="Whether nothing is recorded of it."
        ),
        **{name: _field(name) for name in _FIELDS},
        "event": graphene.Field(
            EventType,
            description="The event that shows it; its own date may be less exact.",
            resolver=lambda link, _info: link.event(),
        ),
        "Meta": _Meta,
    },
)
