"""A field of a thing at a basis: its value, or why there is none to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from projections.kinds import NOT_STATED_TEXT, PERSONAL_PREFIX, TRUE, Field
from projections.values import AbsenceReason, typed
from projections.views import known, members
from schema.access import EMBARGOED, Access

if TYPE_CHECKING:
    from projections.read_model import EntityState, FieldValue


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, or the reason why it is null; ``candidates`` are in JSON values."""

    value: Any = None
    reason: AbsenceReason | None = None
    candidates: tuple[Any, ...] = ()


NOT_RECORDED: Final = Reading(reason=AbsenceReason.NOT_RECORDED)
NOT_STATED: Final = Reading(reason=AbsenceReason.NOT_STATED)
WITHHELD: Final = Reading(reason=AbsenceReason.WITHHELD)
ERASED: Final = Reading(reason=AbsenceReason.ERASED)
RECORDED_AS_NONE: Final = Reading(reason=AbsenceReason.RECORDED_AS_NONE)

Opened = Callable[[str], str | None]
"""From a field's name to its opened personal value; None where the opening is gone."""


def read(state: EntityState, spec: Field, access: Access, opened: Opened) -> Reading:
    """A field of a thing for a reader. A collection is the list of its certain members."""
    if spec.collection:
        return _collection(state, spec)
    found = state.values.get(spec.name)
    if found is None:
        return NOT_RECORDED
    if _is_embargoed(state, spec, access) and _says_something(found):
        return WITHHELD
    if not found.certain:
        return indeterminate(found)
    if found.value is not None and found.value.startswith(PERSONAL_PREFIX):
        return _personal(spec, access, opened)
    return nothing_said(found.value) or Reading(typed(spec, found.value))


def nothing_said(stored: str | None) -> Reading | None:
    """Why a stored value is no value, where it is none."""
    if stored is None:
        return RECORDED_AS_NONE
    return NOT_STATED if stored == NOT_STATED_TEXT else None


def indeterminate(found: FieldValue) -> Reading:
    """What is open because of an uncertain date, with everything that it may be."""
    candidates = tuple(map(shown, found.candidates))
    return Reading(reason=AbsenceReason.INDETERMINATE, candidates=candidates)


def _collection(state: EntityState, spec: Field) -> Reading:
    possible = tuple(
        name
        for name, value in _members(state, spec.name)
        if not value.certain and TRUE in value.candidates
    )
    reason = AbsenceReason.INDETERMINATE if possible else None
    return Reading(members(state, spec.name), reason, possible)


def _members(state: EntityState, collection: str) -> Iterable[tuple[str, FieldValue]]:
    prefix = f"{collection}/"
    return (
        (name.removeprefix(prefix), value)
        for name, value in sorted(state.values.items())
        if name.startswith(prefix)
    )


def _is_embargoed(state: EntityState, spec: Field, access: Access) -> bool:
    guard = EMBARGOED.get((state.kind, spec.name))
    return guard is not None and not access.unpublished and known(state, guard) is not True


def _says_something(found: FieldValue) -> bool:
    texts = (found.value,) if found.certain else found.candidates
    return any(text is not None and text != NOT_STATED_TEXT for text in texts)


def _personal(spec: Field, access: Access, opened: Opened) -> Reading:
    value = opened(spec.name)
    if value is None:
        return ERASED
    return Reading(value) if access.personal else WITHHELD


def shown(stored: str | None) -> Any:
    """A stored value as JSON, without its field; a reason in the place of what has no value."""
    if stored is None:
        return str(AbsenceReason.RECORDED_AS_NONE)
    if stored == NOT_STATED_TEXT:
        return str(AbsenceReason.NOT_STATED)
    if stored.startswith(PERSONAL_PREFIX):
        return str(AbsenceReason.WITHHELD)
    return msgspec.json.decode(stored)


def possible_values(state: EntityState, spec: Field) -> Sequence[str | None]:
    """Every stored value that the field may have: one where it is certain."""
    found = state.values.get(spec.name)
    if found is None:
        return ()
    return (found.value,) if found.certain else found.candidates
