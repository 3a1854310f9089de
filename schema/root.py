"""The questions: a plan, everything at once, an event, the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import graphene

from ledger.codes import CATALOGUE, Code, CodeKind
from ledger.names import SINGLE_KEY
from ledger.roles import ROLES
from projections.basis import parse_token
from projections.read_model import EntityState
from schema import extras
from schema.basis_type import EPOCH, BasisType, basis_arguments
from schema.changes_type import ChangeConnection, Difference, changes_arguments, differences
from schema.concerns_type import ConcernType, Flagged, codes_argument, flagged
from schema.connections import Page
from schema.enums import enum_type
from schema.event_pages import EventConnection, event_arguments, events_page
from schema.events import EventType, RecordedEvent
from schema.extra import list_of, type_of
from schema.kind_types import make_types
from schema.lookahead import AS_IT_COMES, declare, everything, selected
from schema.node import Node, opened_id
from schema.operation import Coordinates, Operation, Question, basis_of
from schema.scalars import Position, bad_request
from schema.versioned import NodeInterface

extras.declare()
KIND_TYPES: Final = make_types()
"""The object types of all kinds."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one basis."""

    question: Question

    @property
    def basis(self) -> Question:
        """The basis, as its type is given it."""
        return self.question

    def plan_names(self) -> list[str]:
        """The keys of the plans that exist, or may exist."""
        question = self.question
        return [name.split("/")[1] for name in question.operation.read_model.plans(question.basis)]


def _plan(question: Question, key: str) -> Node | None:
    """The plan with this key; None where nothing of it exists at the basis."""
    view = question.view(key)
    state = view.plan_entity()
    if state is not None:
        return Node(question, view, state)
    if view.plan not in question.operation.read_model.plans(question.basis):
        return None
    unrecorded = EntityState(f"{view.plan}/plan/{SINGLE_KEY}", "plan", None, {}, "INDETERMINATE")
    return Node(question, view, unrecorded)


class SnapshotType(graphene.ObjectType):
    """Everything that the council's ledger holds, at one basis."""

    class Meta:
        """Named as people name it."""

        name = "Snapshot"

    basis = graphene.NonNull(BasisType, description="What this answer rests on.")
    plans = graphene.Field(list_of(type_of("plan")), description="The plans, in order of key.")
    events = graphene.Field(
        graphene.NonNull(EventConnection),
        args=event_arguments(),
        description="The events known at this basis, in effect or not, in the order of recording.",
    )
    concerns = graphene.Field(
        list_of(ConcernType),
        args={"codes": codes_argument()},
        description="Where practice falls short of what is expected, plan by plan.",
    )
    changes = graphene.Field(
        graphene.NonNull(ChangeConnection),
        args=changes_arguments(),
        description="What differs from another basis, plan by plan: first what happened, as it "
        "was known; then what was learned or put right.",
    )

    def resolve_plans(snapshot: Snapshot, _info: graphene.ResolveInfo) -> list[Node]:
        found = (_plan(snapshot.question, key) for key in snapshot.plan_names())
        return [plan for plan in found if plan is not None]

    def resolve_events(
        snapshot: Snapshot, _info: graphene.ResolveInfo, **arguments: Any
    ) -> Page[RecordedEvent]:
        return events_page(snapshot.question, None, arguments)

    def resolve_concerns(
        snapshot: Snapshot, _info: graphene.ResolveInfo, codes: list[str] | None = None
    ) -> list[Flagged]:
        return [
            concern
            for key in snapshot.plan_names()
            for concern in flagged(snapshot.question, snapshot.question.view(key), codes)
        ]

    def resolve_changes(
        snapshot: Snapshot, _info: graphene.ResolveInfo, **arguments: Any
    ) -> Page[Difference]:
        return differences(snapshot.question, snapshot.plan_names(), arguments)


declare("Snapshot", "plans", lambda _arguments: (("plan", ()),))
declare("Snapshot", "concerns", everything)


class CodeType(graphene.ObjectType):
    """A code of the catalogue: the same over HTTP, on the command line and here."""

    class Meta:
        """Named as people name it."""

        name = "Code"

    code = graphene.NonNull(graphene.String, description="The code.")
    kind = graphene.NonNull(enum_type(CodeKind), description="What such a code says.")
    title = graphene.NonNull(graphene.String, description="What it is, in a few words.")
    meaning = graphene.NonNull(graphene.String, description="What it means.")
    remedy = graphene.NonNull(graphene.String, description="What to do about it.")


class RoleType(graphene.ObjectType):
    """A role: people appear as roles, and never as names."""

    class Meta:
        """Named as people name it."""

        name = "Role"

    key = graphene.NonNull(graphene.String, description="Its key, as fields give it.")
    label = graphene.NonNull(graphene.String, description="What it is called.")


def _question(info: graphene.ResolveInfo, asked: Mapping[str, Any]) -> Question:
    operation: Operation = info.context
    return Question(operation, basis_of(operation, Coordinates(**asked)), selected(info))


class Query(graphene.ObjectType):
    """Questions about one council's improvement plans.

    What was true on any date, as known on any date. Nothing asked here can change the ledger.
    """

    plan = graphene.Field(
        type_of("plan"),
        args={
            "key": graphene.Argument(
                graphene.NonNull(graphene.String), description="The key of the plan."
            ),
            **basis_arguments(),
        },
        description="A plan at a basis; null where nothing of it exists at that basis.",
    )
    snapshot = graphene.Field(
        graphene.NonNull(SnapshotType),
        args=basis_arguments(),
        description="Everything at a basis.",
    )
    event = graphene.Field(
        EventType,
        args={
            "position": graphene.Argument(Position, description="Its place in the ledger."),
            "epoch": graphene.Argument(graphene.Int, description=EPOCH),
            "source": graphene.Argument(
                graphene.String, description="Who sent it; goes with the id."
            ),
            "id": graphene.Argument(
                graphene.String, description="The id under which its source sent it."
            ),
        },
        description="One event, by position or by source and id; null where there is none.",
    )
    node = graphene.Field(
        NodeInterface,
        args={"id": graphene.Argument(graphene.NonNull(graphene.ID), description="Its id.")},
        description="A thing at the basis in its id; null where there is none.",
    )
    catalogue = graphene.Field(
        list_of(CodeType),
        args={
            "kind": graphene.Argument(
                enum_type(CodeKind), description="Only codes of this kind; all where left out."
            )
        },
        description="The codes of refusals, concerns and failed questions, with what they mean.",
    )
    roles = graphene.Field(
        list_of(RoleType),
        description="The roles that people appear as, the council's own included.",
    )

    def resolve_plan(
        _root: object, info: graphene.ResolveInfo, key: str, **asked: Any
    ) -> Node | None:
        return _plan(_question(info, asked), key)

    def resolve_snapshot(_root: object, info: graphene.ResolveInfo, **asked: Any) -> Snapshot:
        return Snapshot(_question(info, asked))

    def resolve_event(
        _root: object,
        info: graphene.ResolveInfo,
        position: str | None = None,
        source: str | None = None,
        id: str | None = None,  # noqa: A002 - as CloudEvents calls it
        epoch: int | None = None,
    ) -> RecordedEvent | None:
        question = _question(info, {})
        place = _place(question.operation, position, epoch, source, id)
        if place is None or not 0 <= place < question.operation.head.size:
            return None
        return RecordedEvent(question, question.operation.entry(place))

    def resolve_node(
        _root: object,
        info: graphene.ResolveInfo,
        id: str,  # noqa: A002 - as clients expect it
    ) -> Node | None:
        token, entity = opened_id(id)
        operation: Operation = info.context
        basis = parse_token(token, epoch=operation.epoch, head=operation.head)
        state = operation.read_model.entity(entity, basis)
        if state is None:
            return None
        question = Question(operation, basis, AS_IT_COMES)
        return Node(question, question.view(entity.split("/")[1]), state)

    def resolve_catalogue(
        _root: object, _info: graphene.ResolveInfo, kind: CodeKind | None = None
    ) -> list[Code]:
        return [code for code in CATALOGUE.values() if kind is None or code.kind is kind]

    def resolve_roles(_root: object, info: graphene.ResolveInfo) -> list[dict[str, str]]:
        operation: Operation = info.context
        labels = {key: label for key, (label, _) in ROLES.items()} | dict(operation.ledger.roles)
        return [{"key": key, "label": label} for key, label in sorted(labels.items())]


def _place(
    operation: Operation,
    position: str | None,
    epoch: int | None,
    source: str | None,
    event_id: str | None,
) -> int | None:
    """The position that is asked for; BAD_REQUEST unless it is asked for in exactly one way."""
    if position is not None and (source, event_id) == (None, None):
        return operation.sure(position, epoch)
    if position is None and source is not None and event_id is not None:
        receipt = operation.ledger.find(source, event_id)
        return None if receipt is None else receipt.position
    raise bad_request("name an event by its position, or by its source and its id")


SCHEMA: Final = graphene.Schema(query=Query, types=KIND_TYPES)
"""The schema, with its Graphene types."""
