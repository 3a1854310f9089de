"""Retraction: an event stays in the ledger for ever and no longer counts.

An event is named by its CloudEvents source and id, among those of its own stream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any, Protocol, TypeAlias

import msgspec
from msgspec import UNSET

from ledger.events.event import Event, EventRetracted
from ledger.rules.refusal import Refusal


class Recorded(msgspec.Struct, frozen=True):
    """An event as the ledger holds it on its stream."""

    source: str
    id: str
    version: int
    """Its 1-based place on the stream."""
    event: Event
    opens: bool
    """Whether its type may be the first of the stream."""


class RulesOfStream(Protocol):
    """The rules of a kind of stream, as far as a replacement is judged by them."""

    @property
    def initial(self) -> Any:  # noqa: ANN401 - the state of the stream's own kind
        """The state of a stream without events."""
        ...

    @property
    def decide(self) -> Callable[[Any, Any], Refusal | None]:
        """Why an event cannot follow."""
        ...

    @property
    def evolve(self) -> Callable[[Any, Any], Any]:
        """The state after an event."""
        ...


Named: TypeAlias = tuple[str, str]
"""The source and id of an event."""


def decide_retraction(
    recorded: Sequence[Recorded], retraction: EventRetracted, itself: Named | None = None
) -> Refusal | None:
    """Why ``retraction``, sent as ``itself``, cannot follow on the stream of ``recorded``, or None.

    What is left must again begin with an event that opens the stream, or be
    nothing at all: an opening can go once all that stands on it is gone, or when
    another takes its place.
    """
    named = (retraction.source, retraction.id)
    target = next((one for one in recorded if (one.source, one.id) == named), None)
    if target is None:
        detail = "No event of this stream was recorded under this source and id."
        return Refusal("NOTHING_TO_RETRACT", detail, "/id")
    left = _left(recorded)
    if target not in left:
        is_retraction = isinstance(target.event, EventRetracted)
        what = "is itself a retraction" if is_retraction else "was retracted before"
        return Refusal("RETRACTION_IS_FINAL", f"The event {what}.", "/id")
    if itself in awaited(recorded):
        return Refusal("WRONG_REPLACEMENT", "A retraction cannot take the place of an event.")
    if retraction.replaced_by is not UNSET:
        return _cannot_replace(recorded, (retraction.source, retraction.replaced_by), itself)
    left.remove(target)
    if left and not left[0].opens:
        detail = f"{len(left)} later events of the stream still rest on the event that opens it."
        return Refusal("OPENING_STILL_STOOD_ON", detail, "/id")
    return None


def decide_replacement(
    rules: RulesOfStream, recorded: Sequence[Recorded], event: Event, named: Named
) -> Refusal | None:
    """Why ``event`` cannot take the place that a retraction keeps for it, or None.

    It is judged there, by what stands before that place; what stands after it stays.
    """
    target = next(one for one in recorded if named in _replacements_of(recorded, one))
    if type(event) is not type(target.event):
        detail = f"It takes the place of a {type(target.event).__name__} and must be one."
        return Refusal("WRONG_REPLACEMENT", detail)
    places = _places(recorded)
    place = places[target.source, target.id]
    before = (one.event for one in _left(recorded) if places[one.source, one.id] < place)
    return rules.decide(reduce(rules.evolve, before, rules.initial), event)


def awaited(recorded: Iterable[Recorded]) -> frozenset[Named]:
    """The events for which a retraction keeps the place of the retracted one."""
    return frozenset(
        (one.event.source, one.event.replaced_by)
        for one in recorded
        if isinstance(one.event, EventRetracted) and one.event.replaced_by is not UNSET
    )


def standing(recorded: Sequence[Recorded]) -> list[Event]:
    """The events that count, each in its place: neither retracted nor retractions."""
    places = _places(recorded)
    left = sorted(_left(recorded), key=lambda one: places[one.source, one.id])
    return [one.event for one in left]


def _cannot_replace(
    recorded: Sequence[Recorded], replacement: Named, retraction: Named | None
) -> Refusal | None:
    if any((one.source, one.id) == replacement for one in recorded):
        detail = "The event that is to take its place was recorded before."
    elif replacement == retraction:
        detail = "The retraction names itself as the event that is to take its place."
    elif replacement in awaited(recorded):
        detail = "The event that is to take its place is to take that of another already."
    else:
        return None
    return Refusal("WRONG_REPLACEMENT", detail, "/replacedBy")


def _replacements_of(recorded: Sequence[Recorded], target: Recorded) -> frozenset[Named]:
    return awaited(
        one
        for one in recorded
        if isinstance(one.event, EventRetracted)
        and (one.event.source, one.event.id) == (target.source, target.id)
    )


def _places(recorded: Sequence[Recorded]) -> dict[Named, int]:
    """Where each event stands: at its version, or at the place of the one it replaces."""
    kept: dict[Named, Named] = {
        (one.event.source, one.event.replaced_by): (one.event.source, one.event.id)
        for one in recorded
        if isinstance(one.event, EventRetracted) and one.event.replaced_by is not UNSET
    }
    places: dict[Named, int] = {}
    for one in recorded:  # in order of version, so that what is replaced has its place already
        named = one.source, one.id
        places[named] = places[kept[named]] if named in kept else one.version
    return places


def _left(recorded: Sequence[Recorded]) -> list[Recorded]:
    gone = {
        (one.event.source, one.event.id)
        for one in recorded
        if isinstance(one.event, EventRetracted)
    }
    return [
        one
        for one in recorded
        if (one.source, one.id) not in gone and not isinstance(one.event, EventRetracted)
    ]
