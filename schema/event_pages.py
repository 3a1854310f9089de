"""Pages of the events of a plan, or of the whole council."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import graphene

from ledger.registry import REGISTRY
from projections.read_model import EventFilter
from schema.connections import (
    Cursors,
    Edge,
    Page,
    connection_type,
    page_arguments,
    page_size,
)
from schema.events import EventType, RecordedEvent
from schema.scalars import bad_request

if TYPE_CHECKING:
    from schema.operation import Question

EventConnection = connection_type(EventType)


class EventFilterInput(graphene.InputObjectType):
    """Which events are listed; what is left out does not narrow the list."""

    class Meta:
        """Named as people name it."""

        name = "EventFilter"

    types = graphene.InputField(
        graphene.List(graphene.NonNull(graphene.String)),
        description="Only of these types, by their names in the event catalogue.",
    )
    streams = graphene.InputField(
        graphene.List(graphene.NonNull(graphene.String)),
        description="Only in streams of these kinds, such as action or budget.",
    )
    stream = graphene.InputField(
        graphene.String, description="Only in this stream, by its whole name."
    )


def event_arguments() -> dict[str, graphene.Argument]:
    """The arguments of a list of events."""
    return {
        "filter": graphene.Argument(EventFilterInput, description="Which events to list."),
        "newest_first": graphene.Argument(
            graphene.Boolean,
            default_value=False,
            description="Whether the last recorded comes first.",
        ),
        **page_arguments(),
    }


def events_page(
    question: Question, plan: str | None, arguments: Mapping[str, Any]
) -> Page[RecordedEvent]:
    """A page of the events known at the basis, in effect there or not, as they were recorded."""
    asked: Mapping[str, Any] = arguments.get("filter") or {}
    types = _types(asked.get("types"), asked.get("streams"))
    which = EventFilter(question.basis, plan, asked.get("stream"), types)
    newest_first = bool(arguments.get("newest_first"))
    cursors = Cursors("events", question.token, plan, newest_first, which.stream, which.types)
    size, after = page_size(arguments.get("first")), arguments.get("after")
    read_model = question.operation.read_model
    rows = read_model.events(
        which,
        after=None if after is None else int(cursors.read(after)),
        limit=size + 1,
        newest_first=newest_first,
    )
    positions = [row.position for row in rows[:size]]
    return Page(
        edges=_edges(question, positions, cursors),
        has_next_page=len(rows) > size,
        has_previous_page=after is not None,
        count=lambda: read_model.count_events(which),
    )


def _edges(
    question: Question, positions: Sequence[int], cursors: Cursors
) -> list[Edge[RecordedEvent]]:
    operation = question.operation
    operation.prefetch(positions)
    return [
        Edge(RecordedEvent(question, operation.entry(each)), cursors.write(str(each)))
        for each in positions
    ]


def _types(names: Sequence[str] | None, streams: Sequence[str] | None) -> Sequence[str] | None:
    """The names of the types that fit; BAD_REQUEST for a name of neither."""
    for name in names or ():
        if name not in REGISTRY.types:
            raise bad_request(f"{name} is not a type of the event catalogue")
    for stream in streams or ():
        if stream not in REGISTRY.kinds:
            raise bad_request(
                f"{stream} is not a kind of stream; the kinds are {', '.join(REGISTRY.kinds)}"
            )
    if names is None and streams is None:
        return None
    return sorted(
        name
        for name, type_ in REGISTRY.types.items()
        if (names is None or name in names) and (streams is None or type_.kind.name in streams)
    )
