"""Builds the read model anew beside the old one, and puts it in its place at one stroke.

The old one answers questions, and is kept up to date, until the very end; then it is kept
to be put back. The new one is written by the same code that projects live, in one
transaction and with its indexes last; memory does not depend on how long the ledger is.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeAlias

from ledger.moments import Clock
from ledger.store.reader import LedgerReader
from projections.entry_rows import read_entry
from projections.generations import (
    Old,
    Rebuilt,
    hold,
    put_in_place,
    rebuild_lease,
    standing_under,
)
from projections.lease import Lease
from projections.read_model.failures import DamagedReadModel
from projections.read_model.place import Place
from projections.read_model.writer import Writer
from projections.runner import ReadEntry, require_epoch, targets

READ_AT_ONCE: Final = 1_000
"""Entries read at once."""

ROWS_AT_ONCE: Final = 20_000
"""Rows written at once, in order of the tree; they are all that memory has to hold."""

SWITCH_S: Final = 0.000_5

Report: TypeAlias = Callable[[int, int], None]
"""Told how many entries are done, and how many there are so far."""


def rebuild(
    ledger: LedgerReader,
    place: Place,
    *,
    holder: str,
    clock: Clock,
    report: Report = lambda _done, _total: None,
    read: ReadEntry = read_entry,
) -> Rebuilt:
    """Build the read model at ``place`` anew from ``ledger``; the one before is kept.

    One that is damaged is replaced without being compared with, and not kept. Raises
    :class:`RebuildUnderWay` while another does the same.
    """
    lease = rebuild_lease(holder, clock)
    try:
        with standing_under(place, lease) as old:
            return _rebuild(ledger, place, lease, report, read, old)
    except DamagedReadModel:
        return _rebuild(ledger, place, lease, report, read, None)


def _rebuild(
    ledger: LedgerReader,
    place: Place,
    lease: Lease,
    report: Report,
    read: ReadEntry,
    old: Old | None,
) -> Rebuilt:
    fresh = place.fresh()
    try:
        _load(ledger, place, fresh, read, _renewing(report, old, lease))
        return put_in_place(ledger, place, fresh, lease, read, old)
    except BaseException:
        if place.standing() != fresh:
            place.drop(fresh)
        raise


def _renewing(report: Report, old: Old | None, lease: Lease) -> Report:
    """``report``, and the lease renewed now and then."""

    def renewed(done: int, total: int) -> None:
        hold(old, lease)
        report(done, total)

    return renewed


def _load(ledger: LedgerReader, place: Place, fresh: int, read: ReadEntry, report: Report) -> None:
    """Every entry there is, into a new generation without indexes; then the indexes."""
    with (
        place.loading(fresh) as connection,
        _at_full_speed(),
        ThreadPoolExecutor(max_workers=1) as aside,
    ):
        _fill(ledger, Writer(connection, targets(ledger, read), aside=aside), read, report)


@contextmanager
def _at_full_speed() -> Iterator[None]:
    """Set Python up for two threads that make millions of rows, and put it back afterwards.

    It would spend a fifth of the time looking for cycles among rows, which have none, and
    let the thread that writes wait for 5 ms whenever it wants a word.
    """
    interval = sys.getswitchinterval()
    was_enabled = gc.isenabled()
    gc.disable()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if was_enabled:
            gc.enable()


def _fill(ledger: LedgerReader, writer: Writer, read: ReadEntry, report: Report) -> None:
    done, epoch = 0, ledger.head().epoch
    report(done, ledger.head().size)
    while entries := ledger.entries(done, READ_AT_ONCE):
        writer.add(read(entry) for entry in entries)
        if writer.waiting >= ROWS_AT_ONCE:
            writer.flush(epoch)
        done += len(entries)
        report(done, max(done, ledger.head().size))
    writer.flush(epoch)
    writer.settle()
    require_epoch(ledger, epoch)
