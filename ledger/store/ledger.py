"""A ledger: one council's record, to append to and to read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Self, TypeVar

from ledger.entry import Actor
from ledger.moments import Clock
from ledger.store.append import Appender, Prepared
from ledger.store.compose import Entropy
from ledger.store.database import Cursor, Database, WhenSent, nothing
from ledger.store.deliveries import Delivering, NotThere, Retrying
from ledger.store.failures import LedgerReplaced, NoLedger, database_failures
from ledger.store.feeds import Delivery, FeedPosition, read_feeds
from ledger.store.home import Home
from ledger.store.identity import (
    SECRET_BYTES,
    Identity,
    check_council,
    create_identity,
    read_identity,
    read_roles,
    write_roles,
)
from ledger.store.messages import Candidate, Delivered, Item, Outcome
from ledger.store.outbox import Outbox
from ledger.store.parking import Parking
from ledger.store.quarantine import Quarantine
from ledger.store.reading import StoredReader
from ledger.store.tables import migrate, newest

T = TypeVar("T")


class Ledger(StoredReader):
    """One council's ledger, in a database of its own.

    Made by :meth:`create` or :meth:`open`. All threads of a process share one; any number
    of processes may have the same ledger open. Methods raise ``StoreUnavailable`` when
    the database cannot be used for now, and ``CorruptLedger`` when it cannot be believed.
    """

    def __init__(self, datastore: Database, *, clock: Clock, entropy: Entropy) -> None:
        super().__init__(datastore)
        self.quarantine = Quarantine(datastore)
        self.parked = Parking(datastore)
        self.outbox = Outbox(datastore)
        self._clock = clock
        self._entropy = entropy
        self._appender = self._new_appender()

    @classmethod
    def create(
        cls,
        home: Home,
        *,
        council: str,
        origin: str,
        clock: Clock,
        entropy: Entropy,
        roles: Mapping[str, str] | None = None,
    ) -> Self:
        """A new, empty ledger for ``council`` in ``home``.

        ``origin`` names the log towards the outside; ``roles`` are the council's own, key ->
        label. Raises ``LedgerExists`` where there is a ledger already, ValueError where
        ``council`` or a role is no key. What a crash left half made is made again.
        """
        check_council(council)
        database = home.make(council)
        try:
            with database_failures(), database.transaction(commit=True) as cursor:
                migrate(database, cursor)
                create_identity(
                    cursor,
                    council=council,
                    origin=origin,
                    created_us=clock(),
                    secret=entropy(SECRET_BYTES),
                )
                write_roles(cursor, roles or {})
            return cls(database, clock=clock, entropy=entropy)
        except BaseException:
            database.close()
            raise

    @classmethod
    def open(cls, home: Home, council: str, *, clock: Clock, entropy: Entropy) -> Self:
        """The ledger of ``council`` in ``home``, its tables brought to the newest version.

        Raises ``NoLedger`` where there is none, ``UnknownFormat`` where it was written by a
        newer release.
        """
        database = home.open(council)
        try:
            _bring_up_to_date(database, council)
            return cls(database, clock=clock, entropy=entropy)
        except BaseException:
            database.close()
            raise

    def append(self, items: Sequence[Item], *, actor: Actor, atomic: bool = False) -> list[Outcome]:
        """Record the events of a batch in one transaction; an outcome for each item, in order.

        Each item is judged with those before it in the batch taken in. It is recorded; or
        known already by (source, id) with the same content, and answered with its first
        receipt as a duplicate; or refused, and kept in the quarantine. With ``atomic``
        everything is recorded or nothing: one refusal turns what would have been recorded
        into ``BATCH_ABORTED``, which is not kept.

        ``actor`` stands in every entry. Raises ``StoreUnavailable`` with ``LEDGER_BUSY``,
        ``CLOCK_BEHIND`` or ``STORAGE_FAILED``; then nothing was recorded or kept, and the same
        batch may be sent again.
        """
        return self.record(self.prepare(items, actor=actor), atomic=atomic)

    def prepare(self, items: Sequence[Item], *, actor: Actor) -> Prepared:
        """The half of :meth:`append` that needs no lock and depends on no other event.

        For :meth:`record`, once; another thread may be recording meanwhile.
        """
        return self._appender.prepare(items, actor=actor)

    def record(
        self,
        prepared: Prepared,
        *,
        atomic: bool = False,
        when_sent: WhenSent = nothing,
    ) -> list[Outcome]:
        """The other half of :meth:`append`.

        ``when_sent`` is called when the database has all of it and has only to finish and to make
        it durable, under the write lock: let it do no more than begin what can go on beside.
        """
        return self._appending(
            lambda appender: appender.append(prepared, atomic=atomic, when_sent=when_sent)
        )

    def deliver(
        self,
        items: Sequence[Item],
        *,
        actor: Actor,
        delivery: Delivery,
        when_sent: WhenSent = nothing,
    ) -> list[Delivered]:
        """Record what a feed brought for this ledger, and that it was dealt with; see `append`.

        ``items`` are in the order of the feed, and may be none: then its position is moved on
        alone. All is one transaction. What may yet be recorded is parked and not refused, and so
        is each later event of its stream. Raises ``Fenced`` where the feed stands at another
        position here than the delivery expects; then nothing was written. ``when_sent`` as in
        :meth:`record`.
        """
        prepared = self.prepare(items, actor=actor)
        beside = Delivering(delivery, self._entropy)
        return self._appending(
            lambda appender: appender.deliver(prepared, beside=beside, when_sent=when_sent)
        )

    def retry(
        self,
        stream: str,
        ids: Sequence[int],
        items: Sequence[Item],
        *,
        actor: Actor,
        give_up: bool = False,
    ) -> list[Delivered]:
        """Decide anew about the first messages that ``stream`` has parked, in one transaction.

        ``ids`` are theirs as `parked` tells them, ``items`` the same messages. What is recorded,
        known already or refused for good is parked no more; the rest keeps its place, and is due
        later the more often it was tried. With ``give_up`` whatever cannot be recorded is refused
        for good. No outcome at all where another process was quicker: then nothing was written.
        """
        prepared = self.prepare(items, actor=actor)
        beside = Retrying(stream, ids, self._entropy, give_up=give_up)
        try:
            return self._appending(lambda appender: appender.deliver(prepared, beside=beside))
        except NotThere:
            return []

    def feeds(self) -> list[FeedPosition]:
        """How far this ledger is with each feed that has brought it anything."""
        with self._reading() as cursor:
            return read_feeds(cursor)

    def append_own(self, items: Sequence[Candidate], *, actor: Actor) -> list[Outcome]:
        """As :meth:`append`, atomic, for the ledger's events about itself and for no others."""
        prepared = self._appender.prepare(items, actor=actor, own=True)
        return self._appending(lambda appender: appender.append(prepared, atomic=True))

    def validate(
        self, items: Sequence[Item], *, actor: Actor, atomic: bool = False
    ) -> list[Outcome]:
        """What :meth:`append` would answer now. Nothing is recorded, kept or locked.

        The receipts tell where the events would stand, under ids that will not come again.
        """
        return self.judge(self.prepare(items, actor=actor), atomic=atomic)

    def judge(self, prepared: Prepared, *, atomic: bool = False) -> list[Outcome]:
        """As :meth:`validate`, of what is prepared already."""
        return self._appending(lambda appender: appender.judge(prepared, atomic=atomic))

    @contextmanager
    def snapshot(self) -> Iterator[Cursor]:
        """A transaction that sees the ledger as it stands now, for whoever copies it."""
        with self._reading() as cursor:
            yield cursor

    @property
    def identity(self) -> Identity:
        """Whose ledger it is; its epoch is that of now."""
        with self._reading() as cursor:
            return read_identity(cursor)[0]

    @property
    def tables_version(self) -> int:
        """The version of the tables, which is the newest since the ledger was opened."""
        with self._reading() as cursor:
            return self._datastore.dialect.version(cursor)

    @property
    def roles(self) -> Mapping[str, str]:
        """The council's own roles as they are now, key -> label: read them once a batch."""
        with self._reading() as cursor:
            return read_roles(cursor)

    def set_roles(self, roles: Mapping[str, str]) -> None:
        """Put ``roles`` in the place of the council's own; ValueError where a key is none."""
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            write_roles(cursor, roles)

    def _appending(self, append: Callable[[Appender], T]) -> T:
        """What ``append`` answers; where a restore has just begun an epoch, in that epoch."""
        try:
            return append(self._appender)
        except LedgerReplaced:
            self._appender = self._new_appender()
            return append(self._appender)

    def _new_appender(self) -> Appender:
        """One that appends to the ledger that stands now."""
        with self._reading() as cursor:
            identity, secret = read_identity(cursor)
        return Appender(
            datastore=self._datastore,
            identity=identity,
            secret=secret,
            clock=self._clock,
            entropy=self._entropy,
        )

    def close(self) -> None:
        """Close every connection. The ledger cannot be used through this object any more."""
        self._datastore.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _bring_up_to_date(database: Database, council: str) -> None:
    with database_failures(), database.transaction(commit=False) as cursor:
        version = database.dialect.version(cursor)
    if version == 0:
        raise NoLedger(council)
    if version != newest():
        with database_failures(), database.transaction(commit=True) as cursor:
            migrate(database, cursor)
