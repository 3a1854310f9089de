"""The recorded events of streams, read back for the rules."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import TypeAlias

from ledger.registry import REGISTRY
from ledger.rules.retraction import Recorded
from ledger.store.database import Cursor
from ledger.store.entries import decoded
from ledger.store.parameters import chunks

Histories: TypeAlias = dict[str, list[Recorded]]
"""The recorded events by the name of their stream, in order."""


def read_histories(cursor: Cursor, streams: Iterable[str]) -> Histories:
    """The events of ``streams`` as recorded; a stream that does not exist is left out."""
    histories: Histories = {}
    for chunk in chunks(streams):
        cursor.select_each(
            "SELECT originator_id, originator_version, state FROM stored_events "
            "WHERE originator_id = :each",
            chunk,
        )
        for stream, _, state in sorted(cursor.fetchall(), key=itemgetter(0, 1)):
            histories.setdefault(stream, []).append(recorded(state))
    return histories


def recorded(data: bytes) -> Recorded:
    """The event in the bytes of an entry, as the rules of retraction look at it."""
    entry = decoded(data)
    event = REGISTRY.read(entry.type, entry.data)
    return Recorded(
        source=entry.cloudevent.source,
        id=entry.cloudevent.id,
        version=entry.version,
        event=event,
        opens=type(event) in REGISTRY[entry.type].kind.opening,
    )
