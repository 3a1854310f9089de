"""An entry of the ledger as rows of the read model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from ledger.entry import Entry
from ledger.events.event import EventRetracted
from ledger.moments import parse_moment, parse_recorded_us
from ledger.names import StreamName, parse_stream_name
from ledger.registry import REGISTRY
from projections.fields import PROJECTION
from projections.kinds import FieldRow, event_key


class EntryRows(NamedTuple):
    """What an entry sets, and when. Times are microseconds, UTC.

    ``documented_us`` is the document's date where one is stated, else ``recorded_us``;
    it is never later than that. ``retraction`` is there for a retraction, which sets
    nothing and hides the rows of another entry.
    """

    position: int
    entry_id: str
    stream: StreamName
    type: str
    recorded_us: int
    effective_us: int
    possible_from_us: int
    documented_us: int
    rows: Sequence[FieldRow]
    retraction: EventRetracted | None


def read_entry(entry: Entry) -> EntryRows:
    """The rows of ``entry``, by the field tables of its event.

    Raises what the registry and the moments raise for an entry that the ledger cannot
    have accepted: the read model stops rather than leave it out.
    """
    stream = parse_stream_name(entry.stream)
    event = REGISTRY.read(entry.type, entry.data)
    effective = parse_moment(entry.effective)
    recorded_us = parse_recorded_us(entry.recorded_at)
    documented = entry.documented
    retraction = event if isinstance(event, EventRetracted) else None
    key = ""
    if type(event) in _KEYED:
        key = event_key(entry.cloudevent.source, entry.cloudevent.id)
    known_us = recorded_us if documented is None else parse_moment(documented).certain_by_us
    rows = PROJECTION.rows_of(stream, event, key) if retraction is None else ()
    return _entry_rows(
        (
            entry.position,
            entry.id,
            stream,
            entry.type,
            recorded_us,
            effective.certain_by_us,
            effective.possible_from_us,
            known_us,
            rows,
            retraction,
        )
    )


_entry_rows: Final = partial(tuple.__new__, EntryRows)
"""Out of a tuple: a rebuild makes millions, and by name each takes twice as long."""

_KEYED: Final = frozenset(
    cls
    for cls, handlers in PROJECTION.handlers.items()
    if any(handler.members is not None for handler in handlers)
)
"""The events that speak of members, which may be named by the event."""
