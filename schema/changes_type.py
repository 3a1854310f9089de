"""Changes in an answer: what differs between two bases, and whether it happened or was learned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import graphene

from projections.changes import Cause, Change, changes
from projections.fields import PROJECTION
from schema.about import ENTITY, KIND, thing_field, thing_of
from schema.basis_type import AtInput, basis_beside
from schema.connections import Cursors, Page, connection_type, page_arguments, page_of
from schema.disclosure import disclosed
from schema.enums import enum_type
from schema.events import EventType, RecordedEvent
from schema.explained import Explained
from schema.reading import NOT_RECORDED, WITHHELD, Reading, indeterminate
from schema.scalars import Value, bad_request

if TYPE_CHECKING:
    from projections.read_model import FieldValue
    from schema.operation import Question


@dataclass(frozen=True, slots=True)
class Difference:
    """A change in an answer; ``question`` is asked at the later basis."""

    question: Question
    found: Change

    @property
    def entity(self) -> str:
        """The key of the thing that changed."""
        return self.found.entity

    @property
    def key(self) -> str:
        """What names it among the others."""
        return f"{self.found.cause} {self.found.entity} {self.found.field}"

    def event(self) -> RecordedEvent | None:
        """The event that set the new value."""
        position = self.found.position
        if position is None:
            return None
        return RecordedEvent(self.question, self.question.operation.entry(position))

    def nullable(self) -> Collection[str]:
        """The fields that can be null."""
        return ("before", "after", "event", "thing")

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        if name == "before":
            return self._side(self.found.before, None)
        if name == "after":
            return self._side(self.found.after, self.found.position)
        value = thing_of(self).value if name == "thing" else self.event()
        return NOT_RECORDED if value is None else Reading(value)

    def _side(self, value: FieldValue | None, position: int | None) -> Reading:
        if value is None:
            return NOT_RECORDED
        stored = value.value if value.certain else next(iter(value.candidates), None)
        reading = disclosed(self.question, self.entity, self.found.field, stored, position)
        if value.certain or reading.reason is WITHHELD.reason:
            return reading
        return indeterminate(value)


def differences(
    question: Question, plans: Sequence[str], arguments: Mapping[str, Any]
) -> Page[Difference]:
    """A page of what differs in the plans from the basis ``from`` to ``to`` or the own one."""
    first = basis_beside(question, arguments["from_"])
    to = arguments.get("to")
    second = question.basis if to is None else basis_beside(question, to)
    later = replace(question, basis=second, views={})
    fits = _fits(arguments.get("cause"), arguments.get("kinds"))
    council, read_model = question.operation.council, question.operation.read_model
    found = [
        Difference(later, each)
        for plan in plans
        for each in changes(read_model, f"{council}/{plan}", first, second)
        if fits(each)
    ]
    earlier = replace(question, basis=first, views={})
    narrowed = (arguments.get("cause"), sorted(arguments.get("kinds") or ()))
    cursors = Cursors("changes", earlier.token, later.token, *plans, *narrowed)
    page = page_of(
        found,
        lambda each: each.key,
        cursors,
        first=arguments.get("first"),
        after=arguments.get("after"),
    )
    positions = (each.found.position for each in page.nodes)
    question.operation.prefetch([each for each in positions if each is not None])
    return page


def _fits(cause: Cause | None, kinds: Sequence[str] | None) -> Callable[[Change], bool]:
    """Whether a change is asked for; BAD_REQUEST for a kind that does not exist."""
    for kind in kinds or ():
        if kind not in PROJECTION.kinds:
            raise bad_request(f"{kind} is not a kind; the kinds are {', '.join(PROJECTION.kinds)}")
    return lambda change: cause in {None, change.cause} and (kinds is None or change.kind in kinds)


class ChangeType(graphene.ObjectType):
    """A field that differs between two bases."""

    class Meta:
        """Named as people name it."""

        name = "Change"
        interfaces = (Explained,)

    cause = graphene.NonNull(enum_type(Cause), description="Whether it happened or was learned.")
    entity = ENTITY
    kind = KIND
    field = graphene.NonNull(
        graphene.String,
        description="The field; a member of a list after a slash; exists for the thing itself.",
    )
    before = graphene.Field(Value, description="The value at the earlier basis, in JSON.")
    after = graphene.Field(Value, description="The value at the later basis, in JSON.")
    event = graphene.Field(EventType, description="The event that set the later value.")
    thing = thing_field()

    def resolve_cause(change: Difference, _info: graphene.ResolveInfo) -> Cause:
        return change.found.cause

    def resolve_kind(change: Difference, _info: graphene.ResolveInfo) -> str:
        return change.found.kind

    def resolve_field(change: Difference, _info: graphene.ResolveInfo) -> str:
        return change.found.field

    def resolve_before(change: Difference, _info: graphene.ResolveInfo) -> Any:
        return change.reading("before").value

    def resolve_after(change: Difference, _info: graphene.ResolveInfo) -> Any:
        return change.reading("after").value

    def resolve_event(change: Difference, _info: graphene.ResolveInfo) -> RecordedEvent | None:
        return change.event()


ChangeConnection = connection_type(ChangeType)


def changes_arguments() -> dict[str, graphene.Argument]:
    """The arguments of ``changes``."""
    return {
        "from_": graphene.Argument(
            graphene.NonNull(AtInput), name="from", description="The earlier basis."
        ),
        "to": graphene.Argument(
            AtInput, description="The later basis; this one where it is left out."
        ),
        "cause": graphene.Argument(enum_type(Cause), description="Only changes with this cause."),
        "kinds": graphene.Argument(
            graphene.List(graphene.NonNull(graphene.String)),
            description="Only changes of things of these kinds, such as plan, action or phase.",
        ),
        **page_arguments(),
    }
