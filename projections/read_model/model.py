"""The read model of one ledger, for whoever asks questions of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Self

from ledger.moments import END_US
from ledger.store.epochs import FIRST_EPOCH
from ledger.store.reader import Head, LedgerReader
from projections.basis import Basis
from projections.read_model import dates, listings
from projections.read_model.answers import (
    EntityState,
    EventRow,
    HistoryRow,
    Provenance,
    UncertainRow,
)
from projections.read_model.database import Connection
from projections.read_model.digests import digest_of_answer, digest_of_read_model
from projections.read_model.failures import CorruptReadModel
from projections.read_model.fold import Fold, fold_at
from projections.read_model.listings import EventFilter
from projections.read_model.place import Place, Stamp
from projections.read_model.reader import Reader
from projections.read_model.state import Scope, of_plan, one, read_state, read_states
from projections.read_model.version import check_ledger


class ReadModel:
    """Answers at a basis. May be asked from many threads; never blocks the projector.

    ``use_ahead`` switches the short way to what was known in advance; it changes no
    answer. Every answer is about entries that were projected: whoever makes the basis
    sees to that with :meth:`head`.
    """

    def __init__(self, place: Place, *, use_ahead: bool = True) -> None:
        self.place = place
        self.use_ahead = use_ahead
        self._readers = place.readers()
        self._corrupt: tuple[Stamp, CorruptReadModel] | None = None

    @classmethod
    def open(cls, place: Place, *, reader: LedgerReader, use_ahead: bool = True) -> Self:
        """The read model at ``place`` of the ledger ``reader`` reads.

        An empty one is made where there is none. Raises ``OutdatedReadModel`` where
        it was made by another release, or from another ledger than this one (an older copy
        that was put back, for instance): then it has to be built anew.
        """
        place.create()
        model = cls(place, use_ahead=use_ahead)
        try:
            model.check(reader)
        except BaseException:
            model.close()
            raise
        return model

    def check(self, ledger: LedgerReader) -> None:
        """Raise ``OutdatedReadModel`` unless it was made from ``ledger``."""
        with self._reader() as reader:
            check_ledger(reader.connection, ledger)

    def close(self) -> None:
        """Give every connection up."""
        self._readers.close()

    def projected(self) -> int:
        """The last position scanned; -1 before the first."""
        return self.head().size - 1

    def head(self) -> Head:
        """How far the read model has come, as ``basis.resolve`` takes it."""
        with self._reader() as reader:
            return _projected(reader.connection)

    def plans(self, basis: Basis) -> list[str]:
        """The keys ``<council>/<plan>`` of the plans of which anything exists, or may exist."""
        with self._at(basis) as (reader, fold):
            return listings.read_plans(reader, fold)

    def state(
        self,
        plan: str,
        kind: str,
        fields: Sequence[str] | None,
        basis: Basis,
        *,
        provenance: bool = False,
    ) -> list[EntityState]:
        """Every entity of ``kind`` in ``plan`` that exists, or may exist, by key.

        ``fields``: names of fields, where a collection stands for all its members; None
        for every field. ``provenance`` fills in the positions of the winning entries.
        """
        with self._at(basis) as (reader, fold):
            scope = _scope_of_plan(reader, plan, kind)
            if scope is None:
                return []
            return read_state(reader, scope, fold, fields, provenance=provenance)

    def states(
        self,
        plan: str,
        wanted: Mapping[str, Sequence[str] | None],
        basis: Basis,
        *,
        provenance: bool = False,
    ) -> dict[str, list[EntityState]]:
        """As :meth:`state`, for several kinds at once (kind -> its fields, or None for all).

        The same few statements, however many kinds.
        """
        found: dict[str, list[EntityState]] = {kind: [] for kind in wanted}
        with self._at(basis) as (reader, fold):
            plan_id = reader.names.number("plan", plan)
            numbers = reader.names.numbers("kind", wanted)
            known = {number: wanted[kind] for kind, number in numbers.items()}
            if plan_id is not None and known:
                for state in read_states(reader, plan_id, known, fold, provenance=provenance):
                    found[state.kind].append(state)
        return found

    def entity(
        self,
        key: str,
        basis: Basis,
        fields: Sequence[str] | None = None,
        *,
        provenance: bool = False,
    ) -> EntityState | None:
        """The entity ``key``, or None where it does not exist at the basis."""
        with self._at(basis) as (reader, fold):
            entity_id = _entity_id(reader, key)
            if entity_id is None:
                return None
            states = read_state(reader, one(entity_id), fold, fields, provenance=provenance)
            return states[0] if states else None

    def provenance(
        self, entity_key: str, fields: Sequence[str] | None, basis: Basis
    ) -> list[Provenance]:
        """The entries behind the fields of an entity, by field name."""
        with self._at(basis) as (reader, fold):
            entity_id = _entity_id(reader, entity_key)
            if entity_id is None:
                return []
            return listings.read_provenance(reader, entity_id, fold, fields)

    def history(self, entity_key: str, basis: Basis | None = None) -> list[HistoryRow]:
        """Every value an entity's fields were given, visible at ``basis`` or at all."""
        with self._reader() as reader:
            entity_id = _entity_id(reader, entity_key)
            return [] if entity_id is None else listings.read_history(reader, entity_id, basis)

    def uncertain(self, plan: str, basis: Basis) -> list[UncertainRow]:
        """What may or may not have taken effect in a plan."""
        with self._at(basis) as (reader, fold):
            plan_id = reader.names.number("plan", plan)
            if plan_id is None:
                return []
            return list(listings.read_uncertain(reader, plan_id, fold))

    def beginnings(self, plan: str, basis: Basis) -> dict[str, dates.Beginning]:
        """Entity key -> from when it is certain to exist, and the entry that says so."""
        with self._at(basis) as (reader, fold):
            plan_id = reader.names.number("plan", plan)
            return {} if plan_id is None else dates.read_beginnings(reader, plan_id, fold)

    def latest(self, plan: str, basis: Basis) -> dict[str, int]:
        """Stream -> when (us) its latest event took effect."""
        with self._at(basis) as (reader, fold):
            plan_id = reader.names.number("plan", plan)
            return {} if plan_id is None else dates.read_latest(reader, plan_id, fold)

    def late(self, plan: str, basis: Basis, *, longer_than_us: int) -> list[int]:
        """Positions of the events documented longer than this after they took effect."""
        with self._at(basis) as (reader, fold):
            plan_id = reader.names.number("plan", plan)
            if plan_id is None:
                return []
            return dates.read_late(reader, plan_id, fold, longer_than_us=longer_than_us)

    def events(
        self,
        which: EventFilter,
        *,
        after: int | None = None,
        limit: int = 100,
        newest_first: bool = False,
    ) -> list[EventRow]:
        """A page of at most ``limit`` events, beyond the position ``after``."""
        start = after if after is not None else END_US if newest_first else -1
        with self._reader() as reader:
            return listings.read_events(
                reader, which, after=start, limit=limit, newest_first=newest_first
            )

    def count_events(self, which: EventFilter) -> int:
        """How many events all pages hold."""
        with self._reader() as reader:
            return listings.count_events(reader, which)

    def digest(self, basis: Basis | None = None, *, plan: str | None = None) -> str:
        """The digest of the state at ``basis`` (of one plan), or of the whole read model."""
        if basis is None:
            with self._snapshot() as connection:
                return digest_of_read_model(connection, _projected(connection).size - 1)
        with self._at(basis) as (reader, fold), reader.connection.snapshot():
            return digest_of_answer(reader.connection, fold, plan)

    def digest_at(self, position: int) -> str:
        """The digest of the whole read model as it was at an earlier position."""
        with self._snapshot() as connection:
            return digest_of_read_model(connection, position)

    def check_readable(self) -> None:
        """Raise the ``CorruptReadModel`` that a question met since this generation stands.

        Whoever projects touches some pages only, and would not come upon it.
        """
        if self._corrupt is not None and self._corrupt[0] == self.place.stamp():
            raise self._corrupt[1]

    @contextmanager
    def _reader(self) -> Iterator[Reader]:
        try:
            with self._readers.reader() as reader:
                yield reader
        except CorruptReadModel as failure:
            self._corrupt = self.place.stamp(), failure
            raise

    @contextmanager
    def _at(self, basis: Basis) -> Iterator[tuple[Reader, Fold]]:
        with self._reader() as reader:
            ahead_from_us = _ahead_from_us(reader, basis) if self.use_ahead else None
            yield reader, fold_at(reader.connection.dialect, basis, ahead_from_us)

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        with self._reader() as reader, reader.connection.snapshot():
            yield reader.connection


def _projected(connection: Connection) -> Head:
    position, recorded_us, epoch = connection.execute(
        "SELECT position, recorded_us, epoch FROM projection"
    ).fetchone()
    return Head(position + 1, recorded_us, epoch or FIRST_EPOCH)


def _ahead_from_us(reader: Reader, basis: Basis) -> int | None:
    """From when on nothing known at ``basis`` was documented; None where it does not help.

    A document is never later than the record of it, so nothing within the basis is
    documented after its last entry was recorded.
    """
    row = reader.connection.execute(
        "SELECT v.recorded_us, v.position < p.position FROM projection p "
        f"{reader.connection.dialect.nested} event v ON v.position = :position",
        {"position": basis.position},
    ).fetchone()
    if row is None:
        return None
    recorded_us, is_of_the_past = row
    if not is_of_the_past and basis.documented_before_us == END_US:
        return None
    return min(int(recorded_us) + 1, basis.documented_before_us)


def _scope_of_plan(reader: Reader, plan: str, kind: str) -> Scope | None:
    plan_id = reader.names.number("plan", plan)
    kind_id = reader.names.number("kind", kind)
    if plan_id is None or kind_id is None:
        return None
    return of_plan(reader.connection.dialect, plan_id, kind_id)


def _entity_id(reader: Reader, key: str) -> int | None:
    row = reader.connection.execute(
        "SELECT entity_id FROM entity WHERE key = :key", {"key": key}
    ).fetchone()
    return None if row is None else int(row[0])
