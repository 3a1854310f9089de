"""Messages that are held back: refused for now, and by nothing that cannot still come.

An event may come before the one that opens its stream, or before those that its sender had seen:
on several partitions order is kept within each alone. It waits here, and whatever comes for the
same stream from a feed waits behind it. Messages of a stream stay in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from ledger.moments import format_us
from ledger.store.database import Cursor, Database
from ledger.store.failures import database_failures
from ledger.store.messages import Candidate, Parked, RawMessage
from ledger.store.parameters import chunks
from ledger.store.quarantine import PAGE

AT_ONCE: Final = 500
"""Messages of one stream that are tried again in one transaction."""
_COLUMNS: Final = (
    "id, stream, code, detail, body, headers, channel, coordinates, attempts, first_us, next_us"
)
_HEAD: Final = "NOT EXISTS (SELECT 1 FROM parked q WHERE q.stream = p.stream AND q.id < p.id)"
_decode_headers: Final = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_encode: Final = msgspec.json.encode


class Patience(Struct, frozen=True):
    """How long a message is held back.

    It is tried ``attempts`` times, after ``first_s`` and twice as long each time, up to
    ``longest_s``.
    """

    first_s: float = 1.0
    longest_s: float = 300.0
    attempts: int = 14

    def wait_us(self, attempts: int, chance: float) -> int:
        """Microseconds until the next attempt after so many; ``chance`` in [0, 1) spreads them."""
        wait_s = min(self.longest_s, self.first_s * 2.0 ** min(attempts, 60))
        return int(wait_s * (0.5 + chance) * 1_000_000)


PATIENCE: Final = Patience()
"""About three quarters of an hour."""


class ParkedMessage(Struct, frozen=True, kw_only=True):
    """A message that is held back. ``attempts`` and ``next_at`` count for the first of a stream."""

    id: int
    stream: str
    code: str
    detail: str
    raw: RawMessage
    attempts: int
    first_at: str
    next_at: str


class ParkedMessages:
    """The parked messages of one ledger."""

    def __init__(self, datastore: Database) -> None:
        self._datastore = datastore

    def list(self, *, stream: str | None = None, limit: int = PAGE, after: int = 0) -> Rows:
        """The oldest first, from ``after`` (excluded) on; of one stream where it is given."""
        test, given = ("", ()) if stream is None else ("AND stream = ? ", (stream,))
        return self._select(f"WHERE id > ? {test}ORDER BY id LIMIT ?", (after, *given, limit))

    def count(self) -> int:
        """How many there are."""
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT count(*) FROM parked")
            return int(cursor.fetchone()[0])

    def due(self, now_us: int, limit: int = PAGE) -> tuple[str, ...]:
        """The streams whose first message is to be tried again by now, the longest due first."""
        return self._streams(
            f"p.next_us <= ? AND {_HEAD} ORDER BY p.next_us LIMIT ?", now_us, limit
        )

    def held(self, streams: Iterable[str]) -> tuple[str, ...]:
        """Which of ``streams`` have parked messages."""
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            return tuple(sorted(held_streams(cursor, streams)))

    def _streams(self, clause: str, *parameters: int) -> tuple[str, ...]:
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(f"SELECT p.stream FROM parked p WHERE {clause}", parameters)
            return tuple(stream for (stream,) in cursor.fetchall())

    def _select(self, clause: str, parameters: Sequence[object]) -> Rows:
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(f"SELECT {_COLUMNS} FROM parked {clause}", parameters)
            return [_message(*row) for row in cursor.fetchall()]


Rows = list[ParkedMessage]
"""Because :meth:`ParkedMessages.list` takes the name of the built-in type inside its class."""


def held_streams(cursor: Cursor, streams: Iterable[str]) -> set[str]:
    """Which of ``streams`` have parked messages."""
    cursor.execute("SELECT 1 FROM parked LIMIT 1")
    if not cursor.fetchall():
        return set()
    held: set[str] = set()
    for chunk in chunks(list(streams)):
        test, parameters = cursor.one_of(chunk)
        cursor.execute(f"SELECT DISTINCT stream FROM parked WHERE stream {test}", parameters)
        held.update(stream for (stream,) in cursor.fetchall())
    return held


def park(cursor: Cursor, item: Candidate, why: Parked, now_us: int, next_us: int) -> int:
    """Park ``item``; its row."""
    raw = item.raw
    cursor.execute(
        "INSERT INTO parked (stream, code, detail, body, headers, channel, coordinates, "
        "attempts, first_us, next_us) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?) RETURNING id",
        (
            str(item.stream),
            why.code,
            why.detail,
            raw.body,
            _encode(raw.headers).decode(),
            raw.channel,
            raw.coordinates,
            now_us,
            next_us,
        ),
    )
    ((row_id,),) = cursor.fetchall()
    return int(row_id)


def are_first(cursor: Cursor, messages: Sequence[ParkedMessage]) -> bool:
    """Whether ``messages`` still are the first of their stream, and nobody has tried them since."""
    cursor.execute(
        "SELECT id, attempts FROM parked WHERE stream = ? ORDER BY id LIMIT ?",
        (messages[0].stream, len(messages)),
    )
    return [tuple(row) for row in cursor.fetchall()] == [(m.id, m.attempts) for m in messages]


def let_go(cursor: Cursor, messages: Iterable[ParkedMessage]) -> None:
    """Take messages out: they were recorded, or went into quarantine."""
    for chunk in chunks([message.id for message in messages]):
        test, parameters = cursor.one_of(chunk)
        cursor.execute(f"DELETE FROM parked WHERE id {test}", parameters)


def put_off(cursor: Cursor, message: ParkedMessage, why: Parked, next_us: int) -> None:
    """Note that another attempt was in vain."""
    cursor.execute(
        "UPDATE parked SET attempts = ?, next_us = ?, code = ?, detail = ? WHERE id = ?",
        (message.attempts + 1, next_us, why.code, why.detail, message.id),
    )


def _message(  # noqa: PLR0913, PLR0917 - a row, in the order of its columns
    row_id: int,
    stream: str,
    code: str,
    detail: str,
    body: bytes,
    headers: str,
    channel: str,
    coordinates: str,
    attempts: int,
    first_us: int,
    next_us: int,
) -> ParkedMessage:
    return ParkedMessage(
        id=row_id,
        stream=stream,
        code=code,
        detail=detail,
        raw=RawMessage(
            body=body,
            headers=_decode_headers(headers),
            channel=channel,
            coordinates=coordinates,
        ),
        attempts=attempts,
        first_at=format_us(first_us),
        next_at=format_us(next_us),
    )
