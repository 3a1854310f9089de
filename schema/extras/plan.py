"""What a plan has beyond its own fields: all that is worked out over the whole of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import graphene

from projections.anomalies import Anomaly, anomalies
from projections.fields import FIELDS
from schema.about import ENTITY, KIND, thing_field, thing_of
from schema.changes_type import ChangeConnection, Difference, changes_arguments, differences
from schema.concerns_type import ConcernType, Flagged, codes_argument, flagged
from schema.connections import Page
from schema.disclosure import disclosed
from schema.event_pages import EventConnection, event_arguments, events_page
from schema.events import EventType, RecordedEvent
from schema.explained import Explained
from schema.extra import Extra, add_extras, list_of, type_of
from schema.lookahead import everything
from schema.node import Node
from schema.reading import NOT_RECORDED, Reading
from schema.scalars import Value
from schema.sight import Link, SightLinkType, links

if TYPE_CHECKING:
    from projections.read_model import UncertainRow
    from schema.operation import Question


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that may or may not have taken effect."""

    question: Question
    row: UncertainRow

    @property
    def entity(self) -> str:
        """The key of the thing."""
        return self.row.entity

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.row.kind

    @property
    def field(self) -> str:
        """The field in doubt."""
        return self.row.field

    @property
    def event(self) -> RecordedEvent:
        """The event that may have taken effect."""
        return RecordedEvent(self.question, self.question.operation.entry(self.row.position))

    def nullable(self) -> Collection[str]:
        """The fields that can be null."""
        return ("value", "thing")

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        row = self.row
        if name == "thing":
            return thing_of(self)
        return disclosed(self.question, row.entity, row.field, row.value, row.position)


class DoubtType(graphene.ObjectType):
    """A value that may or may not have taken effect, because its source dates it loosely."""

    class Meta:
        """Named as people name it."""

        name = "UncertainValue"
        interfaces = (Explained,)

    entity = ENTITY
    kind = KIND
    field = graphene.NonNull(
        graphene.String,
        description="The field; a member of a list after a slash; exists for the thing itself.",
    )
    value = graphene.Field(Value, description="What it may be, in JSON.")
    event = graphene.NonNull(EventType, description="The event, with when it took effect.")
    thing = thing_field()

    def resolve_value(doubt: Doubt, _info: graphene.ResolveInfo) -> Any:
        return doubt.reading("value").value


@dataclass(frozen=True, slots=True)
class Oddity:
    """An anomaly in an answer."""

    question: Question
    found: Anomaly

    @property
    def event(self) -> RecordedEvent:
        """The event that looks odd."""
        return RecordedEvent(self.question, self.question.operation.entry(self.found.position))


class AnomalyType(graphene.ObjectType):
    """An event that was legal when recorded and looks odd in the order things took effect."""

    class Meta:
        """Named as people name it."""

        name = "Anomaly"

    stream = graphene.NonNull(graphene.String, description="The stream, by its whole name.")
    code = graphene.NonNull(
        graphene.String, description="The code with which it would have been refused in that order."
    )
    detail = graphene.NonNull(graphene.String, description="What is odd.")
    event = graphene.NonNull(EventType, description="The event.")

    def resolve_stream(oddity: Oddity, _info: graphene.ResolveInfo) -> str:
        return oddity.found.stream

    def resolve_code(oddity: Oddity, _info: graphene.ResolveInfo) -> str:
        return oddity.found.code

    def resolve_detail(oddity: Oddity, _info: graphene.ResolveInfo) -> str:
        return oddity.found.detail


def declare() -> None:
    """Give plans what is worked out over the whole of them."""
    add_extras("plan", _governance(), _concerns(), _line_of_sight(), *_lists(), *_pages())


def _governance() -> Extra:
    return Extra(
        "governance",
        type_of("body"),
        "The body that governs the improvement.",
        needs=lambda _arguments: (("plan", ("governingBody",)), ("body", ())),
        reading=_governing_body,
    )


def _governing_body(plan: Node) -> Reading:
    reading = plan.read(FIELDS["plan"]["governingBody"])
    if reading.reason is not None:
        return reading
    found = plan.view.entity("body", reading.value)
    return NOT_RECORDED if found is None else Reading(plan.of(found))


def _concerns() -> Extra:
    def resolve(
        plan: Node, _info: graphene.ResolveInfo, codes: list[str] | None = None
    ) -> list[Flagged]:
        return flagged(plan.question, plan.view, codes)

    return Extra(
        "concerns",
        list_of(ConcernType),
        "Where practice falls short of what is expected, by code.",
        needs=everything,
        resolve=resolve,
        arguments={"codes": codes_argument()},
    )


def _line_of_sight() -> Extra:
    def resolve(plan: Node, _info: graphene.ResolveInfo, area: str) -> list[Link]:
        return links(plan, area)

    area = graphene.Argument(
        graphene.NonNull(graphene.String), description="The key of the area for improvement."
    )
    return Extra(
        "lineOfSight",
        list_of(SightLinkType),
        "Who is recorded as knowing about an area, from the frontline to the commissioner; the "
        "gaps first.",
        needs=everything,
        resolve=resolve,
        arguments={"area": area},
    )


def _lists() -> tuple[Extra, ...]:
    def uncertain(plan: Node, _info: graphene.ResolveInfo) -> list[Doubt]:
        rows = plan.question.operation.read_model.uncertain(plan.view.plan, plan.view.basis)
        plan.question.operation.prefetch([row.position for row in rows])
        return [Doubt(plan.question, row) for row in rows]

    def odd(plan: Node, _info: graphene.ResolveInfo) -> list[Oddity]:
        operation = plan.question.operation
        found = anomalies(operation.ledger, operation.read_model, plan.view.plan, plan.view.basis)
        return [Oddity(plan.question, each) for each in found]

    return (
        Extra(
            "uncertain",
            list_of(DoubtType),
            "Everything that may or may not have taken effect at this basis.",
            resolve=uncertain,
        ),
        Extra(
            "anomalies",
            list_of(AnomalyType),
            "Events that look odd in the order in which things took effect.",
            resolve=odd,
        ),
    )


def _pages() -> tuple[Extra, ...]:
    def changes(plan: Node, _info: graphene.ResolveInfo, **arguments: Any) -> Page[Difference]:
        return differences(plan.question, [plan.key], arguments)

    def events(plan: Node, _info: graphene.ResolveInfo, **arguments: Any) -> Page[RecordedEvent]:
        return events_page(plan.question, plan.view.plan, arguments)

    return (
        Extra(
            "changes",
            graphene.NonNull(ChangeConnection),
            "What differs from another basis: first what happened, as it was known; then what was "
            "learned or put right.",
            resolve=changes,
            arguments=changes_arguments(),
        ),
        Extra(
            "events",
            graphene.NonNull(EventConnection),
            "The plan's events known at this basis, in effect or not, in the order of recording.",
            resolve=events,
            arguments=event_arguments(),
        ),
    )
