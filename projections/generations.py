"""The generations of a read model: how one takes the place of another, and is put back.

Whoever changes what stands holds the lease for it. The one to stand is brought level with
the ledger and compared with the one before, which answers until the very end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final, NamedTuple

from ledger.moments import Clock
from ledger.store.reader import LedgerReader
from projections.entry_rows import read_entry
from projections.lease import PROJECTOR, REBUILD, Lease
from projections.read_model.database import WritingConnection
from projections.read_model.digests import digest_of_read_model
from projections.read_model.failures import OutdatedReadModel, UnusableReadModel
from projections.read_model.place import Generation, Place
from projections.read_model.version import check_ledger, check_version
from projections.runner import Projector, ReadEntry

REBUILD_LEASE_US: Final = 60_000_000


class RebuildUnderWay(Exception):
    """Another rebuild of this read model holds the lease for it."""


class NothingKept(Exception):
    """There is no older generation of this read model."""


class Rebuilt(NamedTuple):
    """What stands now: projected up to which position, and how it compares with the old one.

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


def roll_back(ledger: LedgerReader, place: Place, *, holder: str, clock: Clock) -> Rebuilt:
    """Let the generation that was kept stand again, level with the ledger; keep the other.

    Raises :class:`NothingKept`; ``OutdatedReadModel`` where this release or this ledger is
    not the one it was made by; :class:`RebuildUnderWay` while another builds.
    """
    lease = rebuild_lease(holder, clock)
    with standing_under(place, lease) as old:
        number = _kept(place)
        with closing(place.generation(number).writer()) as kept, kept.snapshot():
            check_version(kept)
            check_ledger(kept, ledger)
        return put_in_place(ledger, place, number, lease, read_entry, old)


def drop_old(place: Place, *, holder: str, clock: Clock) -> int:
    """Remove the generation that was kept; its number. Raises :class:`NothingKept`."""
    with standing_under(place, rebuild_lease(holder, clock)):
        number = _kept(place)
        place.drop(number)
        return number


def generations(place: Place) -> list[Generation]:
    """The generations that there are, the one that stands first."""
    there = ((place.standing(), True), (place.kept(), False))
    return [_seen(place, number, stands=stands) for number, stands in there if number is not None]


def _seen(place: Place, number: int, *, stands: bool) -> Generation:
    size_bytes = place.size_bytes(number)
    try:
        connection = place.generation(number).writer()
        try:
            with connection.snapshot():
                check_version(connection)
                events = _position(connection) + 1
        finally:
            connection.close()
    except UnusableReadModel:
        return Generation(number, stands, None, size_bytes)
    return Generation(number, stands, events, size_bytes)


def rebuild_lease(holder: str, clock: Clock) -> Lease:
    """The lease of whoever changes what stands."""
    return Lease(REBUILD, holder, clock, REBUILD_LEASE_US)


def _kept(place: Place) -> int:
    number = place.kept()
    if number is None:
        raise NothingKept(place.name)
    return number


def put_in_place(
    ledger: LedgerReader,
    place: Place,
    number: int,
    lease: Lease,
    read: ReadEntry,
    old: Old | None,
) -> Rebuilt:
    """Bring a generation level with the ledger, compare it with the old one, let it stand."""
    target = place.generation(number)
    mine = Lease(PROJECTOR, lease.holder, lease.clock)
    with (
        closing(target.writer()) as new,
        Projector(ledger, target, holder=lease.holder, clock=lease.clock, read=read) as projector,
    ):
        hold(old, lease)
        rebuilt = _compared(new, old)
        with new.transaction():
            mine.seize(new)  # from whoever followed it while it stood
        projector.catch_up()
        hold(old, lease)
        if old is not None:
            with old.connection.transaction():
                mine.seize(old.connection)
        position = projector.catch_up().position
    place.stand(number, keep_old=old is not None)
    return rebuilt._replace(position=position)


def hold(old: Old | None, lease: Lease) -> None:
    """Raise :class:`RebuildUnderWay` where another has taken over what we were at."""
    if old is not None and not old.is_ours(lease):
        message = "another rebuild has begun"
        raise RebuildUnderWay(message)


class Old(NamedTuple):
    """The generation that stands; ``is_read`` says whether this release can read it."""

    connection: WritingConnection
    is_read: bool

    def is_ours(self, lease: Lease) -> bool:
        """Whether ``lease`` is still held, renewed where it is time."""
        with self.connection.snapshot():
            if lease.is_fresh(self.connection):
                return True
        with self.connection.transaction():
            return lease.take(self.connection)


@contextmanager
def standing_under(place: Place, lease: Lease) -> Iterator[Old | None]:
    """The generation that stands, under the lease to rebuild it; None where it is unusable."""
    old = _opened(place)
    if old is None:
        yield None
        return
    connection = old.connection
    with closing(connection):
        with connection.transaction():
            if not lease.take(connection):
                raise RebuildUnderWay(place.name)
        try:
            yield old
        finally:
            lease.give_back(connection)


def _opened(place: Place) -> Old | None:
    """What stands at ``place``, made where there is nothing; None where it cannot be used."""
    try:
        place.create()
        connection = place.writer()
    except UnusableReadModel:
        return None
    try:
        with connection.snapshot():
            check_version(connection)
    except OutdatedReadModel:
        return Old(connection, is_read=False)
    except UnusableReadModel:
        connection.close()
        return None
    except BaseException:
        connection.close()
        raise
    return Old(connection, is_read=True)


def _compared(new: WritingConnection, old: Old | None) -> Rebuilt:
    """The digests of both at the last position that both have reached."""
    with new.snapshot():
        position = _position(new)
        if old is None or not old.is_read:
            return Rebuilt(position, None, None, None)
        with old.connection.snapshot():
            common = min(position, _position(old.connection))
            if common < 0 or _epoch(old.connection) != _epoch(new):
                return Rebuilt(position, None, None, None)
            digests = (digest_of_read_model(each, common) for each in (new, old.connection))
            return Rebuilt(position, common, *digests)


def _epoch(connection: WritingConnection) -> int | None:
    (epoch,) = connection.execute("SELECT epoch FROM projection").fetchone()
    return None if epoch is None else int(epoch)


def _position(connection: WritingConnection) -> int:
    (position,) = connection.execute("SELECT position FROM projection").fetchone()
    return int(position)
