"""Writes rows into the read model; the same for live projection and for a rebuild."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Final, TypeAlias

from ledger.events.event import EventRetracted
from ledger.moments import BEGINNING_US
from ledger.vocabulary import RetractionKind
from projections.entry_rows import EntryRows
from projections.read_model.intern import Interning

FindTarget: TypeAlias = Callable[[EventRetracted], EntryRows]
"""The entry that a retraction retracts."""

# Should one event set a field of the same entity twice, its last word counts.
_INSERT_VALUES: Final = (
    "INSERT OR REPLACE INTO field_value (entity_id, field_id, effective_us, position, "
    "possible_from_us, documented_us, ahead, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_EVENTS: Final = (
    "INSERT INTO event (position, plan_id, stream_id, type_id, recorded_us, effective_us, "
    "possible_from_us, documented_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)

ValueRow: TypeAlias = tuple[int, int, int, int, int, int, bool, str | None]
EventRow: TypeAlias = tuple[int, int, int, int, int, int, int, int]


class Writer:
    """Puts entries into the tables, inside the write transaction of ``connection``."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        find_target: FindTarget,
        *,
        fields_last: bool = False,
    ) -> None:
        self._connection = connection
        self._find_target = find_target
        self._interning = Interning(connection, fields_last=fields_last)
        self._values: list[ValueRow] = []
        self._events: list[EventRow] = []
        self._retractions: list[tuple[EntryRows, EventRetracted]] = []
        self._last: EntryRows | None = None

    def forget(self) -> None:
        """Remember nothing: after a rollback, or when another has been writing."""
        self._interning.forget()
        self._clear()

    def position(self) -> int:
        """The last position scanned and written; -1 before the first."""
        (position,) = self._connection.execute("SELECT position FROM projection").fetchone()
        return int(position)

    def add(self, entries: Iterable[EntryRows]) -> None:
        """Take in the next entries, to be written by :meth:`flush`."""
        interning = self._interning
        streams, types = interning.streams, interning.types
        entities, fields = interning.entities, interning.fields
        add_value, add_event = self._values.append, self._events.append
        for entry in entries:
            (position, _, stream, type_, recorded, effective, possible, documented, rows, event) = (
                entry
            )
            plan_id, stream_id = streams.get(stream) or interning.stream(stream)
            type_id = types.get(type_) or interning.type(type_)
            add_event(
                (position, plan_id, stream_id, type_id, recorded, effective, possible, documented)
            )
            ahead = effective > documented
            for row in rows:
                key, _, _, field, value = row
                known = entities.get(key) or interning.entity(plan_id, row)
                field_id = fields.get(field) or interning.field(field)
                if not known.fields >> field_id & 1:
                    interning.has_field(known, field_id)
                entity_id = known.entity_id
                add_value(
                    (entity_id, field_id, effective, position, possible, documented, ahead, value)
                )
            if event is not None:
                self._retractions.append((entry, event))
            self._last = entry

    @property
    def waiting(self) -> int:
        """How many rows :meth:`flush` would write."""
        return len(self._values) + len(self._events)

    def flush(self) -> None:
        """Write what was taken in, and beside it the position of the last entry."""
        if self._last is None:
            return
        # Side by side in the tree what lies side by side: a page is touched once a batch.
        self._values.sort(key=itemgetter(0))
        self._interning.flush()
        self._connection.executemany(_INSERT_VALUES, self._values)
        self._connection.executemany(_INSERT_EVENTS, self._events)
        for retraction, event in self._retractions:
            self._retract(retraction, event)
        self._connection.execute(
            "UPDATE projection SET position = ?, recorded_us = ?, entry_id = ?",
            (self._last.position, self._last.recorded_us, self._last.entry_id),
        )
        self._clear()

    def _clear(self) -> None:
        self._values, self._events, self._retractions, self._last = [], [], [], None

    def _retract(self, retraction: EntryRows, event: EventRetracted) -> None:
        """Hide the rows of the target from here on.

        MISRECORDED: the document never said so, so it is hidden as known by document at
        any date. WITHDRAWN: it is hidden from the withdrawal's own document on.
        """
        target = self._find_target(event)
        is_withdrawn = event.kind is RetractionKind.WITHDRAWN
        until_documented_us = retraction.documented_us if is_withdrawn else BEGINNING_US
        until = (retraction.position, until_documented_us)
        plan_id, _ = self._interning.stream(target.stream)
        places = [
            (self._interning.entity(plan_id, row).entity_id, self._interning.field(row.field))
            for row in target.rows
        ]
        self._connection.executemany(
            "UPDATE field_value SET until_position = ?, until_documented_us = ? "
            "WHERE entity_id = ? AND field_id = ? AND effective_us = ? AND position = ?",
            [(*until, *place, target.effective_us, target.position) for place in places],
        )
        self._connection.execute(
            "UPDATE event SET until_position = ?, until_documented_us = ? WHERE position = ?",
            (*until, target.position),
        )
