"""Concerns about actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.moments import day_end_us, london_day
from ledger.values import Day
from ledger.vocabulary import ActionStatus, Rag
from projections.concerns.concern import Concern, about
from projections.read_model import EntityState
from projections.views import PlanView, known, members, own_key

DONE: Final = frozenset({ActionStatus.COMPLETED, ActionStatus.EMBEDDED})
ENDED: Final = frozenset({ActionStatus.CANCELLED, ActionStatus.SUPERSEDED})
UNDER_WAY: Final = frozenset(
    {
        ActionStatus.AGREED,
        ActionStatus.IN_PROGRESS,
        ActionStatus.BLOCKED,
        ActionStatus.AWAITING_ASSURANCE,
    }
)
STALE_DAYS: Final = 35
MOVES_ALLOWED: Final = 2


def is_overdue(action: EntityState, before_us: int) -> bool:
    """Whether the current due day is over and the action neither done nor ended.

    ``before_us`` is the B of the basis: on the due day itself nothing is overdue.
    """
    due: Day | None = known(action, "dueOn")
    status = known(action, "status")
    if due is None or due.date is None or status is None or status in DONE | ENDED:
        return False
    return day_end_us(due.date) < before_us


def completion(view: PlanView) -> Iterator[Concern]:
    """Completion accepted by its claimant, without evidence, or without impact."""
    for action in view.entities("action"):
        if known(action, "status") not in DONE:
            continue
        claimant = known(action, "claimedBy")
        if claimant is not None and claimant == known(action, "acceptedBy"):
            yield about("ACCEPTED_BY_CLAIMANT", action, f"{claimant} claimed and accepted it")
        if not view.children(action, "evidence"):
            yield about("COMPLETED_WITHOUT_EVIDENCE", action, "no evidence is attached")
        if not view.children(action, "impact"):
            yield about("COMPLETED_WITHOUT_IMPACT", action, "no impact is recorded")


def due_dates(view: PlanView) -> Iterator[Concern]:
    """Due dates moved without authority or often, and actions overdue."""
    for action in view.entities("action"):
        moves = view.children(action, "dueDateMove")
        for move in moves:
            if known(move, "authority") is None:
                detail = f"moved from {known(move, 'movedFrom')} to {known(move, 'movedTo')}"
                yield about("DUE_DATE_MOVED_WITHOUT_AUTHORITY", action, detail)
        if len(moves) > MOVES_ALLOWED:
            yield about("DUE_DATE_MOVED_OFTEN", action, f"moved {len(moves)} times")
        if is_overdue(action, view.basis.before_us):
            due: Day = known(action, "dueOn")
            yield about("ACTION_OVERDUE", action, f"was due on {due}", _end_of(due))


def _end_of(due: Day) -> int | None:
    return None if due.date is None else day_end_us(due.date)


def stale(view: PlanView) -> Iterator[Concern]:
    """Agreed actions of which nothing was recorded for 35 days."""
    latest, today = view.latest_effective(), london_day(view.basis.before_us)
    for action in view.entities("action"):
        if known(action, "status") not in UNDER_WAY or action.key not in latest:
            continue
        silent_days = (today - london_day(latest[action.key])).days
        if silent_days > STALE_DAYS:
            detail = f"nothing recorded for {silent_days} days"
            yield about("ACTION_STALE", action, detail, latest[action.key])


def red_not_briefed(view: PlanView) -> Iterator[Concern]:
    """Red actions that the governing body's latest briefing does not mention."""
    plan = view.plan_entity()
    governing = known(plan, "governingBody") if plan is not None else None
    body = view.entity("body", governing) if governing is not None else None
    briefings = view.children(body, "briefing") if body is not None else []
    began = view.began()
    dated = [(began[each.key], each) for each in briefings if each.key in began]
    if not dated:
        return
    latest = max(dated, key=lambda pair: (pair[0], pair[1].key))[1]
    items = view.children(latest, "briefingItem")
    mentioned = {key for item in items for key in members(item, "actionKeys")}
    for action in view.entities("action"):
        if known(action, "rag") is not Rag.RED or known(action, "status") in DONE | ENDED:
            continue
        if own_key(action) not in mentioned:
            detail = f"the latest briefing of {governing} does not mention it"
            yield about("RED_NOT_BRIEFED", action, detail)
