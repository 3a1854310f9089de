"""Writes entries into the read model; the same for live projection and for a rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from typing import TypeAlias

from ledger.events.event import EventRetracted
from ledger.moments import BEGINNING_US
from ledger.vocabulary import RetractionKind
from projections.entry_rows import EntryRows
from projections.read_model.batch import Batch, EventTuple, Hidden, ValueTuple
from projections.read_model.database import WritingConnection
from projections.read_model.intern import Interning

FindTarget: TypeAlias = Callable[[EventRetracted], EntryRows]
"""The entry that a retraction retracts."""


class Writer:
    """Puts entries into the tables, inside the write transaction of ``connection``.

    With ``aside``, a single thread, rows are written there while the next ones are made;
    then nobody else may use the connection before :meth:`settle`.
    """

    def __init__(
        self,
        connection: WritingConnection,
        find_target: FindTarget,
        *,
        aside: Executor | None = None,
    ) -> None:
        self._connection = connection
        self._find_target = find_target
        self._aside = aside
        self._loading: Future[None] | None = None
        self._interning = Interning(connection, self.settle)
        self._events: list[EventTuple] = []
        self._values: list[ValueTuple] = []
        self._hidden: list[Hidden] = []
        self._last: EntryRows | None = None

    def forget(self) -> None:
        """Remember nothing: after a rollback, or when another has been writing."""
        self._interning.forget()
        self._events, self._values, self._hidden, self._last = [], [], [], None

    def position(self) -> int:
        """The last position scanned and written; -1 before the first."""
        (position,) = self._connection.execute("SELECT position FROM projection").fetchone()
        return int(position)

    def epoch(self) -> int | None:
        """The epoch of the ledger that the last one was read in; None before the first."""
        (epoch,) = self._connection.execute("SELECT epoch FROM projection").fetchone()
        return None if epoch is None else int(epoch)

    def add(self, entries: Iterable[EntryRows]) -> None:
        """Take in the next entries, to be written by :meth:`flush`."""
        interning = self._interning
        places, types, fields = interning.places, interning.types.known, interning.fields.known
        entities = interning.entities.known
        add_event, add_value = self._events.append, self._values.append
        for entry in entries:
            (position, _, stream, type_, recorded, effective, possible, documented, rows, event) = (
                entry
            )
            plan_id, stream_id = places.get(stream) or interning.place(stream)
            type_id = types.get(type_) or interning.types.number(type_)
            vague = None if possible == effective else possible
            add_event(
                (position, plan_id, stream_id, type_id, recorded, effective, vague, documented)
            )
            for row in rows:
                key, _, _, field, value = row
                entity_id = entities.get(key) or interning.entities.number(plan_id, row)
                field_id = fields.get(field) or interning.fields.number(field)
                add_value((entity_id, field_id, position, value))
            if event is not None:
                self._hidden.append(self._hidden_by(entry, event))
            self._last = entry

    @property
    def waiting(self) -> int:
        """How many rows :meth:`flush` would write."""
        return len(self._values) + len(self._events)

    def flush(self, epoch: int) -> None:
        """Write what was taken in, and beside it the position of the last entry.

        ``epoch`` is that of the ledger all of it was read from.
        """
        if self._last is None:
            return
        batch = self._batch(self._last, epoch)
        self._events, self._values, self._hidden, self._last = [], [], [], None
        if self._aside is None:
            self._connection.write(batch)
        else:
            self.settle()
            self._loading = self._aside.submit(self._connection.write, batch)

    def settle(self) -> None:
        """Wait until everything flushed is written; raises what went wrong with it."""
        if self._loading is not None:
            loading, self._loading = self._loading, None
            loading.result()

    def _batch(self, last: EntryRows, epoch: int) -> Batch:
        interning = self._interning
        names = {}
        for table, numbers in (
            ("plan", interning.plans),
            ("stream", interning.streams),
            ("event_type", interning.types),
            ("field", interning.fields),
        ):
            names[table], numbers.new = numbers.new, []
        names["kind"], entities = interning.entities.taken()
        return Batch(
            names=names,
            entities=entities,
            events=self._events,
            values=self._values,
            hidden=self._hidden,
            last=(last.position, last.recorded_us, last.entry_id, epoch),
        )

    def _hidden_by(self, retraction: EntryRows, event: EventRetracted) -> Hidden:
        """What a retraction hides, from here on.

        MISRECORDED: the document never said so, so it is hidden as known by document at
        any date. WITHDRAWN: it is hidden from the withdrawal's own document on.
        """
        target = self._find_target(event)
        is_withdrawn = event.kind is RetractionKind.WITHDRAWN
        interning = self._interning
        plan_id, _ = interning.place(target.stream)
        return Hidden(
            until_position=retraction.position,
            until_documented_us=retraction.documented_us if is_withdrawn else BEGINNING_US,
            position=target.position,
            effective_us=target.effective_us,
            places=tuple(
                (interning.entities.number(plan_id, row), interning.fields.number(row.field))
                for row in target.rows
            ),
        )
