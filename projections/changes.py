"""What differs between two bases, in two legs: what occurred, and what was learned.

First the world moves on, known as it was known (B1,P1,K1) → (B2,P1,K1): *occurred*.
Then more becomes known about the same day (B2,P1,K1) → (B2,P2,K2): *corrected*,
learned or put right later. Nobody can tell the one from the other afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from projections.basis import Basis
from projections.fields import PROJECTION
from projections.kinds import EXISTS
from projections.read_model import EntityState, FieldValue, ReadModel


class Cause(StrEnum):
    """Why an answer differs from an earlier one."""

    OCCURRED = "OCCURRED"
    """It took effect in between, and was already known."""
    CORRECTED = "CORRECTED"
    """It was learned, or put right, in between."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs. None for a value that is not there; ``position`` set the new one.

    Both values are as the read model stores them. An indeterminate value is the
    pair of its candidates.
    """

    entity: str
    kind: str
    field: str
    before: FieldValue | None
    after: FieldValue | None
    cause: Cause
    position: int | None


def changes(read_model: ReadModel, plan: str, first: Basis, second: Basis) -> list[Change]:
    """Every difference from ``first`` to ``second``, the occurred ones first."""
    midway = msgspec.structs.replace(first, before_us=second.before_us, as_at=second.as_at)
    states = [_whole(read_model, plan, basis) for basis in (first, midway, second)]
    occurred = _differences(states[0], states[1], Cause.OCCURRED)
    return [*occurred, *_differences(states[1], states[2], Cause.CORRECTED)]


def apply_changes(
    state: dict[tuple[str, str], FieldValue], differences: list[Change]
) -> dict[tuple[str, str], FieldValue]:
    """The second state, from the first and the differences between them."""
    after = dict(state)
    for change in differences:
        if change.after is None:
            after.pop((change.entity, change.field), None)
        else:
            after[change.entity, change.field] = change.after
    return after


def whole_state(
    read_model: ReadModel, plan: str, basis: Basis
) -> dict[tuple[str, str], FieldValue]:
    """(entity, field) -> value, for everything in the plan."""
    return {
        place: _without_position(value)
        for place, (_, value) in _whole(read_model, plan, basis).items()
    }


_Whole = dict[tuple[str, str], tuple[str, FieldValue]]


def _whole(read_model: ReadModel, plan: str, basis: Basis) -> _Whole:
    found: _Whole = {}
    every_kind = dict.fromkeys(PROJECTION.kinds)
    for states in read_model.states(plan, every_kind, basis, provenance=True).values():
        for state in states:
            found.update(_values(state))
    return found


def _values(state: EntityState) -> Iterator[tuple[tuple[str, str], tuple[str, FieldValue]]]:
    for name, value in state.values.items():
        yield (state.key, name), (state.kind, value)


def _differences(before: _Whole, after: _Whole, cause: Cause) -> list[Change]:
    found: list[Change] = []
    for place in sorted(before.keys() | after.keys(), key=_existence_first):
        old, new = before.get(place), after.get(place)
        kind = (new or old or ("", None))[0]
        old_value = _without_position(old[1]) if old else None
        new_value = _without_position(new[1]) if new else None
        if old_value != new_value:
            position = new[1].position if new else None
            found.append(Change(*place[:1], kind, place[1], old_value, new_value, cause, position))
    return found


def _existence_first(place: tuple[str, str]) -> tuple[str, bool, str]:
    return place[0], place[1] != EXISTS, place[1]


def _without_position(value: FieldValue) -> FieldValue:
    return msgspec.structs.replace(value, position=None)
