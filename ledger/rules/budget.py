"""The rules of a budget approval: its decisions, and what becomes of its lines afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeAlias, assert_never, get_args

import msgspec

from ledger.events.budget import (
    BudgetApproved,
    BudgetCarriedIn,
    BudgetEndorsed,
    BudgetLine,
    BudgetNoted,
    BudgetProposed,
    BudgetRejected,
    BudgetReprofiled,
    BudgetSuperseded,
    BudgetWithdrawn,
    BudgetYearClosed,
    PostFilled,
    PostVacated,
    SpendRecorded,
)
from ledger.rules.budget_limbs import limbs_refusal
from ledger.rules.budget_lines import (
    closing_refusal,
    post_refusal,
    reprofile_refusal,
    spend_refusal,
)
from ledger.rules.budget_opening import opening_refusal
from ledger.rules.refusal import Refusal, already_open, forbidden, not_open
from ledger.values import FinancialYear
from ledger.vocabulary import VERB_OF_STATUS, BudgetStatus

_Opening: TypeAlias = BudgetProposed | BudgetCarriedIn
_Decision: TypeAlias = BudgetApproved | BudgetEndorsed | BudgetNoted | BudgetRejected
_End: TypeAlias = BudgetSuperseded | BudgetWithdrawn
_Note: TypeAlias = SpendRecorded | PostFilled | PostVacated
BudgetEvent: TypeAlias = _Opening | _Decision | BudgetReprofiled | _End | BudgetYearClosed | _Note


class BudgetState(msgspec.Struct, frozen=True):
    """What the next event of a budget approval is judged by."""

    status: BudgetStatus | None = None
    """None before the opening event."""
    lines: Mapping[str, BudgetLine] = msgspec.field(default_factory=dict)
    """By line id, with the money that each holds now; never changed in place."""
    closed_years: frozenset[FinancialYear] = frozenset()


INITIAL: Final = BudgetState()

_S = BudgetStatus
_UNOPENED: Final = (None,)
_LIVE: Final = (_S.PROPOSED, _S.APPROVED, _S.ENDORSED, _S.NOTED)

_TABLE: Final[
    Mapping[type[BudgetEvent], tuple[Collection[BudgetStatus | None], BudgetStatus | None]]
] = {
    # event: (the states in which it is possible, the state it leads to or None for its own)
    BudgetProposed: (_UNOPENED, _S.PROPOSED),
    BudgetCarriedIn: (_UNOPENED, None),
    BudgetApproved: ((_S.PROPOSED, _S.ENDORSED, _S.NOTED), _S.APPROVED),
    BudgetEndorsed: ((_S.PROPOSED,), _S.ENDORSED),
    BudgetNoted: ((_S.PROPOSED,), _S.NOTED),
    BudgetRejected: ((_S.PROPOSED,), _S.REJECTED),
    BudgetReprofiled: ((_S.APPROVED, _S.ENDORSED), None),
    BudgetSuperseded: ((_S.APPROVED, _S.ENDORSED), _S.SUPERSEDED),
    BudgetWithdrawn: ((_S.APPROVED, _S.ENDORSED), _S.WITHDRAWN),
    BudgetYearClosed: ((_S.APPROVED,), None),
    SpendRecorded: (_LIVE, None),
    PostFilled: (_LIVE, None),
    PostVacated: (_LIVE, None),
}


def decide(state: BudgetState, event: BudgetEvent) -> Refusal | None:
    """Why ``event`` cannot follow, or None: first its turn, then its figures."""
    kind = type(event)
    if state.status not in _TABLE[kind][0]:
        return _out_of_turn(state.status, event)
    figures = _FIGURES.get(kind)
    return None if figures is None else figures(state, event)


def _out_of_turn(status: BudgetStatus | None, event: BudgetEvent) -> Refusal:
    if isinstance(event, _Opening):
        return already_open(event)
    if status is None:
        return not_open(event)
    return forbidden(event, status, _TABLE[type(event)][0])


def _carried_in(_: BudgetState, event: BudgetCarriedIn) -> Refusal | None:
    """Limbs that leave the total alone do not tell how it came to its state."""
    is_told = any(limb.covers_total for limb in event.limbs)
    verb = VERB_OF_STATUS.get(event.status) if is_told else None
    lines = {line.line_id for line in event.lines}
    return opening_refusal(event) or limbs_refusal(event.limbs, lines, verb)


_DECIDES: Final = {
    kind: VERB_OF_STATUS[status]
    for kind, (_, status) in _TABLE.items()
    if status is not None and issubclass(kind, _Decision)
}
"""Decision -> what it does with the stated total."""


def _decided(state: BudgetState, event: _Decision) -> Refusal | None:
    return limbs_refusal(event.limbs, state.lines, _DECIDES[type(event)])


_FIGURES: Final[Mapping[type[BudgetEvent], Callable[[BudgetState, Any], Refusal | None]]] = {
    BudgetProposed: lambda _, event: opening_refusal(event),
    BudgetCarriedIn: _carried_in,
    BudgetApproved: _decided,
    BudgetEndorsed: _decided,
    BudgetNoted: _decided,
    BudgetRejected: _decided,
    BudgetReprofiled: lambda state, event: reprofile_refusal(
        event, state.lines, state.closed_years
    ),
    BudgetYearClosed: lambda state, event: closing_refusal(event, state.closed_years),
    SpendRecorded: lambda state, event: spend_refusal(event, state.lines, state.closed_years),
    PostFilled: lambda state, event: post_refusal(event, state.lines),
}


def evolve(state: BudgetState, event: BudgetEvent) -> BudgetState:
    """The state after ``event``, whatever the state before: the middle may be retracted."""
    return _EFFECTS[type(event)](state, event)


_Effect: TypeAlias = Callable[[BudgetState, Any], BudgetState]
_replace = msgspec.structs.replace


def _effect(kind: type[BudgetEvent]) -> _Effect:
    if issubclass(kind, _Opening):
        return _opened
    if issubclass(kind, _Decision | _End):
        return _turned(_TABLE[kind][1])
    if issubclass(kind, BudgetReprofiled):
        return _reprofiled
    if issubclass(kind, BudgetYearClosed):
        return lambda state, event: _replace(state, closed_years=state.closed_years | {event.year})
    if issubclass(kind, _Note):
        return lambda state, _: state
    assert_never(kind)


def _opened(_: BudgetState, event: _Opening) -> BudgetState:
    status = event.status if isinstance(event, BudgetCarriedIn) else _S.PROPOSED
    return BudgetState(status, {line.line_id: line for line in event.lines})


def _turned(status: BudgetStatus | None) -> _Effect:
    return lambda state, _: _replace(state, status=status)


def _reprofiled(state: BudgetState, event: BudgetReprofiled) -> BudgetState:
    """A move of a line whose opening was retracted since has nothing left to move."""
    lines = {**state.lines, **{line.line_id: line for line in event.opens}}
    for move in event.moves:
        if move.line_id in lines:
            lines[move.line_id] = _replace(lines[move.line_id], money=move.moved_to)
    return _replace(state, lines=lines)


_EFFECTS: Final = {kind: _effect(kind) for kind in get_args(BudgetEvent)}
