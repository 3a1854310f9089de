"""Concerns about what was written down late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.moments import DAY_US, HOUR_US
from ledger.store.reader import LedgerReader, entry_at
from projections.concerns.concern import Concern
from projections.views import PlanView

DAYS_ALLOWED: Final = 30
LONGER_THAN_US: Final = DAYS_ALLOWED * DAY_US + HOUR_US
"""An hour more, because thirty days in which the clocks go back last as long."""


def documented_late(view: PlanView, reader: LedgerReader) -> Iterator[Concern]:
    """One concern for each source of facts documented more than 30 days after they took effect.

    Where no document date is stated the recording counts. A source loaded years
    later raises one concern and not one an event.
    """
    late = view.read_model.late(view.plan, view.basis, longer_than_us=LONGER_THAN_US)
    counts: dict[tuple[str, bool], int] = {}
    for position in late:
        entry = entry_at(reader, position)
        named = (entry.cloudevent.source, entry.documented is not None)
        counts[named] = counts.get(named, 0) + 1
    for (source, documented), count in counts.items():
        how = "documented" if documented else "recorded, with no document date stated,"
        facts = "1 fact" if count == 1 else f"{count} facts"
        detail = f"{facts} from {source} {how} more than {DAYS_ALLOWED} days after taking effect"
        yield Concern("DOCUMENTED_LATE", f"{view.plan}/plan/main", "plan", detail)
