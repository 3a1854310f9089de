"""The rules of a recommendation: two responses, a delivery, and its standing as a whole.

The facets move apart.  A minister who rejects a recommendation does not end it:
the council may have accepted it already and be at work on it, and its discharge
is still owed to whoever asks.  Only being superseded or withdrawn ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, Literal, TypeAlias, assert_never, get_args

import msgspec

from ledger.events.recommendation import (
    CouncilResponded,
    DischargeClaimed,
    DischargeConfirmed,
    DischargeRejected,
    MinisterResponded,
    RecommendationCarriedIn,
    RecommendationClarified,
    RecommendationLinkedToAction,
    RecommendationMade,
    RecommendationPublished,
    RecommendationReopened,
    RecommendationSuperseded,
    RecommendationWithdrawn,
)
from ledger.rules.refusal import Refusal, already_open, forbidden, not_open
from ledger.vocabulary import (
    COUNCIL_FACETS,
    MINISTER_FACETS,
    NOT_STATED,
    CouncilFacet,
    DeliveryFacet,
    MinisterFacet,
    Standing,
)

_Turn: TypeAlias = (
    RecommendationLinkedToAction
    | DischargeClaimed
    | DischargeConfirmed
    | DischargeRejected
    | RecommendationReopened
    | RecommendationSuperseded
    | RecommendationWithdrawn
)
RecommendationEvent: TypeAlias = (
    RecommendationMade
    | RecommendationCarriedIn
    | MinisterResponded
    | CouncilResponded
    | _Turn
    | RecommendationClarified
    | RecommendationPublished
)

_M, _C, _D = MinisterFacet, CouncilFacet, DeliveryFacet


class RecommendationState(msgspec.Struct, frozen=True, gc=False):
    """What the next event of a recommendation is judged by."""

    standing: Standing | None = None
    """None before the opening event."""
    minister: MinisterFacet = _M.AWAITED
    council: CouncilFacet = _C.AWAITED
    delivery: DeliveryFacet = _D.NONE
    text: str = NOT_STATED
    """As it was made: it never changes."""


INITIAL: Final = RecommendationState()

_Facet: TypeAlias = Literal["standing", "minister", "council", "delivery"]
_TABLE: Final[Mapping[type[RecommendationEvent], tuple[_Facet, Collection[str], str | None]]] = {
    # event: (the facet it turns, the states in which it is possible, the state it leads to or None
    # for the one it names)
    MinisterResponded: ("minister", {_M.AWAITED}, None),
    CouncilResponded: ("council", {_C.AWAITED, _C.PARTLY, _C.DECLINED}, None),
    RecommendationLinkedToAction: ("delivery", {_D.NONE, _D.IN_DELIVERY}, _D.IN_DELIVERY),
    DischargeClaimed: ("delivery", {_D.IN_DELIVERY}, _D.AWAITING_ASSURANCE),
    DischargeConfirmed: ("delivery", {_D.AWAITING_ASSURANCE}, _D.DISCHARGED),
    DischargeRejected: ("delivery", {_D.AWAITING_ASSURANCE}, _D.IN_DELIVERY),
    RecommendationReopened: ("delivery", {_D.DISCHARGED}, _D.IN_DELIVERY),
    RecommendationSuperseded: ("standing", {Standing.LIVE}, Standing.SUPERSEDED),
    RecommendationWithdrawn: ("standing", {Standing.LIVE}, Standing.WITHDRAWN),
}
"""What neither stands here nor opens the stream is possible while the recommendation is live."""

_OPENING: Final = frozenset({RecommendationMade, RecommendationCarriedIn})
_TAKEN_ON: Final = frozenset({_C.ACCEPTED, _C.PARTLY})


def decide(state: RecommendationState, event: RecommendationEvent) -> Refusal | None:
    """Why ``event`` cannot follow, or None.

    The minister responds once; the council may change its mind until it has
    accepted; the two may come in either order.  An action is linked only to what
    the council took on, in full or in part.
    """
    if type(event) in _OPENING:
        return None if state.standing is None else _opened_twice(state, event)
    if state.standing is None:
        return not_open(event)
    if state.standing is not Standing.LIVE:
        return forbidden(event, state.standing, (Standing.LIVE,))
    if isinstance(event, RecommendationPublished):
        return _text_changed(state, event.text)
    row = _TABLE.get(type(event))
    return None if row is None else _out_of_turn(state, event, row[0], row[1])


def _opened_twice(state: RecommendationState, event: RecommendationEvent) -> Refusal:
    if isinstance(event, RecommendationMade) and (refusal := _text_changed(state, event.text)):
        return refusal
    return already_open(event)


def _text_changed(state: RecommendationState, text: str | msgspec.UnsetType) -> Refusal | None:
    """A text that nobody stated may be told once it is known; one that was stated stands."""
    if text is msgspec.UNSET or state.text in {NOT_STATED, text}:
        return None
    return Refusal("TEXT_CHANGED", "The recommendation was made with another text.", "/text")


def _out_of_turn(
    state: RecommendationState, event: RecommendationEvent, facet: _Facet, possible: Collection[str]
) -> Refusal | None:
    present: str = getattr(state, facet)
    if present not in possible:
        return forbidden(event, f"{facet} {present}", (f"{facet} {each}" for each in possible))
    if isinstance(event, RecommendationLinkedToAction) and state.council not in _TAKEN_ON:
        needed = (f"council {each}" for each in _TAKEN_ON)
        return forbidden(event, f"council {state.council}", needed)
    return None


def evolve(state: RecommendationState, event: RecommendationEvent) -> RecommendationState:
    """The state after ``event``, whatever the state before: the middle may be retracted."""
    return _EFFECTS[type(event)](state, event)


_Effect: TypeAlias = Callable[[RecommendationState, Any], RecommendationState]
_replace = msgspec.structs.replace


def _effect(kind: type[RecommendationEvent]) -> _Effect:  # noqa: PLR0911 - one a kind of event
    if issubclass(kind, RecommendationMade):
        return lambda _, event: RecommendationState(Standing.LIVE, text=event.text)
    if issubclass(kind, RecommendationCarriedIn):
        return lambda _, event: RecommendationState(
            Standing.LIVE, event.minister, event.council, event.delivery, event.text
        )
    if issubclass(kind, MinisterResponded):
        return lambda state, event: _replace(state, minister=MINISTER_FACETS[event.response])
    if issubclass(kind, CouncilResponded):
        return lambda state, event: _replace(state, council=COUNCIL_FACETS[event.response])
    if issubclass(kind, _Turn):
        return _turned(*_TABLE[kind])
    if issubclass(kind, RecommendationPublished):
        return _published
    if issubclass(kind, RecommendationClarified):
        return lambda state, _: state
    assert_never(kind)


def _published(state: RecommendationState, event: RecommendationPublished) -> RecommendationState:
    return state if event.text is msgspec.UNSET else _replace(state, text=event.text)


def _turned(facet: _Facet, _: Collection[str], target: str | None) -> _Effect:
    return lambda state, _: _replace(state, **{facet: target})


_EFFECTS: Final = {kind: _effect(kind) for kind in get_args(RecommendationEvent)}
