"""The quarantine: every message that was refused, byte for byte, until somebody has looked.

Reading it is for few: a message may be refused *because* it names a child.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Struct

from ledger.moments import format_us
from ledger.store.database import Cursor, Database
from ledger.store.failures import database_failures
from ledger.store.kept import kept_headers, raw_message, readable, readable_headers
from ledger.store.messages import Item, RawMessage, Refused, subject_of
from ledger.store.parameters import marks

CONTEXT: Final = b"improvement-ledger/quarantine/v1\n"
WHOLE_BYTES: Final = 1_048_576
"""The largest body that is kept whole."""
KEPT_BYTES: Final = 4096
"""What is kept of a larger one, beside its digest and size."""
PAGE: Final = 100

QUARANTINE_COLUMNS: Final = (
    "digest, code, pointer, detail, body, size, headers, channel, coordinates, source, "
    "event_id, type, subject, count, first_us, last_us, replayed_position"
)
"""All but the number of the row."""

_NAMES: Final = ["id", *QUARANTINE_COLUMNS.split(", ")]
_SELECT: Final = f"SELECT id, {QUARANTINE_COLUMNS} FROM quarantine "
_encode = msgspec.json.encode


class Quarantined(Struct, frozen=True, kw_only=True):
    """A refused message. ``code``, ``pointer`` and ``detail`` are those of its last refusal.

    ``size`` is that of the message as it came; ``raw.body`` holds its first 4 KiB alone
    where it was larger than 1 MiB. ``digest`` (hex) is the same whenever the same message
    is refused, and tells nothing to those who do not hold the ledger.
    """

    id: int
    code: str
    pointer: str
    detail: str
    raw: RawMessage
    size: int
    source: str | None
    event_id: str | None
    type: str | None
    subject: str | None
    digest: str
    count: int
    first_at: str
    last_at: str
    replayed_position: int | None

    @property
    def is_whole(self) -> bool:
        """Whether the whole message is there, so that it can be sent again."""
        return self.size == len(self.raw.body)


Rows: TypeAlias = list[Quarantined]
"""Because :meth:`Quarantine.list` takes the name of the built-in type inside its class."""


class Quarantine:
    """The quarantine of one ledger, for whoever looks after it."""

    def __init__(self, datastore: Database) -> None:
        self._datastore = datastore

    def list(
        self, *, code: str | None = None, limit: int = PAGE, before: int | None = None
    ) -> Rows:
        """The newest first; those refused with ``code``, those with an id below ``before``."""
        wanted = {"code = ?": code, "id < ?": before}
        given = {test: value for test, value in wanted.items() if value is not None}
        where = f"WHERE {' AND '.join(given)} " if given else ""
        return self._select(f"{where}ORDER BY id DESC LIMIT ?", (*given.values(), limit))

    def show(self, quarantine_id: int) -> Quarantined | None:
        """The message under ``quarantine_id``."""
        return next(iter(self._select("WHERE id = ?", (quarantine_id,))), None)

    def counts(self) -> dict[str, int]:
        """How many messages wait that were not taken since, by the code of their refusal."""
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(
                "SELECT code, COUNT(*) FROM quarantine WHERE replayed_position IS NULL "
                "GROUP BY code ORDER BY code"
            )
            return {str(code): int(count) for code, count in cursor.fetchall()}

    def mark_replayed(self, quarantine_id: int, position: int) -> None:
        """Note that the message was taken after all, at ``position``.

        Raises LookupError where there is no such message.
        """
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "UPDATE quarantine SET replayed_position = ? WHERE id = ? RETURNING id",
                (position, quarantine_id),
            )
            if not cursor.fetchall():
                raise LookupError(quarantine_id)

    def _select(self, clause: str, parameters: Sequence[object]) -> Rows:
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(_SELECT + clause, parameters)
            return [quarantined(row) for row in cursor.fetchall()]


def keep(cursor: Cursor, secret: bytes, item: Item, refused: Refused, now_us: int) -> int:
    """Put the refused ``item`` into quarantine; its row there.

    The same message refused again raises the count of the row it has.
    """
    raw = item.raw
    digest = message_digest(secret, raw)
    cursor.execute(
        "UPDATE quarantine SET count = count + 1, last_us = ?, code = ?, pointer = ?, detail = ? "
        "WHERE digest = ? RETURNING id",
        (now_us, refused.code, readable(refused.pointer), readable(refused.detail), digest),
    )
    again = cursor.fetchall()
    if again:
        return int(again[0][0])
    is_whole = len(raw.body) <= WHOLE_BYTES
    cursor.execute(
        "INSERT INTO quarantine (digest, code, pointer, detail, body, size, headers, channel, "
        "coordinates, source, event_id, type, subject, first_us, last_us) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            digest,
            refused.code,
            readable(refused.pointer),
            readable(refused.detail),
            raw.body if is_whole else raw.body[:KEPT_BYTES],
            len(raw.body),
            kept_headers(raw),
            raw.channel,
            readable(raw.coordinates),
            _readable_or_none(item.source),
            _readable_or_none(item.id),
            _readable_or_none(item.type),
            _readable_or_none(subject_of(item)),
            now_us,
            now_us,
        ),
    )
    ((row_id,),) = cursor.fetchall()
    return int(row_id)


def put_back(cursor: Cursor, secret: bytes, row: Sequence[Any], *, is_foreign: bool) -> bool:
    """Add a row of another quarantine, ``id`` and `QUARANTINE_COLUMNS`; false where it is here.

    ``is_foreign``: the digests there were made under another secret. A message that is not
    there whole keeps that digest, since nobody can make it anew.
    """
    _, digest, *rest = row
    message = quarantined(row)
    if is_foreign and message.is_whole:
        digest = message_digest(secret, message.raw)
    values = (digest, *rest)
    cursor.execute(
        f"INSERT INTO quarantine ({QUARANTINE_COLUMNS}) VALUES ({marks(len(values))}) "
        "ON CONFLICT (digest) DO NOTHING RETURNING id",
        values,
    )
    return bool(cursor.fetchall())


def message_digest(secret: bytes, raw: RawMessage) -> bytes:
    """What makes two refused messages the same: the body, and those headers that are the event.

    HMAC-SHA256 under the ledger's secret, as for the inbox: the digest travels to places
    from which nothing can be taken back. Other headers differ from delivery to delivery.
    """
    headers = [(name.lower(), value) for name, value in readable_headers(raw)]
    part = _encode(sorted(header for header in headers if _is_part(header[0])))
    return hmac.digest(secret, b"%b%b\n%b" % (CONTEXT, part, raw.body), "sha256")


def _is_part(name: str) -> bool:
    """Whether the header belongs to the event; the trace belongs to one delivery of it."""
    is_attribute = name.startswith(("ce-", "ce_")) and name[3:] != "traceparent"
    return is_attribute or name == "content-type"


def _readable_or_none(text: str | None) -> str | None:
    return None if text is None else readable(text)


def quarantined(values: Sequence[Any]) -> Quarantined:
    """The message in a row: its ``id`` and `QUARANTINE_COLUMNS`."""
    row = dict(zip(_NAMES, values, strict=True))
    return Quarantined(
        id=row["id"],
        code=row["code"],
        pointer=row["pointer"],
        detail=row["detail"],
        raw=raw_message(row["body"], row["headers"], row["channel"], row["coordinates"]),
        size=row["size"],
        source=row["source"],
        event_id=row["event_id"],
        type=row["type"],
        subject=row["subject"],
        digest=row["digest"].hex(),
        count=row["count"],
        first_at=format_us(row["first_us"]),
        last_at=format_us(row["last_us"]),
        replayed_position=row["replayed_position"],
    )
