"""The rules of an action, from its proposal to its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeAlias, assert_never, get_args

import msgspec

from ledger.events.action import (
    ActionAgreed,
    ActionBlocked,
    ActionCancelled,
    ActionCarriedIn,
    ActionCompletionAccepted,
    ActionCompletionRejected,
    ActionDeliveryClaimed,
    ActionDueDateMoved,
    ActionEmbedded,
    ActionEvidenceAttached,
    ActionImpactRecorded,
    ActionLinked,
    ActionProgressNoted,
    ActionProposed,
    ActionRagRated,
    ActionReassigned,
    ActionReopened,
    ActionStarted,
    ActionSuperseded,
    ActionUnblocked,
)
from ledger.rules.refusal import Refusal, already_open, forbidden, not_open
from ledger.values import Day
from ledger.vocabulary import NOT_STATED, ActionStatus

_Opening: TypeAlias = ActionProposed | ActionCarriedIn
_Turn: TypeAlias = (
    ActionProposed
    | ActionStarted
    | ActionBlocked
    | ActionUnblocked
    | ActionDeliveryClaimed
    | ActionCompletionAccepted
    | ActionCompletionRejected
    | ActionEmbedded
    | ActionReopened
    | ActionCancelled
    | ActionSuperseded
)
_Note: TypeAlias = (
    ActionProgressNoted
    | ActionEvidenceAttached
    | ActionImpactRecorded
    | ActionRagRated
    | ActionReassigned
    | ActionLinked
)
ActionEvent: TypeAlias = _Turn | _Note | ActionCarriedIn | ActionAgreed | ActionDueDateMoved

_UNDATED: Final = Day(NOT_STATED)


class ActionState(msgspec.Struct, frozen=True, gc=False):
    """What the next event of an action is judged by."""

    status: ActionStatus | None = None
    """None before the opening event."""
    baseline_due_on: Day = _UNDATED
    """The first agreed day; once stated it never changes."""
    due_on: Day = _UNDATED
    """The day to which the last move brought it."""


INITIAL: Final = ActionState()

_S = ActionStatus
_UNOPENED: Final = frozenset({None})
_LIVE: Final = frozenset(_S) - {_S.CANCELLED, _S.SUPERSEDED}

_TABLE: Final[
    Mapping[type[ActionEvent], tuple[Collection[ActionStatus | None], ActionStatus | None]]
] = {
    # event: (the states in which it is possible, the state it leads to or None for its own)
    ActionProposed: (_UNOPENED, _S.PROPOSED),
    ActionCarriedIn: (_UNOPENED, None),
    ActionAgreed: ({_S.PROPOSED}, _S.AGREED),
    ActionStarted: ({_S.AGREED}, _S.IN_PROGRESS),
    ActionBlocked: ({_S.IN_PROGRESS}, _S.BLOCKED),
    ActionUnblocked: ({_S.BLOCKED}, _S.IN_PROGRESS),
    ActionDeliveryClaimed: ({_S.IN_PROGRESS}, _S.AWAITING_ASSURANCE),
    ActionCompletionAccepted: ({_S.AWAITING_ASSURANCE}, _S.COMPLETED),
    ActionCompletionRejected: ({_S.AWAITING_ASSURANCE}, _S.IN_PROGRESS),
    ActionEmbedded: ({_S.COMPLETED}, _S.EMBEDDED),
    ActionReopened: ({_S.COMPLETED, _S.EMBEDDED}, _S.IN_PROGRESS),
    ActionCancelled: (_LIVE, _S.CANCELLED),
    ActionSuperseded: (_LIVE, _S.SUPERSEDED),
    ActionProgressNoted: (_LIVE, None),
    ActionEvidenceAttached: (_LIVE, None),
    ActionImpactRecorded: (_LIVE, None),
    ActionRagRated: (_LIVE, None),
    ActionDueDateMoved: (_LIVE, None),
    ActionReassigned: (_LIVE, None),
    ActionLinked: (_LIVE, None),
}


def decide(state: ActionState, event: ActionEvent) -> Refusal | None:
    """Why ``event`` cannot follow, or None.

    Apart from the table two days are held fast.  The baseline: a carried-in action
    may state it before it is agreed, and is then agreed for that very day
    (BASELINE_CHANGED).  The current day: a move starts from it, so that no move
    goes missing (DUE_DATE_MISMATCH); where it is not stated, any day will do.
    """
    possible = _TABLE[type(event)][0]
    if state.status not in possible:
        return _out_of_turn(state.status, event)
    if isinstance(event, ActionDueDateMoved):
        return _due_date_mismatch(state.due_on, event)
    if isinstance(event, ActionAgreed):
        return _baseline_changed(state.baseline_due_on, event)
    return None


def _out_of_turn(status: ActionStatus | None, event: ActionEvent) -> Refusal:
    if isinstance(event, _Opening):
        return already_open(event)
    if status is None:
        return not_open(event)
    return forbidden(event, status, _TABLE[type(event)][0])


def _due_date_mismatch(due_on: Day, event: ActionDueDateMoved) -> Refusal | None:
    if due_on in {_UNDATED, event.moved_from}:
        return None
    detail = f"The current due date is {due_on}, not {event.moved_from}."
    return Refusal("DUE_DATE_MISMATCH", detail, "/from")


def _baseline_changed(baseline_due_on: Day, event: ActionAgreed) -> Refusal | None:
    if baseline_due_on in {_UNDATED, event.due_on}:
        return None
    detail = f"The baseline due date is {baseline_due_on}, and {event.due_on} would change it."
    return Refusal("BASELINE_CHANGED", detail, "/dueOn")


def evolve(state: ActionState, event: ActionEvent) -> ActionState:
    """The state after ``event``, whatever the state before: the middle may be retracted."""
    return _EFFECTS[type(event)](state, event)


_Effect: TypeAlias = Callable[[ActionState, Any], ActionState]
_replace = msgspec.structs.replace


def _effect(kind: type[ActionEvent]) -> _Effect:
    if issubclass(kind, _Turn):
        return _turned(_TABLE[kind][1])
    if issubclass(kind, _Note):
        return lambda state, _: state
    if issubclass(kind, ActionCarriedIn):
        return lambda _, event: ActionState(event.status, event.baseline_due_on, event.due_on)
    if issubclass(kind, ActionAgreed):
        return lambda _, event: ActionState(_S.AGREED, event.due_on, event.due_on)
    if issubclass(kind, ActionDueDateMoved):
        return lambda state, event: _replace(state, due_on=event.moved_to)
    assert_never(kind)


def _turned(status: ActionStatus | None) -> _Effect:
    return lambda state, _: _replace(state, status=status)


# By class, because a chain of isinstance over twenty events would take a microsecond.
_EFFECTS: Final = {kind: _effect(kind) for kind in get_args(ActionEvent)}
