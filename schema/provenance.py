"""Where a value comes from, and every value that there was: provenance and history."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import graphene

from ledger.events.event import Citation
from projections.kinds import EXISTS
from schema.connections import Cursors, Page, connection_type, page_of
from schema.disclosure import disclosed
from schema.enums import Effect, enum_type
from schema.events import EventType, RecordedEvent
from schema.explained import Explained
from schema.field_types import struct_type
from schema.reading import NOT_STATED, Reading
from schema.scalars import DateTime, Moment, Value, bad_request

if TYPE_CHECKING:
    from projections.read_model import HistoryRow, Provenance
    from schema.node import Node
    from schema.operation import Question


@dataclass(frozen=True, slots=True)
class FieldProvenance:
    """An event behind a field: the one in effect, or one that may be."""

    question: Question
    entity: str
    field: str
    event: RecordedEvent
    superseded: Sequence[int] = ()

    @property
    def effect(self) -> Effect:
        """Whether the event has taken effect."""
        return self.event.effect

    def supersedes(self) -> list[RecordedEvent]:
        """The events above whose value it stands, the latest first."""
        operation = self.question.operation
        return [RecordedEvent(self.question, operation.entry(each)) for each in self.superseded]

    def nullable(self) -> Collection[str]:
        """The fields that can be null, or have parts that can."""
        return ("value", "documented", "cites")

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        if name == "cites":
            return Reading(self.event.cites)
        if name == "documented":
            documented = self.event.entry.documented
            return NOT_STATED if documented is None else Reading(documented)
        stored = self.event.value_of(self.entity, self.field)
        return disclosed(self.question, self.entity, self.field, stored, self.event.position)


def provenance_of(node: Node, fields: Sequence[str] | None) -> list[FieldProvenance]:
    """The events behind the fields named, or behind all; BAD_REQUEST for a name that is none."""
    check_fields(node, fields)
    question, operation = node.question, node.question.operation
    rows = operation.read_model.provenance(node.state.key, fields, question.basis)
    operation.prefetch([each for row in rows for each, _ in _events_behind(row)])
    return [
        FieldProvenance(
            question,
            node.state.key,
            row.field,
            RecordedEvent(question, operation.entry(position)),
            superseded,
        )
        for row in rows
        for position, superseded in _events_behind(row)
    ]


def check_fields(node: Node, fields: Sequence[str] | None) -> None:
    """Raise BAD_REQUEST for a name that is no field set by events."""
    known = {EXISTS, *(spec.name for spec in node.kind.fields)}
    for name in fields or ():
        if name not in known:
            raise bad_request(f"{name} is not a field of {node.kind.type_name} that events set")


def _events_behind(row: Provenance) -> Iterator[tuple[int, Sequence[int]]]:
    """Positions with those they supersede: the one in effect, then those that may be."""
    if row.position is not None:
        yield row.position, row.superseded
    for candidate in row.candidates:
        yield candidate, () if row.position is None else (row.position, *row.superseded)


class FieldProvenanceType(graphene.ObjectType):
    """An event that gives a field its value at the basis, or that may give it one."""

    class Meta:
        """Named as people name it."""

        name = "FieldProvenance"
        interfaces = (Explained,)

    field = graphene.NonNull(
        graphene.String, description="The field; a member of a list after a slash."
    )
    value = graphene.Field(Value, description="The value, in JSON.")
    event = graphene.NonNull(EventType, description="The event that sets it.")
    effect = graphene.NonNull(
        enum_type(Effect), description="Whether that event has taken effect at this basis."
    )
    effective = graphene.NonNull(Moment, description="When it took effect in the world.")
    documented = graphene.Field(Moment, description="The date of the document that reports it.")
    recorded_at = graphene.NonNull(DateTime, description="When the ledger took it in.")
    cites = graphene.NonNull(
        graphene.List(graphene.NonNull(struct_type(Citation))),
        description="The documents that bear the value out.",
    )
    supersedes = graphene.NonNull(
        graphene.List(graphene.NonNull(EventType)),
        description="The events whose value it stands above, the latest first.",
    )

    def resolve_value(item: FieldProvenance, _info: graphene.ResolveInfo) -> Any:
        return item.reading("value").value

    def resolve_effective(item: FieldProvenance, _info: graphene.ResolveInfo) -> str:
        return item.event.entry.effective

    def resolve_documented(item: FieldProvenance, _info: graphene.ResolveInfo) -> str | None:
        return item.event.entry.documented

    def resolve_recorded_at(item: FieldProvenance, _info: graphene.ResolveInfo) -> str:
        return item.event.entry.recorded_at

    def resolve_cites(item: FieldProvenance, _info: graphene.ResolveInfo) -> tuple[Citation, ...]:
        return item.event.cites

    def resolve_supersedes(
        item: FieldProvenance, _info: graphene.ResolveInfo
    ) -> list[RecordedEvent]:
        return item.supersedes()


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """A value that an event gave a field of a thing."""

    question: Question
    entity: str
    row: HistoryRow

    @property
    def field(self) -> str:
        """The field."""
        return self.row.field

    @property
    def key(self) -> str:
        """What orders it among the others, and names it."""
        return f"{self.row.effective_us}.{self.row.position}.{self.row.field}"

    @property
    def event(self) -> RecordedEvent:
        """The event that gave it."""
        return RecordedEvent(self.question, self.question.operation.entry(self.row.position))

    @property
    def effect(self) -> Effect:
        """Whether that event has taken effect."""
        return self.event.effect

    def nullable(self) -> Collection[str]:
        """The field that can be null."""
        return ("value",)

    def reading(self, _name: str) -> Reading:
        """The value, or why it is not shown."""
        row = self.row
        return disclosed(self.question, self.entity, row.field, row.value, row.position)

    @property
    def value(self) -> Any:
        """The value in JSON."""
        return self.reading("value").value


def history_of(
    node: Node, fields: Sequence[str] | None, first: int | None, after: str | None
) -> Page[HistoryItem]:
    """Every value that events gave the fields, by when they took effect."""
    check_fields(node, fields)
    question, entity = node.question, node.state.key
    rows = question.operation.read_model.history(entity, question.basis)
    wanted = None if fields is None else frozenset(fields)
    items = [
        HistoryItem(question, entity, row)
        for row in rows
        if wanted is None or row.field.partition("/")[0] in wanted
    ]
    cursors = Cursors("history", question.token, entity, sorted(fields or ()))
    page = page_of(items, lambda item: item.key, cursors, first=first, after=after)
    question.operation.prefetch([item.row.position for item in page.nodes])
    return page


class HistoryItemType(graphene.ObjectType):
    """A value that an event gave a field, whether still in effect or not."""

    class Meta:
        """Named as people name it."""

        name = "HistoryItem"
        interfaces = (Explained,)

    field = graphene.NonNull(
        graphene.String, description="The field; a member of a list after a slash."
    )
    value = graphene.Field(Value, description="The value, in JSON.")
    event = graphene.NonNull(EventType, description="The event that gave it.")
    effect = graphene.NonNull(
        enum_type(Effect), description="Whether that event has taken effect at this basis."
    )


HistoryConnection = connection_type(HistoryItemType)


def fields_argument() -> graphene.Argument:
    """The argument that narrows an answer to some fields."""
    return graphene.Argument(
        graphene.List(graphene.NonNull(graphene.String)),
        description="Only these fields; all of them where left out.",
    )
