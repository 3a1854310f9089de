"""The quarantine of messages that name no ledger here: the one that belongs to no council."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, Final, NamedTuple

from msgspec import structs

from ledger.moments import Clock
from ledger.store.compose import Entropy
from ledger.store.copying import FEEDS, INCIDENTS, QUARANTINE, pages
from ledger.store.database import Cursor, Database
from ledger.store.failures import LedgerExists, database_failures
from ledger.store.feeds import (
    Delivery,
    FeedPosition,
    add_feed,
    move_on,
    read_feeds,
    require_expected,
)
from ledger.store.home import Home
from ledger.store.identity import SECRET_BYTES, create_identity, read_identity
from ledger.store.incidents import Incidents, add_incident
from ledger.store.messages import Refused, Rejected, refused
from ledger.store.outbox import Outbox, PublisherLease
from ledger.store.quarantine import Quarantine, keep, put_back
from ledger.store.tables import migrate, newest

NAME: Final = "unrouted"
"""Its council and its origin; the origin of a ledger has another form."""


class _Kept(NamedTuple):
    datastore: Database
    secret: bytes


class Unrouted:
    """Keeps what was refused before any ledger could be told, in a database of its own.

    It has the tables of a ledger and no entry ever. It is made in ``home`` by the first
    message that has to be kept.
    """

    def __init__(self, home: Home, clock: Clock, entropy: Entropy) -> None:
        self._home = home
        self._clock = clock
        self._entropy = entropy
        self._kept: _Kept | None = None
        self._lock = Lock()

    def keep(self, items: Sequence[Rejected]) -> list[Refused]:
        """Keep each message; its refusal with the number of its row. Raises StoreUnavailable."""
        datastore, secret = self._opened()
        with database_failures(), datastore.transaction(commit=True) as cursor:
            return _kept(cursor, secret, items, self._clock())

    def deliver(self, items: Sequence[Rejected], *, delivery: Delivery) -> list[Refused]:
        """Keep what a feed brought for no ledger, and that it was dealt with, in one transaction.

        As `Ledger.deliver`, with its failures.
        """
        datastore, secret = self._opened()
        now_us = self._clock()
        with database_failures(), datastore.transaction(commit=True) as cursor:
            require_expected(cursor, delivery)
            outcomes = _kept(cursor, secret, items, now_us)
            move_on(cursor, delivery, now_us)
            return outcomes

    def feeds(self) -> list[FeedPosition]:
        """How far this store is with each feed; nothing is made for the question."""
        if not self.is_made():
            return []
        with database_failures(), self._opened().datastore.transaction(commit=False) as cursor:
            return read_feeds(cursor)

    @contextmanager
    def snapshot(self) -> Iterator[Cursor]:
        """A transaction that sees all that is kept as it stands now, for whoever copies it."""
        with database_failures(), self._opened().datastore.transaction(commit=False) as cursor:
            yield cursor

    def put_back(self, backup: Cursor) -> int:
        """Add what the backup that ``backup`` sees holds and this lacks; how many messages.

        Nothing that is here changes. How far feeds were read that are not known here is noted
        too, so that they are read on from there, and what was lost of any.
        """
        datastore, secret = self._opened()
        is_foreign = read_identity(backup)[1] != secret
        added = 0

        def add(cursor: Cursor, row: Sequence[Any]) -> None:
            nonlocal added
            added += put_back(cursor, secret, row, is_foreign=is_foreign)

        for table, note in ((QUARANTINE, add), (FEEDS, add_feed), (INCIDENTS, add_incident)):
            for rows in pages(backup, table):
                with database_failures(), datastore.transaction(commit=True) as cursor:
                    for row in rows:
                        note(cursor, row)
        return added

    @property
    def incidents(self) -> Incidents:
        """What was lost of any feed; the database for it is made where it is missing."""
        return Incidents(self._opened().datastore, self._clock)

    @property
    def outbox(self) -> Outbox | None:
        """What there is to publish of what was kept; None while nothing was."""
        return Outbox(self._opened().datastore) if self.is_made() else None

    def publisher_lease(self, holder: str) -> PublisherLease:
        """The lease of whoever publishes for the home; ``holder`` tells it from every other."""
        return PublisherLease(self._opened().datastore, holder, self._clock)

    def is_made(self) -> bool:
        """Whether anything was ever kept here."""
        return self._kept is not None or self._home.has_unrouted()

    @property
    def quarantine(self) -> Quarantine | None:
        """What was kept, to look at; None while nothing was."""
        if not self.is_made():
            return None
        return Quarantine(self._opened().datastore)

    def prepare(self) -> None:
        """Make it before the first message comes: who only writes later may not be able to."""
        self._opened()

    def close(self) -> None:
        """Close every connection; what comes later opens it anew."""
        with self._lock:
            if self._kept is not None:
                self._kept.datastore.close()
                self._kept = None

    def _opened(self) -> _Kept:
        with self._lock:
            if self._kept is None:
                datastore = self._home.make_unrouted()
                try:
                    self._kept = _Kept(datastore, self._prepare(datastore))
                except BaseException:
                    datastore.close()
                    raise
            return self._kept

    def _prepare(self, datastore: Database) -> bytes:
        """Bring the tables up to date; the secret under which digests are made.

        Where they are, that takes no lock: what is kept can be looked at beside whoever writes.
        """
        with database_failures(), datastore.transaction(commit=False) as cursor:
            if datastore.dialect.version(cursor) == newest():
                return read_identity(cursor)[1]
        with database_failures(), datastore.transaction(commit=True) as cursor:
            migrate(datastore, cursor)
            with suppress(LedgerExists):  # it is opened not for the first time
                create_identity(
                    cursor,
                    council=NAME,
                    origin=NAME,
                    created_us=self._clock(),
                    secret=self._entropy(SECRET_BYTES),
                )
            return read_identity(cursor)[1]


def _kept(cursor: Cursor, secret: bytes, items: Sequence[Rejected], now_us: int) -> list[Refused]:
    return [
        structs.replace(outcome, quarantine_id=keep(cursor, secret, item, outcome, now_us))
        for item in items
        for outcome in (refused(item, item.refusal),)
    ]
