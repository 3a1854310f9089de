"""What the ledger shows to those who only read it."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from ledger.entry import Entry
from ledger.names import StreamName
from ledger.personal import Opening
from ledger.store.epochs import FIRST_EPOCH
from ledger.store.messages import Receipt


class Head(Struct, frozen=True):
    """How far the ledger goes: ``size`` entries, so positions 0 to ``size`` − 1.

    ``recorded_us`` is that of the last entry; None while there is none. In another ``epoch``
    the same positions may hold other entries.
    """

    size: int
    recorded_us: int | None
    epoch: int = FIRST_EPOCH


class LedgerReader(Protocol):
    """A ledger to read from.

    Every method may be called by any thread, and none waits for an append; what a call
    returns was committed when it was made.
    """

    def head(self) -> Head:
        """How far the ledger goes now."""
        ...

    def entries(self, start: int, limit: int) -> list[Entry]:
        """At most ``limit`` entries in order of position, from ``start`` (included) on."""
        ...

    def entry(self, position: int) -> Entry | None:
        """The entry at ``position``; None past the head."""
        ...

    def stream(self, name: StreamName | str) -> list[Entry]:
        """All entries of a stream in order; none where it does not exist."""
        ...

    def find(self, source: str, event_id: str) -> Receipt | None:
        """The receipt of the event that was recorded under ``source`` and ``event_id``."""
        ...

    def position_before(self, us: int) -> int:
        """The last position that was recorded before ``us``; -1 where there is none."""
        ...

    def opening(self, position: int, pointer: str) -> Opening | None:
        """The value of a personal field and its salt; None where there is none, or none left."""
        ...


def entry_at(ledger: LedgerReader, position: int) -> Entry:
    """The entry at a position that was read before; LookupError where it is not there."""
    entry = ledger.entry(position)
    if entry is None:
        raise LookupError(f"position {position} is not in the ledger")
    return entry
