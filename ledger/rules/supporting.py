"""The rules of every stream but the three with a state machine: what opens it comes first.

Whatever else such a stream holds is taken as its documents tell it: a second
opening too, since a plan is drafted again and published again.
"""

from __future__ import annotations

from typing import Final

import msgspec

from ledger.events.event import Event
from ledger.registry import STREAM_KINDS
from ledger.rules.refusal import Refusal, not_open


class SupportingState(msgspec.Struct, frozen=True, gc=False):
    """What the next event of a supporting stream is judged by."""

    is_open: bool = False


INITIAL: Final = SupportingState()

_OPEN: Final = SupportingState(is_open=True)
_OPENING: Final = frozenset(cls for kind in STREAM_KINDS for cls in kind.opening)


def decide(state: SupportingState, event: Event) -> Refusal | None:
    """STREAM_NOT_OPEN before the first event that opens the stream, else None."""
    return None if state.is_open or type(event) in _OPENING else not_open(event)


def evolve(_: SupportingState, __: Event) -> SupportingState:
    """The stream is open after any event of its own."""
    return _OPEN
