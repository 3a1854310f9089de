"""A backup put back: checked, built beside the ledger that stands, and put in its place at once.

A restore begins an epoch. Whoever was given a position before is told where it may have come to
mean another entry; what was erased since the backup stays erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple

from ledger.moments import Clock
from ledger.store.backup import Backup
from ledger.store.copying import (
    GROWING,
    LEAVES,
    STANDING,
    Report,
    copy_identity,
    copy_tables,
    forget_erased,
    number_on,
    pages,
    silent,
)
from ledger.store.database import Cursor, Database
from ledger.store.entries import read_head
from ledger.store.epochs import Epoch, read_epochs, write_epochs
from ledger.store.failures import NoLedger, database_failures
from ledger.store.home import Home, Over, Staged
from ledger.store.identity import read_identity
from ledger.store.sqlite.backup_file import reading
from ledger.store.tables import migrate
from ledger.store.unrouted import Unrouted


class Comparison(NamedTuple):
    """A backup beside the ledger that stands.

    ``common`` entries are the same in both, from the first one on; the ledger that stands has
    ``standing`` of them.
    """

    standing: int
    common: int

    @property
    def lost(self) -> int:
        """How many entries of the ledger that stands are not in the backup."""
        return self.standing - self.common


class Restored(NamedTuple):
    """What a restore did: the epoch it began, the epoch kept aside, the entries not put back."""

    epoch: int
    entries: int
    kept_aside: int | None
    lost: int


class WouldLose(Exception):
    """The ledger that stands has entries that the backup has not."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(f"{comparison.lost} entries would be lost")
        self.comparison = comparison


def compare(home: Home, backup: Backup) -> Comparison | None:
    """The backup beside the ledger of its council in ``home``; None where it has none."""
    with database_failures(), _standing(home, backup.identity.council) as standing:
        if standing is None:
            return None
        with reading(backup.path) as cursor, standing.transaction(commit=False) as there:
            return _compared(cursor, there)


def restore_unrouted(unrouted: Unrouted, backup: Backup) -> int:
    """Add what the checked ``backup`` holds of what belongs to no ledger; how many messages.

    Nothing that is in ``unrouted`` already is changed or comes twice.
    """
    with reading(backup.path) as cursor:
        return unrouted.put_back(cursor)


def restore(
    home: Home,
    backup: Backup,
    *,
    clock: Clock,
    replace: bool = False,
    report: Report = silent,
) -> Restored:
    """Put the checked ``backup`` in the place of the ledger of its council, in a new epoch.

    Nobody waits but in the end, for as long as names are exchanged. The ledger that stood is kept
    aside. Raises :class:`WouldLose` where it has entries that the backup has not, unless
    ``replace``; ``StagingUnderWay`` while another process does the same.
    """
    council = backup.identity.council
    with database_failures(), reading(backup.path) as cursor, home.staging(council) as staged:
        with staged.database.transaction(commit=True) as written:
            migrate(staged.database, written)
        copy_tables(cursor, staged.database, (*GROWING, *STANDING), report)
        restoring = _Restoring(backup, cursor, staged, clock, replace=replace)
        with _standing(home, council) as standing:
            if standing is None:
                return restoring.where_nothing_stands()
            return restoring.over(standing)


@contextmanager
def _standing(home: Home, council: str) -> Iterator[Database | None]:
    """The database of the ledger of ``council``; None where there is none, or one half made."""
    try:
        database = home.open(council)
    except NoLedger:
        yield None
        return
    with closing(database):
        with database.transaction(commit=False) as cursor:
            is_made = database.dialect.version(cursor) > 0
        yield database if is_made else None


class _Restoring:
    """The end of a restore: what is staged becomes the ledger."""

    def __init__(
        self, backup: Backup, cursor: Cursor, staged: Staged, clock: Clock, *, replace: bool
    ) -> None:
        self._backup = backup
        self._cursor = cursor
        self._staged = staged
        self._clock = clock
        self._replace = replace

    def where_nothing_stands(self) -> Restored:
        """Nobody can say what came after the backup: from its end on all is in doubt."""
        return self._put_in_place(None, [], self._backup.entries, 0)

    def over(self, standing: Database) -> Restored:
        """In the place of ``standing``, under its write lock."""
        with standing.transaction(commit=False) as there:
            earlier = _compared(self._cursor, there)
        with standing.transaction(commit=True) as there:
            migrate(standing, there)
            compared = _compared(self._cursor, there, earlier.common)
            if compared.lost and not self._replace:
                raise WouldLose(compared)
            forget_erased(there, self._staged.database, compared.common)
            identity, _ = read_identity(there)
            epochs = read_epochs(there)
            over = Over(identity.epoch, there)
            return self._put_in_place(over, epochs, compared.common, compared.lost)

    def _put_in_place(
        self, over: Over | None, known: Iterable[Epoch], common: int, lost: int
    ) -> Restored:
        before = max(self._backup.identity.epoch, over.epoch if over else 0)
        began = Epoch(before + 1, common, self._clock())
        database = self._staged.database
        with database.transaction(commit=True) as cursor:
            own = {each.epoch for each in read_epochs(cursor)}
            write_epochs(cursor, [*(each for each in known if each.epoch not in own), began])
            copy_identity(self._cursor, cursor, began.epoch)
            number_on(database, cursor)
        self._staged.put_in_place(began.epoch, over)
        kept = over.epoch if over else None
        return Restored(began.epoch, self._backup.entries, kept, lost)


def _compared(backup: Cursor, there: Cursor, start: int = 0) -> Comparison:
    """Every leaf beside its like, from ``start`` on; up to there they are known to be the same."""
    standing, common = read_head(there).position + 1, start
    for ours, theirs in zip(
        pages(backup, LEAVES, (start,)), pages(there, LEAVES, (start,)), strict=False
    ):
        for our, their in zip(ours, theirs, strict=False):
            if tuple(our) != tuple(their):
                return Comparison(standing, common)
            common += 1
    return Comparison(standing, common)
