"""Retraction: an event stays in the ledger for ever and no longer counts.

An event is named by its CloudEvents source and id, among those of its own stream.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

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


def decide_retraction(recorded: Sequence[Recorded], retraction: EventRetracted) -> Refusal | None:
    """Why ``retraction`` cannot follow on the stream of ``recorded``, or None.

    What is left must again begin with an event that opens the stream, or be
    nothing at all: an opening can go once all that stands on it is gone.
    """
    named = (retraction.source, retraction.id)
    target = next((one for one in recorded if (one.source, one.id) == named), None)
    if target is None:
        detail = "No event of this stream was recorded under this source and id."
        return Refusal("NOTHING_TO_RETRACT", detail, "/id")
    if isinstance(target.event, EventRetracted):
        return Refusal("RETRACTION_IS_FINAL", "The event is itself a retraction.", "/id")
    left = _left(recorded)
    if target not in left:
        return Refusal("RETRACTION_IS_FINAL", "The event was retracted before.", "/id")
    left.remove(target)
    if left and not left[0].opens:
        detail = f"{len(left)} later events of the stream still stand on the event that opens it."
        return Refusal("OPENING_STILL_STOOD_ON", detail, "/id")
    return None


def standing(recorded: Sequence[Recorded]) -> list[Event]:
    """The events that count, in the order of the stream: neither retracted nor retractions."""
    return [one.event for one in _left(recorded)]


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
