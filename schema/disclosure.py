"""Stored values shown outside their field: in provenance, histories, changes and events.

The same rules hold as for the field itself: an embargoed text stays withheld and a
personal value is shown to those who may see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.fields import PROJECTION
from projections.kinds import TRUE
from projections.values import commitment_of
from schema.access import EMBARGOED
from schema.reading import ERASED, RECORDED_AS_NONE, WITHHELD, Reading, nothing_said, shown

if TYPE_CHECKING:
    from schema.operation import Question

KIND_OF_STREAM = {
    kind.stream: kind.name for kind in PROJECTION.kinds.values() if kind.members is None
}
"""Kind of stream -> the kind of its own entity."""


def kind_of(entity: str) -> str:
    """The kind of thing under an entity key."""
    if "#" in entity:
        return entity.split("#", 1)[1].split("/", 1)[0]
    return KIND_OF_STREAM[entity.split("/")[2]]


def disclosed(
    question: Question, entity: str, field: str, stored: str | None, position: int | None
) -> Reading:
    """A stored value of a field as JSON, or why it is not shown.

    ``position`` is of the event that set it, where that is known: an opening of a
    personal value belongs to one event.
    """
    if stored is None:
        return RECORDED_AS_NONE
    if silence := nothing_said(stored):
        return silence
    if _is_embargoed(question, entity, field):
        return WITHHELD
    commitment = commitment_of(stored)
    if commitment is None:
        return Reading(shown(stored))
    value = None if position is None else question.operation.opened(position, commitment)
    if value is None and position is not None:
        return ERASED
    may_see = question.operation.access.personal and value is not None
    return Reading(value) if may_see else WITHHELD


def _is_embargoed(question: Question, entity: str, field: str) -> bool:
    guard = EMBARGOED.get((kind_of(entity), field))
    if guard is None or question.operation.access.unpublished:
        return False
    state = question.operation.read_model.entity(entity, question.basis, [guard])
    found = None if state is None else state.values.get(guard)
    return found is None or not found.certain or found.value != TRUE
