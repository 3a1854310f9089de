"""May it happen? Pure rules that accept or refuse an event and carry a stream's state forward.

A kind of stream has its rules in a module of its own: ``INITIAL``, ``decide`` and
``evolve``.  A retraction is decided by ``ledger.rules.retraction`` alone, and the
state is afterwards folded anew from what still stands: ``decide`` and ``evolve``
never see one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, Generic, TypeAlias, TypeVar

from ledger.events.event import Event
from ledger.registry import STREAM_KINDS
from ledger.rules import action, budget, recommendation, supporting
from ledger.rules.action import ActionState
from ledger.rules.budget import BudgetState
from ledger.rules.recommendation import RecommendationState
from ledger.rules.refusal import Refusal
from ledger.rules.retraction import (
    Recorded,
    awaited,
    decide_replacement,
    decide_retraction,
    standing,
)
from ledger.rules.supporting import SupportingState

__all__ = [
    "RULES",
    "STATE_MACHINES",
    "ActionState",
    "BudgetState",
    "RecommendationState",
    "Recorded",
    "Refusal",
    "Rules",
    "State",
    "SupportingState",
    "awaited",
    "decide_replacement",
    "decide_retraction",
    "fold",
    "standing",
]

State: TypeAlias = ActionState | RecommendationState | BudgetState | SupportingState

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Rules(Generic[S]):
    """The rules of one kind of stream.

    Both functions take events of that kind only, never a retraction: the intake has
    matched type and stream before.
    """

    initial: S
    """The state of a stream without events."""
    decide: Callable[[S, Any], Refusal | None]
    """Why an event cannot follow; None when it is accepted."""
    evolve: Callable[[S, Any], S]
    """The state after an event, accepted or folded."""


_OTHERS: Final = Rules(supporting.INITIAL, supporting.decide, supporting.evolve)
_MACHINES: Final[Mapping[str, Rules[Any]]] = {
    "action": Rules(action.INITIAL, action.decide, action.evolve),
    "recommendation": Rules(recommendation.INITIAL, recommendation.decide, recommendation.evolve),
    "budget": Rules(budget.INITIAL, budget.decide, budget.evolve),
}

STATE_MACHINES: Final = frozenset(_MACHINES)
"""Names of the kinds of stream whose events are possible in certain states alone."""

RULES: Final[Mapping[str, Rules[Any]]] = {
    kind.name: _MACHINES.get(kind.name, _OTHERS) for kind in STREAM_KINDS
}
"""Name of a kind of stream -> its rules."""


def fold(kind: str, events: Iterable[Event]) -> State:
    """The state of a stream of this kind after ``events``, its standing events in order."""
    rules = RULES[kind]
    state: State = reduce(rules.evolve, events, rules.initial)
    return state
