"""What may heal: an event that came before what it rests on, and those that come after it.

Such a message is parked. Its stream waits from then on: later ones are parked behind it, so that
they are recorded in the order in which they came. Only three go ahead, for the stream would wait
for them in vain: what is recorded already, what comes to a stream that is not open, and what
expects the very version that the stream has.
"""

from __future__ import annotations

from typing import Final

from ledger.rules.refusal import Refusal
from ledger.store.messages import Candidate, Parked, Refused
from ledger.store.write_states import Stream

BEHIND: Final = "STREAM_WAITING"


def may_go_ahead(item: Candidate, stream: Stream) -> bool:
    """Whether ``item`` may be what others of its stream wait for."""
    is_open = stream.state != stream.rules.initial
    return not is_open or item.expected_version == stream.version


def behind(item: Candidate) -> Parked:
    """``item`` parked because its stream waits: as soon as it is the first it may be tried."""
    detail = "an earlier event of this stream is parked"
    return _parked(item, Refusal(BEHIND, detail), 0)


def parked_if_it_may_heal(item: Candidate, stream: Stream, refused: Refused) -> Parked | None:
    """``item`` parked; None where what it was refused for stays so."""
    version = _healing_version(item, stream, refused)
    return None if version is None else _parked(item, refused, version)


def _healing_version(item: Candidate, stream: Stream, refused: Refused) -> int | None:
    expected = item.expected_version
    if refused.code == "VERSION_CONFLICT" and expected is not None and expected > stream.version:
        return expected
    is_unknown = refused.code == "NOTHING_TO_RETRACT" and stream.version == 0
    if refused.code == "STREAM_NOT_OPEN" or is_unknown:
        return stream.version + 1
    return None


def _parked(item: Candidate, why: Refusal | Refused, version: int) -> Parked:
    return Parked(
        code=why.code,
        detail=why.detail,
        source=item.source,
        id=item.id,
        stream=str(item.stream),
        awaited_version=version,
    )
