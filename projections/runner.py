"""The projector: follows the ledger's positions and keeps the read model level with it.

A batch is one transaction: the rows, the position scanned and the lease together or
not at all. So a projector that dies leaves no half batch, and one that lost its lease
cannot commit. Nothing is skipped: an entry that cannot be projected raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Final, NamedTuple, Self, TypeAlias

from ledger.entry import Entry
from ledger.events.event import EventRetracted
from ledger.moments import Clock
from ledger.store.reader import LedgerReader
from projections.entry_rows import EntryRows, read_entry
from projections.lease import LEASE_US, PROJECTOR, Lease
from projections.read_model.failures import UnusableReadModel
from projections.read_model.place import Target
from projections.read_model.version import check_epoch, check_version
from projections.read_model.writer import Writer

BATCH: Final = 1_000
"""Entries a transaction."""

ReadEntry: TypeAlias = Callable[[Entry], EntryRows]


class LostTarget(Exception):
    """A retraction of an event that the ledger does not hold: it cannot have accepted it."""


class Progress(NamedTuple):
    """How far the read model is now, how many entries this call added, and who leads.

    ``is_leading`` is false where another projector holds the lease; then waiting for it
    is all there is to do.
    """

    position: int
    scanned: int
    is_leading: bool


class Projector:
    """Projects one ledger into what stands at ``target``, while it holds the lease.

    ``holder`` names this projector among all that might try; ``clock`` is read for the
    lease alone. For one thread at a time.
    """

    def __init__(
        self,
        ledger: LedgerReader,
        target: Target,
        *,
        holder: str,
        clock: Clock,
        lease_us: int = LEASE_US,
        batch: int = BATCH,
        read: ReadEntry = read_entry,
    ) -> None:
        self._ledger = ledger
        self._target = target
        self._lease = Lease(PROJECTOR, holder, clock, lease_us)
        self._batch = batch
        self._read = read
        self._followed: _Followed | None = None

    def catch_up(self, limit: int | None = None) -> Progress:
        """Project what the ledger holds beyond the read model, at most ``limit`` entries.

        Returns at the head of the ledger, at the limit, or as soon as another projector
        holds the lease. Raises ``OutdatedReadModel`` where the ledger has begun an epoch that
        the read model was not made in.
        """
        scanned, epoch = 0, self._ledger.head().epoch
        while True:
            followed = self._current()
            room = self._batch if limit is None else min(self._batch, limit - scanned)
            try:
                position, is_leading = followed.lead(self._lease, epoch)
                rows = self._rows(position + 1, room if is_leading else 0)
                if not rows:
                    return Progress(position, scanned, is_leading)
                if followed.commit(self._lease, position, rows, epoch):
                    scanned += len(rows)
            except UnusableReadModel:
                if followed.stamp == self._target.stamp():
                    raise  # or else it was dropped, and another stands in its place

    def close(self) -> None:
        """Give the lease back, and the connection."""
        if self._followed is not None:
            followed, self._followed = self._followed, None
            followed.close(self._lease)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rows(self, start: int, limit: int) -> list[EntryRows]:
        entries = self._ledger.entries(start, limit) if limit > 0 else []
        return [self._read(entry) for entry in entries]

    def _current(self) -> _Followed:
        """The generation that stands now: a rebuild may have put another there."""
        while self._followed is None or self._followed.stamp != self._target.stamp():
            self.close()
            self._followed = _Followed(self._target, self._ledger, self._read)
        return self._followed


class _Followed:
    """One generation, opened for writing."""

    def __init__(self, target: Target, ledger: LedgerReader, read: ReadEntry) -> None:
        self._ledger = ledger
        self.stamp = target.stamp()
        self._connection = target.writer()
        try:
            with self._connection.snapshot():
                check_version(self._connection)
        except BaseException:
            self._connection.close()
            raise
        self._writer = Writer(self._connection, targets(ledger, read))
        self._written = -1

    def lead(self, lease: Lease, epoch: int) -> tuple[int, bool]:
        """The last position scanned, and whether the lease is ours now."""
        with self._connection.snapshot():
            is_leading = lease.is_fresh(self._connection)
            position = self._position()
            check_epoch(self._writer.epoch(), epoch)
        if not is_leading:
            with self._connection.transaction():
                is_leading = lease.take(self._connection)
                position = self._position()
        return position, is_leading

    def _position(self) -> int:
        position = self._writer.position()
        if position != self._written:
            self._writer.forget()  # another has been writing
            self._written = position
        return position

    def commit(self, lease: Lease, position: int, entries: Sequence[EntryRows], epoch: int) -> bool:
        """Write the entries that follow ``position``; False where that is no longer ours to do."""
        try:
            with self._connection.transaction():
                if not lease.take(self._connection) or self._writer.position() != position:
                    return False
                self._add(entries, epoch)
                self._writer.flush(epoch)
        except BaseException:
            self._writer.forget()
            raise
        self._written = position + len(entries)
        return True

    def _add(self, entries: Sequence[EntryRows], epoch: int) -> None:
        """Take entries in, and see that the ledger is still the one they were read from."""
        try:
            self._writer.add(entries)
        finally:
            require_epoch(self._ledger, epoch)

    def close(self, lease: Lease) -> None:
        with closing(self._connection):
            lease.give_back(self._connection)


def require_epoch(ledger: LedgerReader, epoch: int) -> None:
    """Raise ``OutdatedReadModel`` where ``ledger`` is no longer in ``epoch``.

    What was read before this call was read in that epoch or in an earlier one.
    """
    check_epoch(epoch, ledger.head().epoch)


def targets(ledger: LedgerReader, read: ReadEntry) -> Callable[[EventRetracted], EntryRows]:
    """Finds the entry that a retraction names, in the ledger."""

    def find(retraction: EventRetracted) -> EntryRows:
        receipt = ledger.find(retraction.source, retraction.id)
        entry = None if receipt is None else ledger.entry(receipt.position)
        if entry is None:
            raise LostTarget(f"{retraction.id} of {retraction.source} is not in the ledger")
        return read(entry)

    return find
