"""Transition anomalies: what looks odd once a stream is read in the order things took effect.

Every event was legal when it was recorded. Backdating can still make a stream read
oddly in effective order, such as a start before the agreement; that is shown, never
refused and never folded away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ledger.registry import REGISTRY
from ledger.rules import RULES
from ledger.store.reader import LedgerReader
from projections.basis import Basis
from projections.read_model import EventRow, ReadModel
from projections.read_model.listings import EventFilter

PAGE: Final = 1000
STATE_MACHINES: Final = frozenset({"action", "recommendation", "budget"})


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
    machine = row.stream.split("/")[2] in STATE_MACHINES
    retracted = row.until_position <= basis.position
    is_retraction = row.type.endswith(".event-retracted.v1")
    return machine and not retracted and not is_retraction and row.effective_us < basis.before_us


def _of_stream(reader: LedgerReader, stream: str, rows: list[EventRow]) -> list[Anomaly]:
    rules = RULES[stream.split("/")[2]]
    state: Any = rules.initial
    found: list[Anomaly] = []
    for row in rows:
        entry = reader.entry(row.position)
        if entry is None:
            continue
        event = REGISTRY.read(entry.type, entry.data)
        refusal = rules.decide(state, event)
        if refusal is not None:
            found.append(Anomaly(stream, row.position, refusal.code, refusal.detail))
        state = rules.evolve(state, event)
    return found
