"""How far a ledger was published: which entries, and which refusals, others were told of.

The log itself is what waits to be published, and so is the quarantine; here stands only how far
that has come. It is moved on after the broker has acknowledged: what a crash comes between is
published again, under the same ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from ledger.entry import Entry
from ledger.moments import Clock
from ledger.store.database import Cursor, Database
from ledger.store.entries import read_head, read_recorded
from ledger.store.epochs import FIRST_EPOCH, Epoch, read_epochs
from ledger.store.failures import database_failures
from ledger.store.messages import Receipt

LEASE_US: Final = 10_000_000
"""How long a publisher that is mute is waited for: ten seconds."""


class OutboxCursor(Struct, frozen=True):
    """Every entry below ``position`` was published, and every refusal up to ``letter``.

    ``epoch`` is that of the ledger then.
    """

    position: int = 0
    epoch: int = FIRST_EPOCH
    letter: int = 0


class Letter(NamedTuple):
    """A refusal as it may be told to anybody: a row of the quarantine without its message."""

    id: int
    code: str
    pointer: str
    coordinates: str
    digest: str


class Pending(Struct, frozen=True):
    """What is to be published next, in order. ``stored`` is the cursor as it stands, None at first.

    ``start`` is where it goes on, and ``size`` how many entries the ledger has. The epoch of a
    receipt is the one in which its entry was recorded.
    """

    stored: OutboxCursor | None
    start: OutboxCursor
    size: int
    recorded: Sequence[tuple[Entry, Receipt]]
    letters: Sequence[Letter]

    @property
    def after(self) -> OutboxCursor:
        """The cursor once all of it is published."""
        letter = self.letters[-1].id if self.letters else self.start.letter
        return OutboxCursor(self.start.position + len(self.recorded), self.start.epoch, letter)


class Overtaken(Exception):
    """Another has published this ledger meanwhile."""


class Outbox:
    """What one ledger has to publish."""

    def __init__(self, datastore: Database) -> None:
        self._datastore = datastore

    def pending(self, limit: int, known: OutboxCursor | None = None) -> Pending:
        """At most ``limit`` entries and as many refusals; ``known`` is what the broker knows.

        Where an older copy of the ledger was put back, it goes on from the first entry that may
        be another than was published.
        """
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            stored, head = _read(cursor), read_head(cursor)
            epochs = read_epochs(cursor)
            start = _start(stored or OutboxCursor(), known, head.epoch, epochs)
            recorded = read_recorded(cursor, start.position, limit, epochs)
            letters = _letters(cursor, start.letter, limit)
        return Pending(stored, start, head.position + 1, recorded, letters)

    def move_on(self, stored: OutboxCursor | None, after: OutboxCursor) -> None:
        """Note that all up to ``after`` is published; ``stored`` is the cursor that was found.

        Raises :class:`Overtaken`, and then nothing is noted.
        """
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            if _read(cursor) != stored:
                raise Overtaken
            cursor.execute(
                "INSERT INTO outbox (only_row, position, epoch, letter) VALUES (1, ?, ?, ?) "
                "ON CONFLICT (only_row) DO UPDATE SET position = excluded.position, "
                "epoch = excluded.epoch, letter = excluded.letter",
                (after.position, after.epoch, after.letter),
            )


class PublisherLease:
    """At most one publisher for all ledgers of a home; another takes over when it is mute."""

    def __init__(self, datastore: Database, holder: str, clock: Clock) -> None:
        self._datastore = datastore
        self._holder = holder
        self._clock = clock

    def take(self) -> bool:
        """Take or renew the lease; False while another holds it, by a clock much like ours."""
        now_us = self._clock()
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "INSERT INTO publisher (only_row, holder, expires_us) VALUES (1, ?, ?) "
                "ON CONFLICT (only_row) DO UPDATE SET holder = excluded.holder, "
                "expires_us = excluded.expires_us WHERE publisher.holder = excluded.holder "
                # A clock that was set back would otherwise keep a dead one's lease for as long.
                "OR publisher.expires_us <= ? OR publisher.expires_us > ? RETURNING 1",
                (self._holder, now_us + LEASE_US, now_us, now_us + 2 * LEASE_US),
            )
            return bool(cursor.fetchall())

    def release(self) -> None:
        """Give the lease back, so that the next need not wait for it to run out."""
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute("UPDATE publisher SET expires_us = 0 WHERE holder = ?", (self._holder,))


def _read(cursor: Cursor) -> OutboxCursor | None:
    cursor.execute("SELECT position, epoch, letter FROM outbox")
    row = cursor.fetchone()
    return None if row is None else OutboxCursor(*row)


def _start(
    stored: OutboxCursor, known: OutboxCursor | None, epoch: int, epochs: Iterable[Epoch]
) -> OutboxCursor:
    """Where to go on, by what is stored and by what the broker knows."""
    found = max(stored, known or stored, key=lambda each: (each.epoch, each.position, each.letter))
    if found.epoch > epoch:  # of another ledger, which stood here before
        found = stored
    if found.epoch == epoch:
        return found
    unsure = [each.first_position for each in epochs if each.epoch > found.epoch]
    # The quarantine was put back as well: its numbers are given anew from where the copy ends.
    return OutboxCursor(min([found.position, *unsure]), epoch, stored.letter)


def _letters(cursor: Cursor, after: int, limit: int) -> list[Letter]:
    cursor.execute(
        "SELECT id, code, pointer, coordinates, digest FROM quarantine WHERE id > ? "
        "ORDER BY id LIMIT ?",
        (after, limit),
    )
    return [
        Letter(number, code, pointer, coordinates, bytes(digest).hex())
        for number, code, pointer, coordinates, digest in cursor.fetchall()
    ]
