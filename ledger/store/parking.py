"""Parked messages: held back in the order in which they came, because they may yet be recorded.

They are a ledger's, like its quarantine; only what came through Kafka is ever parked, since there
nobody waits for an answer. Reading them is for few.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct

from ledger.moments import format_us
from ledger.store.database import Cursor, Database, Value
from ledger.store.failures import database_failures
from ledger.store.feeds import Feed
from ledger.store.kept import raw_message
from ledger.store.messages import RawMessage

PAGE: Final = 100
STREAMS: Final = 20
"""Streams that are told at once to be worth another try."""
MESSAGES: Final = 200
"""Messages of each of them: the first ones."""

PARKED_COLUMNS: Final = (
    "stream, cluster, topic_id, partition, topic, body, headers, channel, coordinates, source, "
    "event_id, type, code, detail, awaited_version, attempts, first_us, next_us"
)
_SELECT: Final = f"SELECT id, {PARKED_COLUMNS} FROM parked "
_NAMES: Final = ("id", *PARKED_COLUMNS.split(", "))
_DUE_FIRST: Final = (
    "WHERE id IN (SELECT min(id) FROM parked GROUP BY stream) AND "
    "(next_us <= ? OR awaited_version <= (SELECT coalesce(max(originator_version), 0) "
    "FROM stored_events WHERE originator_id = stream)) "
)
_OF_FEED: Final = "(cluster = ? AND topic_id = ? AND partition = ?)"


class ParkedMessage(Struct, frozen=True, kw_only=True):
    """A message that is held back. ``code`` and ``detail`` say why, as of its last attempt.

    ``attempts`` is how often it was tried again in vain; the next time comes at ``next_at``, or as
    soon as the stream is at ``awaited_version``.
    """

    id: int
    stream: str
    feed: Feed
    raw: RawMessage
    source: str
    event_id: str
    type: str
    code: str
    detail: str
    awaited_version: int
    attempts: int
    first_at: str
    next_at: str


Rows: TypeAlias = list[ParkedMessage]
"""Because :meth:`Parking.list` takes the name of the built-in type inside its class."""


class Due(NamedTuple):
    """A stream that is worth another try, and its first messages in order."""

    stream: str
    messages: Rows


AllDue: TypeAlias = list[Due]


class Parking:
    """The parked messages of one ledger, for whoever looks after it or tries them again."""

    def __init__(self, datastore: Database) -> None:
        self._datastore = datastore

    def list(
        self, *, stream: str | None = None, limit: int = PAGE, after: int | None = None
    ) -> Rows:
        """The oldest first; those of ``stream``, those with an id above ``after``."""
        wanted = {"stream = ?": stream, "id > ?": after}
        given = {test: value for test, value in wanted.items() if value is not None}
        where = f"WHERE {' AND '.join(given)} " if given else ""
        return self._select(f"{where}ORDER BY id LIMIT ?", (*given.values(), limit))

    def show(self, parked_id: int) -> ParkedMessage | None:
        """The message under ``parked_id``."""
        return next(iter(self._select("WHERE id = ?", (parked_id,))), None)

    def count(self) -> int:
        """How many messages are parked."""
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT count(*) FROM parked")
            return int(cursor.fetchone()[0])

    def due(
        self, now_us: int, *, feeds: Collection[Feed] | None = None, limit: int = STREAMS
    ) -> AllDue:
        """The streams whose time has come, at most ``limit``; who waits longest comes first.

        ``feeds``: only streams whose first message came through one of them.
        """
        clause, parameters = _due_of(now_us, feeds)
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(
                f"SELECT stream FROM parked {clause}ORDER BY id LIMIT ?", (*parameters, limit)
            )
            streams = [str(stream) for (stream,) in cursor.fetchall()]
            first = "WHERE stream = ? ORDER BY id LIMIT ?"
            return [Due(each, _rows(cursor, first, (each, MESSAGES))) for each in streams]

    def _select(self, clause: str, parameters: tuple[Value, ...]) -> Rows:
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            return _rows(cursor, clause, parameters)


def _due_of(now_us: int, feeds: Collection[Feed] | None) -> tuple[str, tuple[Value, ...]]:
    if feeds is None:
        return _DUE_FIRST, (now_us,)
    if not feeds:
        return "WHERE 1 = 0 ", ()
    tests = " OR ".join([_OF_FEED] * len(feeds))
    keys = (part for feed in feeds for part in feed.key)
    return f"{_DUE_FIRST}AND ({tests}) ", (now_us, *keys)


def _rows(cursor: Cursor, clause: str, parameters: tuple[Value, ...]) -> Rows:
    cursor.execute(_SELECT + clause, parameters)
    return [_message(dict(zip(_NAMES, row, strict=True))) for row in cursor.fetchall()]


def _message(row: dict[str, Any]) -> ParkedMessage:
    return ParkedMessage(
        id=row["id"],
        stream=row["stream"],
        feed=Feed(row["cluster"], row["topic_id"], row["partition"], row["topic"]),
        raw=raw_message(row["body"], row["headers"], row["channel"], row["coordinates"]),
        source=row["source"],
        event_id=row["event_id"],
        type=row["type"],
        code=row["code"],
        detail=row["detail"],
        awaited_version=row["awaited_version"],
        attempts=row["attempts"],
        first_at=format_us(row["first_us"]),
        next_at=format_us(row["next_us"]),
    )
