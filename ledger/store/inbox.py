"""What has come in already: (source, id) of every recorded event, and what it said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

import msgspec

from ledger.store.database import Cursor
from ledger.store.keyed_hash import KeyedHash
from ledger.store.messages import Candidate
from ledger.store.parameters import chunks

Key: TypeAlias = tuple[str, str]
"""Source and id of an event."""

Found: TypeAlias = dict[Key, tuple[bytes, int]]
"""What was recorded under a key: its digest and its position."""

CONTEXT: Final = b"improvement-ledger/inbox/v1\n"

_encode = msgspec.json.Encoder().encode


class ContentDigest:
    """What an event says, so that the same event sent again is known as the same.

    HMAC-SHA256 under the ledger's own secret: a plain hash of a message with a person's
    name in it could be guessed. It covers what is recorded of the event; the time, trace
    and expected version that a sender attaches to one delivery are left out.
    """

    def __init__(self, secret: bytes) -> None:
        self._keyed = KeyedHash(secret, CONTEXT)

    def __call__(self, item: Candidate) -> bytes:
        """32 bytes."""
        documented = None if item.documented is None else item.documented.text
        head = _encode(
            (
                item.type,
                item.stream,
                item.effective.text,
                documented,
                item.marking,
                item.correlation,
                item.causation,
            )
        )
        return self._keyed.digest(head, item.payload)


class Inbox:
    """The table of what has come in. Its sources are interned, and their numbers remembered."""

    def __init__(self) -> None:
        self._source_ids: dict[str, int] = {}

    def find(self, cursor: Cursor, keys: Iterable[Key]) -> Found:
        """Which of ``keys`` are recorded."""
        ids_of: dict[str, list[str]] = {}
        for source, event_id in keys:
            ids_of.setdefault(source, []).append(event_id)
        found: Found = {}
        for source, event_ids in ids_of.items():
            source_id = self._source_id(cursor, source)
            if source_id is None:
                continue
            for chunk in chunks(event_ids):
                cursor.select_each(
                    "SELECT id, digest, position FROM inbox WHERE source_id = ? AND id = :each",
                    chunk,
                    (source_id,),
                )
                for event_id, digest, position in cursor.fetchall():
                    found[source, event_id] = digest, position
        return found

    def source_ids(self, cursor: Cursor, sources: Iterable[str]) -> dict[str, int]:
        """The numbers of ``sources``; those that are new get theirs now."""
        return {
            source: self._source_id(cursor, source) or _intern(cursor, source) for source in sources
        }

    def _source_id(self, cursor: Cursor, source: str) -> int | None:
        known = self._source_ids.get(source)
        if known is None:
            cursor.execute("SELECT source_id FROM source WHERE source = ?", (source,))
            row = cursor.fetchone()
            if row is None:
                return None
            known = self._source_ids[source] = row[0]
        return known


def _intern(cursor: Cursor, source: str) -> int:
    cursor.execute("INSERT INTO source (source) VALUES (?) RETURNING source_id", (source,))
    ((source_id,),) = cursor.fetchall()
    return int(source_id)
