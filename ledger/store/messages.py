"""What goes into an append, and what comes back for each item.

All of it is made in great numbers, frozen, and holds nothing that could hold it in turn, so
the garbage collector need not look at it (``gc=False``).
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from ledger.events.event import Event
from ledger.moments import Moment
from ledger.names import StreamName
from ledger.rules.refusal import Refusal


class RawMessage(Struct, frozen=True, kw_only=True, gc=False):
    """A message byte for byte as it came, with where it came from.

    ``channel`` is ``http``, ``file``, ``kafka`` or ``service``; ``coordinates`` say
    where in it, such as ``file:devon.jsonl:12``.
    """

    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    channel: str
    coordinates: str = ""


class Candidate(Struct, frozen=True, kw_only=True, gc=False):
    """An event that was parsed and fits its schema; whether it may happen is still open.

    ``payload`` is the event as the registry encodes it, with personal fields as values.
    ``expected_version`` is the version the sender last saw of the stream, 0 for none yet.
    """

    source: str
    id: str
    time: str | None
    type: str
    stream: StreamName
    effective: Moment
    documented: Moment | None
    marking: str
    correlation: str | None
    causation: str | None
    expected_version: int | None
    event: Event
    payload: bytes
    raw: RawMessage


class Rejected(Struct, frozen=True, kw_only=True, gc=False):
    """A message that is refused already: it goes to quarantine and nowhere else.

    Source, id, type and subject as far as they could be read.
    """

    refusal: Refusal
    raw: RawMessage
    source: str | None
    id: str | None
    type: str | None
    subject: str | None


class Receipt(Struct, frozen=True, kw_only=True, gc=False):
    """Where an event stands in the ledger. ``duplicate``: it stood there before.

    ``recorded_at`` is RFC 3339 in UTC with six digits, ``leaf_hash`` 64 hex digits. ``epoch``
    is that of the ledger when the receipt was given: together with it the position means one
    entry for ever.
    """

    position: int
    entry_id: str
    source: str
    id: str
    stream: str
    version: int
    type: str
    recorded_at: str
    leaf_hash: str
    epoch: int
    duplicate: bool = False


class Refused(Struct, frozen=True, kw_only=True, gc=False):
    """Why an item was not recorded, and the row of the quarantine that keeps it.

    ``quarantine_id`` is None where nothing is kept: for an item of an atomic batch that
    another item aborted, and for a dry run. ``current_version`` comes with
    ``VERSION_CONFLICT`` alone. ``kept_by`` is the council whose quarantine keeps it, as the
    intake knows it; None for the one that belongs to no council.
    """

    code: str
    detail: str
    pointer: str = ""
    quarantine_id: int | None = None
    source: str | None = None
    id: str | None = None
    current_version: int | None = None
    kept_by: str | None = None


class Parked(Struct, frozen=True, kw_only=True, gc=False):
    """Why an item of a delivery is held back: it may yet be recorded, or comes after such a one.

    ``awaited_version`` is the version of the stream at which it is worth another try at once; 0
    where it only waits for its turn.
    """

    code: str
    detail: str
    source: str
    id: str
    stream: str
    awaited_version: int


Outcome: TypeAlias = Receipt | Refused
Delivered: TypeAlias = Outcome | Parked
Item: TypeAlias = Candidate | Rejected


def subject_of(item: Item) -> str | None:
    """The name of the stream that ``item`` is for, as far as it could be read."""
    return item.subject if isinstance(item, Rejected) else str(item.stream)


def rejected(item: Item, refusal: Refusal) -> Rejected:
    """``item`` refused for this reason, whatever its own."""
    return Rejected(
        refusal=refusal,
        raw=item.raw,
        source=item.source,
        id=item.id,
        type=item.type,
        subject=subject_of(item),
    )


def refused(item: Item, refusal: Refusal, current_version: int | None = None) -> Refused:
    """The refusal as the outcome of ``item``; nothing is kept yet."""
    return Refused(
        code=refusal.code,
        detail=refusal.detail,
        pointer=refusal.pointer,
        source=item.source,
        id=item.id,
        current_version=current_version,
    )
