"""What differs between two bases, in two legs: what occurred, and what was learned.

First the world moves on, known as it was known (B1,P1,K1) → (B2,P1,K1): *occurred*.
Then more becomes known about the same day (B2,P1,K1) → (B2,P2,K2): *corrected*,
learned or put right later. Nobody can tell the one from the other afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import msgspec

from projections.basis import Basis
from projections.fields import PROJECTION
from projections.kinds import EXISTS
from projections.read_model import FieldValue, ReadModel


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


class _Place(NamedTuple):
    entity: str
    kind: str
    field: str


_Whole: TypeAlias = dict[_Place, FieldValue]


def _whole(read_model: ReadModel, plan: str, basis: Basis) -> _Whole:
    every_kind = dict.fromkeys(PROJECTION.kinds)
    found = read_model.states(plan, every_kind, basis, provenance=True)
    return {
        _Place(state.key, kind, name): value
        for kind, states in found.items()
        for state in states
        for name, value in state.values.items()
    }


def _differences(before: _Whole, after: _Whole, cause: Cause) -> list[Change]:
    found: list[Change] = []
    for place in sorted(before.keys() | after.keys(), key=_existence_first):
        new = after.get(place)
        old_value, new_value = _without_position(before.get(place)), _without_position(new)
        if old_value != new_value:
            position = None if new is None else new.position
            found.append(Change(*place, old_value, new_value, cause, position))
    return found


def _existence_first(place: _Place) -> tuple[str, bool, str]:
    return place.entity, place.field != EXISTS, place.field


def _without_position(value: FieldValue | None) -> FieldValue | None:
    return None if value is None else msgspec.structs.replace(value, position=None)
