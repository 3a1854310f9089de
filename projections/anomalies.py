"""Transition anomalies: what looks odd once a stream is read in the order things took effect.

Every event was legal when it was recorded. Backdating can still make a stream read
oddly in effective order, such as a start before the agreement; that is shown, never
refused and never folded away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.events.event import EventRetracted
from ledger.names import parse_stream_name
from ledger.registry import REGISTRY
from ledger.rules import RULES, STATE_MACHINES
from ledger.store.reader import LedgerReader, entry_at
from projections.basis import Basis
from projections.read_model import EventRow, ReadModel
from projections.read_model.listings import EventFilter

PAGE: Final = 1000
"""Events read at once."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An event that the rules would have refused in effective order, with their code."""

    stream: str
    position: int
    code: str
    detail: str


def anomalies(
    reader: LedgerReader, read_model: ReadModel, plan: str, basis: Basis
) -> list[Anomaly]:
    """Every anomaly of the plan's streams that have a state machine, by stream and position."""
    streams: dict[str, list[EventRow]] = {}
    for row in _standing(read_model, plan, basis):
        streams.setdefault(row.stream, []).append(row)
    return [
        anomaly
        for stream, rows in sorted(streams.items())
        for anomaly in _of_stream(reader, stream, rows)
    ]


def _standing(read_model: ReadModel, plan: str, basis: Basis) -> list[EventRow]:
    """Events in effect and not retracted, in the order of their effect."""
    which = EventFilter(basis, plan=plan)
    rows: list[EventRow] = []
    after: int | None = None
    while page := read_model.events(which, after=after, limit=PAGE):
        rows.extend(row for row in page if _counts(row, basis))
        after = page[-1].position
    return sorted(rows, key=lambda row: (row.effective_us, row.position))


def _counts(row: EventRow, basis: Basis) -> bool:
    in_effect = row.effective_us < basis.before_us and row.until_position > basis.position
    return in_effect and _kind_of(row.stream) in STATE_MACHINES


def _kind_of(stream: str) -> str:
    return parse_stream_name(stream).stream


def _of_stream(reader: LedgerReader, stream: str, rows: list[EventRow]) -> list[Anomaly]:
    rules = RULES[_kind_of(stream)]
    state = rules.initial
    found: list[Anomaly] = []
    for row in rows:
        entry = entry_at(reader, row.position)
        event = REGISTRY.read(entry.type, entry.data)
        if isinstance(event, EventRetracted):
            continue
        refusal = rules.decide(state, event)
        if refusal is not None:
            found.append(Anomaly(stream, row.position, refusal.code, refusal.detail))
        state = rules.evolve(state, event)
    return found
