"""The rows of consecutive entries, on their way into the tables."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

EntityTuple: TypeAlias = tuple[int, str, int, int, str | None]
"""A row of the table of entities."""

EventTuple: TypeAlias = tuple[int, int, int, int, int, int, int | None, int]
"""A row of the table of events, as far as ``documented_us``; its date is certain where None."""

ValueTuple: TypeAlias = tuple[int, int, int, str | None]
"""Entity, field, position and value; everything else is as in the event at the position."""


class Hidden(msgspec.Struct, frozen=True):
    """A retraction: from when on the rows of its target are hidden, and which they are."""

    until_position: int
    until_documented_us: int
    position: int
    effective_us: int
    places: tuple[tuple[int, int], ...]
    """(entity, field) of the target's rows."""


class Batch(msgspec.Struct):
    """The rows of consecutive entries, and what has to be there before them.

    Should one event set a field of the same entity twice, its last word counts.
    """

    names: dict[str, list[tuple[int, str]]]
    """Table of names -> its new rows."""
    entities: list[EntityTuple]
    events: list[EventTuple]
    values: list[ValueTuple]
    hidden: list[Hidden]
    last: tuple[int, int, str, int]
    """Position, recorded_us and id of the last entry, and the epoch of the ledger."""
