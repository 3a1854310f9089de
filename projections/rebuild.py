"""Builds the read model anew beside the old one, and puts it in its place at one stroke.

The old one answers questions, and is kept up to date, until the very end. The new one
is written by the same code that projects live, in one transaction and with its indexes
last; memory does not depend on how long the ledger is.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from ledger.moments import Clock
from ledger.store.failures import DAMAGED, primary_code
from ledger.store.reader import LedgerReader
from projections.entry_rows import read_entry
from projections.lease import PROJECTOR, REBUILD, Lease
from projections.read_model.digests import digest_of_read_model
from projections.read_model.sqlite.connections import PAGE_BYTES, create, open_writer
from projections.read_model.sqlite.standing import fresh_path, put_in_place, remove
from projections.read_model.sqlite.tables import (
    OutdatedReadModel,
    check_version,
    create_indexes,
    create_tables,
    gather_fields,
)
from projections.read_model.writer import Writer
from projections.runner import Projector, ReadEntry, targets

READ_AT_ONCE: Final = 1_000
"""Entries read at once."""

ROWS_AT_ONCE: Final = 20_000
"""Rows written at once, in order of the tree; they are all that memory has to hold."""

SWITCH_S: Final = 0.000_5

REBUILD_LEASE_US: Final = 60_000_000

_LOADING: Final = (
    f"PRAGMA page_size = {PAGE_BYTES}",
    # A load that breaks off is thrown away whole, so nothing of it needs to survive.
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -32768",
)

_LOADED: Final = (
    "PRAGMA locking_mode = NORMAL",
    "PRAGMA journal_mode = WAL",
)

Report: TypeAlias = Callable[[int, int], None]
"""Told how many entries are done, and how many there are so far."""


class RebuildUnderWay(Exception):
    """Another rebuild of this read model holds the lease for it."""


class Rebuilt(NamedTuple):
    """What was built: up to which position, and how it compares with the old one.

    Both digests are of the read model as at ``compared_at``, the last position that both
    had reached. They are None where there was nothing to compare with.
    """

    position: int
    compared_at: int | None
    digest: str | None
    old_digest: str | None

    @property
    def agrees(self) -> bool:
        """Whether the old read model held the same; true where there was none."""
        return self.old_digest == self.digest


def rebuild(
    ledger: LedgerReader,
    path: Path,
    *,
    holder: str,
    clock: Clock,
    report: Report = lambda _done, _total: None,
    read: ReadEntry = read_entry,
) -> Rebuilt:
    """Build the read model at ``path`` anew from ``ledger``.

    One that is damaged is replaced without being compared with. Raises
    :class:`RebuildUnderWay` while another does the same.
    """
    lease = Lease(REBUILD, holder, clock, REBUILD_LEASE_US)
    try:
        return _rebuild(ledger, path, lease, report, read)
    except sqlite3.DatabaseError as failure:
        if primary_code(failure) not in DAMAGED:
            raise
    return _rebuild(ledger, path, lease, report, read, is_damaged=True)


def _rebuild(
    ledger: LedgerReader,
    path: Path,
    lease: Lease,
    report: Report,
    read: ReadEntry,
    *,
    is_damaged: bool = False,
) -> Rebuilt:
    holder, clock = lease.holder, lease.clock
    with nullcontext() if is_damaged else _old(path, lease) as old:
        fresh = fresh_path(path)
        try:
            _load(ledger, fresh, read, _renewing(report, old, lease))
            with Projector(ledger, fresh, holder=holder, clock=clock, read=read) as projector:
                rebuilt = _compared(fresh, old)
                position = _level(projector, ledger, rebuilt.position)
                if old is not None:
                    Lease(PROJECTOR, holder, clock).seize(old)
                position = _level(projector, ledger, position)
            put_in_place(path, fresh)
        except BaseException:
            remove(fresh)
            raise
    return rebuilt._replace(position=position)


@contextmanager
def _old(path: Path, lease: Lease) -> Iterator[sqlite3.Connection | None]:
    """The old read model under the lease to rebuild it; None where it cannot be used."""
    old = _opened(path)
    if old is None:
        yield None
        return
    with closing(old):
        if not lease.take(old):
            raise RebuildUnderWay(path.name)
        try:
            yield old
        finally:
            lease.release(old)


def _opened(path: Path) -> sqlite3.Connection | None:
    """The read model at ``path``, made where there is none; None where it cannot be used."""
    try:
        create(path)
        connection = open_writer(path)
    except sqlite3.DatabaseError:
        return None
    try:
        check_version(connection)
    except (sqlite3.DatabaseError, OutdatedReadModel):
        connection.close()
        return None
    return connection


def _renewing(report: Report, old: sqlite3.Connection | None, lease: Lease) -> Report:
    """``report``, and the lease renewed now and then."""

    def renewed(done: int, total: int) -> None:
        if old is not None and not lease.is_fresh(old) and not lease.take(old):
            message = "another rebuild has begun"
            raise RebuildUnderWay(message)
        report(done, total)

    return renewed


def _load(ledger: LedgerReader, fresh: Path, read: ReadEntry, report: Report) -> None:
    """Every entry there is, into a new file without indexes; then the indexes."""
    with closing(
        sqlite3.connect(fresh, isolation_level=None, check_same_thread=False)
    ) as connection:
        for pragma in _LOADING:
            connection.execute(pragma)
        connection.execute("BEGIN")
        create_tables(connection)
        with _at_full_speed(), ThreadPoolExecutor(max_workers=1) as aside:
            find = targets(ledger, read)
            _fill(ledger, Writer(connection, find, aside=aside, fields_last=True), read, report)
        connection.execute("PRAGMA cache_size = -4096")  # which bounds what sorting takes, too
        gather_fields(connection)
        create_indexes(connection)
        connection.execute("COMMIT")
        for pragma in _LOADED:
            connection.execute(pragma)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())


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
    done = 0
    report(done, ledger.head().size)
    while entries := ledger.entries(done, READ_AT_ONCE):
        writer.add(read(entry) for entry in entries)
        if writer.waiting >= ROWS_AT_ONCE:
            writer.flush()
        done += len(entries)
        report(done, max(done, ledger.head().size))
    writer.flush()
    writer.settle()


def _level(projector: Projector, ledger: LedgerReader, position: int) -> int:
    """The last position, once what came meanwhile is projected too."""
    is_level = position == ledger.head().size - 1
    return position if is_level else projector.catch_up().position


def _compared(fresh: Path, old: sqlite3.Connection | None) -> Rebuilt:
    """The digests of both at the last position that both have reached."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as new, _snapshot(new):
        position = _position(new)
        if old is None:
            return Rebuilt(position, None, None, None)
        with _snapshot(old):
            common = min(position, _position(old))
            if common < 0:
                return Rebuilt(position, None, None, None)
            digests = (digest_of_read_model(each, common) for each in (new, old))
            return Rebuilt(position, common, *digests)


def _position(connection: sqlite3.Connection) -> int:
    (position,) = connection.execute("SELECT position FROM projection").fetchone()
    return int(position)


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")
