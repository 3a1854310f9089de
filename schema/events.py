"""Events in an answer: what was recorded, when, by which document, and what it set."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import graphene

from ledger.events.event import Citation, Event, EventRetracted
from ledger.moments import parse_moment, parse_recorded_us
from ledger.names import parse_stream_name
from ledger.registry import REGISTRY
from ledger.vocabulary import RetractionKind
from projections.fields import PROJECTION
from projections.kinds import EXISTS, event_key
from schema.disclosure import disclosed
from schema.enums import Effect, enum_type
from schema.explained import Explained
from schema.field_types import struct_type
from schema.reading import NOT_RECORDED, NOT_STATED, Reading
from schema.scalars import DateTime, Moment, Position, Value

if TYPE_CHECKING:
    from ledger.entry import Entry
    from schema.operation import Question


_MISRECORDED: Final = RetractionKind.MISRECORDED


@dataclass(frozen=True, slots=True)
class SetValue:
    """One value that an event gave a field of a thing."""

    question: Question
    entity: str
    kind: str
    field: str
    stored: str | None
    position: int

    def nullable(self) -> Collection[str]:
        """The one field that can be null."""
        return ("value",)

    def reading(self, _name: str) -> Reading:
        """The value, or why it is not shown."""
        return disclosed(self.question, self.entity, self.field, self.stored, self.position)

    @property
    def value(self) -> Any:
        """The value as JSON."""
        return self.reading("value").value


@dataclass(frozen=True)
class RecordedEvent:
    """An event of the ledger, seen from the basis of a question."""

    question: Question
    entry: Entry

    @property
    def position(self) -> int:
        """Its place in the ledger."""
        return self.entry.position

    @cached_property
    def event(self) -> Event:
        """The event in its newest version."""
        return REGISTRY.read(self.entry.type, self.entry.data)

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The documents that report it."""
        return self.event.cites

    @property
    def effect(self) -> Effect:
        """Whether it has taken effect at the basis."""
        moment, before_us = parse_moment(self.entry.effective), self.question.basis.before_us
        if moment.certain_by_us < before_us:
            return Effect.IN_EFFECT
        is_possible = moment.possible_from_us < before_us
        return Effect.POSSIBLY_IN_EFFECT if is_possible else Effect.NOT_YET_IN_EFFECT

    @property
    def leaf_hash(self) -> str:
        """The leaf hash of its stored bytes, as the receipt gives it."""
        sent = self.entry.cloudevent
        receipt = self.question.operation.ledger.find(sent.source, sent.id)
        if receipt is None:
            raise LookupError(f"no receipt of the event at position {self.position}")
        return receipt.leaf_hash

    def sets(self) -> list[SetValue]:
        """The values it sets, as the projection reads it."""
        sent, stream = self.entry.cloudevent, parse_stream_name(self.entry.stream)
        rows = PROJECTION.rows_of(stream, self.event, event_key(sent.source, sent.id))
        return [
            SetValue(self.question, row.entity, row.kind, row.field, row.value, self.position)
            for row in rows
        ]

    def value_of(self, entity: str, field: str) -> str | None:
        """What it sets a field to, as stored; LookupError where it does not set it."""
        for row in self.sets():
            if (row.entity, row.field) == (entity, field):
                return row.stored
        raise LookupError(f"position {self.position} does not set {field} of {entity}")

    def retracts(self) -> RecordedEvent | None:
        """The event that this one retracts."""
        if not isinstance(self.event, EventRetracted):
            return None
        return self._find(lambda each: _is_named_by(each.entry, self.event))

    def retracted_by(self) -> RecordedEvent | None:
        """The retraction of this event, where one is known at the basis."""
        basis = self.question.basis

        def retracts_it(each: RecordedEvent) -> bool:
            event = each.event
            if each.position > basis.position or not _is_named_by(self.entry, event):
                return False
            # What a document never said counts as unsaid whenever one asks; what was
            # withdrawn counts until the withdrawal was documented.
            is_slip = isinstance(event, EventRetracted) and event.kind is _MISRECORDED
            return basis.is_recorded or is_slip or each.documented_us < basis.documented_before_us

        return self._find(retracts_it)

    @property
    def documented_us(self) -> int:
        """From when it counts as known by its document; recorded where no date is stated."""
        if self.entry.documented is None:
            return parse_recorded_us(self.entry.recorded_at)
        return parse_moment(self.entry.documented).certain_by_us

    def _find(self, fits: Callable[[RecordedEvent], bool]) -> RecordedEvent | None:
        entries = self.question.operation.ledger.stream(self.entry.stream)
        found = (RecordedEvent(self.question, entry) for entry in entries)
        return next((each for each in found if fits(each)), None)

    def nullable(self) -> Collection[str]:
        """The fields that can be null, or have parts that can."""
        return _NULLABLE

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        value = _NULLABLE[name](self)
        if value is None:
            return NOT_STATED if name == "documented" else NOT_RECORDED
        return Reading(value)


_NULLABLE: Final[dict[str, Callable[[RecordedEvent], Any]]] = {
    "documented": lambda event: event.entry.documented,
    "correlation": lambda event: event.entry.correlation,
    "causation": lambda event: event.entry.causation,
    "retracts": RecordedEvent.retracts,
    "retractedBy": RecordedEvent.retracted_by,
    "cites": lambda event: event.cites,
}


def _is_named_by(entry: Entry, event: Event) -> bool:
    named = (entry.cloudevent.source, entry.cloudevent.id)
    return isinstance(event, EventRetracted) and (event.source, event.id) == named


class SetValueType(graphene.ObjectType):
    """A value that an event gives a field of a thing."""

    class Meta:
        """Named as people name it."""

        name = "SetValue"
        interfaces = (Explained,)

    entity = graphene.NonNull(graphene.String, description="The thing, by its whole name.")
    kind = graphene.NonNull(graphene.String, description="What kind of thing it is.")
    field = graphene.NonNull(
        graphene.String,
        description=f"The field; a member of a list after a slash; {EXISTS} for what it opens.",
    )
    value = graphene.Field(Value, description="The value, in JSON.")


def _entry_field(type_: Any, attribute: str, description: str) -> graphene.Field:
    def resolve(event: RecordedEvent, _info: graphene.ResolveInfo) -> Any:
        return getattr(event.entry, attribute)

    return graphene.Field(type_, description=description, resolver=resolve)


_TEXT: Final = graphene.NonNull(graphene.String)


class EventType(graphene.ObjectType):
    """An event: one recorded fact, with the documents that bear it out."""

    class Meta:
        """Named as people name it."""

        name = "Event"
        interfaces = (Explained,)

    position = graphene.NonNull(Position, description="Its place in the council's ledger.")
    source = graphene.NonNull(
        graphene.String, description="Who sent it; together with the id it names the event."
    )
    id = graphene.NonNull(graphene.String, description="The id under which its source sent it.")
    entry_id = _entry_field(_TEXT, "id", "The id that the ledger gave its entry.")
    type = _entry_field(_TEXT, "type", "What happened, as a name of the event catalogue.")
    stream = _entry_field(_TEXT, "stream", "What it happened to: council, plan, kind and key.")
    version = _entry_field(
        graphene.NonNull(graphene.Int), "version", "Its place in its stream, counted from 1."
    )
    effective = _entry_field(
        graphene.NonNull(Moment), "effective", "When it took effect in the world."
    )
    effect = graphene.NonNull(
        enum_type(Effect), description="Whether it has taken effect at this basis."
    )
    documented = _entry_field(
        Moment, "documented", "The date of the document that first reports it."
    )
    recorded_at = _entry_field(
        graphene.NonNull(DateTime), "recorded_at", "When the ledger took it in."
    )
    actor_role = graphene.NonNull(graphene.String, description="The role that had it recorded.")
    marking = _entry_field(_TEXT, "marking", "Its handling marking.")
    correlation = _entry_field(
        graphene.String, "correlation", "What it belongs to, in the sender's own terms."
    )
    causation = _entry_field(
        graphene.String, "causation", "Which event led to it, in the sender's own terms."
    )
    cites = graphene.NonNull(
        graphene.List(graphene.NonNull(struct_type(Citation))),
        description="The documents that report it.",
    )
    leaf_hash = graphene.NonNull(
        graphene.String, description="The hash of its stored bytes, 64 hex digits (RFC 6962)."
    )
    sets = graphene.NonNull(
        graphene.List(graphene.NonNull(SetValueType)), description="The values that it sets."
    )
    retracts = graphene.Field(lambda: EventType, description="The event that it retracts.")
    retracted_by = graphene.Field(
        lambda: EventType, description="The event that retracts it, where one is known here."
    )

    def resolve_source(event: RecordedEvent, _info: graphene.ResolveInfo) -> str:
        return event.entry.cloudevent.source

    def resolve_id(event: RecordedEvent, _info: graphene.ResolveInfo) -> str:
        return event.entry.cloudevent.id

    def resolve_actor_role(event: RecordedEvent, _info: graphene.ResolveInfo) -> str:
        return event.entry.actor.role

    def resolve_sets(event: RecordedEvent, _info: graphene.ResolveInfo) -> list[SetValue]:
        return event.sets()

    def resolve_retracts(event: RecordedEvent, _info: graphene.ResolveInfo) -> RecordedEvent | None:
        return event.retracts()

    def resolve_retracted_by(
        event: RecordedEvent, _info: graphene.ResolveInfo
    ) -> RecordedEvent | None:
        return event.retracted_by()
