"""Concerns about what was written down late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.store.reader import LedgerReader
from projections.concerns.concern import Concern
from projections.views import PlanView

DAYS_ALLOWED: Final = 30
DAY_US: Final = 86_400_000_000


def documented_late(view: PlanView, reader: LedgerReader) -> Iterator[Concern]:
    """One concern for each source of facts documented more than 30 days after they took effect.

    Where no document date is stated the recording counts. A source loaded years
    later raises one concern and not one an event.
    """
    late = view.read_model.late(view.plan, view.basis, longer_than_us=DAYS_ALLOWED * DAY_US)
    counts: dict[tuple[str, bool], int] = {}
    for position in late:
        entry = reader.entry(position)
        if entry is not None:
            named = (entry.cloudevent.source, entry.documented is not None)
            counts[named] = counts.get(named, 0) + 1
    for (source, documented), count in counts.items():
        how = "documented" if documented else "recorded, with no document date stated,"
        detail = f"{count} facts from {source} were {how} more than {DAYS_ALLOWED} days after"
        yield Concern("DOCUMENTED_LATE", f"{view.plan}/plan/main", "plan", detail)
