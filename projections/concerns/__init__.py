"""Concerns: poor practice seen in a plan's state at a basis, never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ledger.store.reader import LedgerReader
from projections.concerns import actions, budgets, documentation, governance, recommendations
from projections.concerns.actions import is_overdue
from projections.concerns.concern import Concern
from projections.views import PlanView

__all__ = ["Concern", "concerns", "is_overdue"]

_OF_STATE: Final[tuple[Callable[[PlanView], Iterator[Concern]], ...]] = (
    actions.completion,
    actions.due_dates,
    actions.stale,
    actions.red_not_briefed,
    recommendations.delivery,
    budgets.spend,
    governance.refreshed_outside_authority,
    governance.unanswered_requests,
    governance.passed_forecasts,
)


def concerns(view: PlanView, reader: LedgerReader) -> list[Concern]:
    """Every concern about the plan at the basis of ``view``, by code and entity."""
    found = [concern for look in _OF_STATE for concern in look(view)]
    found.extend(documentation.documented_late(view, reader))
    return sorted(found, key=lambda each: (each.code, each.entity, each.detail))
