"""Whether what is stored can be a ledger: nothing missing or added, every column as its entry.

Everything is read once, in order, and recomputed from the stored bytes. What this cannot show is a
whole ledger made up consistently by somebody else: that takes signed checkpoints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec

from ledger.entry import Entry, leaf_hash
from ledger.moments import BEGINNING_US, format_us
from ledger.names import BadStreamName, parse_stream_name
from ledger.personal import Opening, opens
from ledger.registry import REGISTRY
from ledger.store.copying import (
    EVENTS,
    INBOX,
    QUARANTINE,
    Report,
    Table,
    count,
    pages,
    silent,
)
from ledger.store.database import Cursor
from ledger.store.entries import decoded
from ledger.store.epochs import read_epochs
from ledger.store.failures import CorruptLedger
from ledger.store.identity import SECRET_BYTES, Identity, read_identity
from ledger.store.inbox import Inbox
from ledger.store.quarantine import quarantined

BackupCode = Literal["NOT_A_BACKUP", "BACKUP_DAMAGED"]

DIGEST_BYTES: Final = 32

_OPENED: Final = Table(
    "opening LEFT JOIN stored_events ON notification_id = position + 1",
    "position, pointer, commitment, salt, value, state",
    keys=2,
    page=EVENTS.page,
)
_OUT_OF_ORDER: Final = """
    SELECT originator_id FROM (
        SELECT originator_id, originator_version, notification_id,
            row_number() OVER stream AS place, lag(notification_id) OVER stream AS before
        FROM stored_events
        WINDOW stream AS (PARTITION BY originator_id ORDER BY originator_version)
    ) AS numbered
    WHERE place <> originator_version OR before > notification_id LIMIT 1"""


class BadBackup(Exception):
    """A file that no ledger is made from; ``code`` stands in the catalogue of codes."""

    def __init__(self, code: BackupCode, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def check(cursor: Cursor, report: Report = silent) -> Identity:
    """Whose ledger it is that ``cursor`` sees; raises :class:`BadBackup` where it can be none."""
    try:
        identity = _checked_identity(cursor)
        _check_log(cursor, identity, report)
        _check_streams(cursor)
        _check_openings(cursor)
        _check_quarantine(cursor)
        _check_epochs(cursor, identity)
    except (CorruptLedger, ValueError, TypeError, LookupError) as failure:
        raise _damaged(str(failure)) from failure
    return identity


def _damaged(detail: str) -> BadBackup:
    return BadBackup("BACKUP_DAMAGED", detail)


def _checked_identity(cursor: Cursor) -> Identity:
    identity, secret = read_identity(cursor)
    if len(secret) != SECRET_BYTES:
        raise _damaged(f"its secret has {len(secret)} bytes, not {SECRET_BYTES}")
    return identity


def _check_log(cursor: Cursor, identity: Identity, report: Report) -> None:
    """Every event has its bytes and its place in the inbox, and there are no others."""
    total, came = count(cursor, EVENTS), count(cursor, INBOX)
    if came != total:
        raise _damaged(f"{total} events, and {came} in the inbox")
    position, recorded_us = -1, BEGINNING_US
    inbox = Inbox()
    for rows in pages(cursor, EVENTS):
        entries = [_checked(row, position + n, identity) for n, row in enumerate(rows, 1)]
        _check_inbox(cursor, inbox, entries)
        for row in rows:
            if row[4] <= recorded_us:
                raise _damaged(f"position {row[0] - 1} is not later than the one before")
            recorded_us = row[4]
        position += len(rows)
        report(position + 1, total)


def _checked(row: Sequence[Any], position: int, identity: Identity) -> Entry:
    """The entry of one row; its columns have to say what its bytes say."""
    number, stream, version, event_type, recorded_us, leaf, data = row
    if number != position + 1:
        raise _damaged(f"position {position} is missing")
    if leaf_hash(data) != leaf:
        raise _damaged(f"position {position}: the bytes have another leaf hash")
    entry = decoded(data)
    said = (entry.position, entry.stream, entry.version, entry.type, entry.recorded_at)
    if said != (position, stream, version, event_type, format_us(recorded_us)):
        raise _damaged(f"position {position}: the columns say other things than the bytes")
    if entry.ledger != identity.origin or _council(stream) != identity.council:
        raise _damaged(f"position {position} is of another ledger, {entry.ledger}")
    try:
        REGISTRY.read(entry.type, entry.data)
    except (msgspec.DecodeError, LookupError, ValueError) as failure:
        raise _damaged(f"position {position} holds no event of its type: {failure}") from failure
    return entry


def _council(stream: str) -> str:
    try:
        return parse_stream_name(stream).council
    except BadStreamName as failure:
        raise _damaged(str(failure)) from failure


def _check_inbox(cursor: Cursor, inbox: Inbox, entries: Sequence[Entry]) -> None:
    keys = {(each.cloudevent.source, each.cloudevent.id): each.position for each in entries}
    found = inbox.find(cursor, keys)
    for key, position in keys.items():
        digest, at = found.get(key, (b"", -1))
        if at != position or len(digest) != DIGEST_BYTES:
            raise _damaged(f"position {position} is not in the inbox under its source and id")


def _check_streams(cursor: Cursor) -> None:
    cursor.execute(_OUT_OF_ORDER)
    row = cursor.fetchone()
    if row is not None:
        raise _damaged(f"the versions of {row[0]} are not 1, 2, 3 ... in order of position")


def _check_openings(cursor: Cursor) -> None:
    """Each opens the commitment that its entry holds."""
    for rows in pages(cursor, _OPENED):
        for position, pointer, commitment, salt, value, data in rows:
            entry = decoded(data)
            opening = Opening(commitment=commitment, pointer=pointer, salt=salt, value=value)
            held = msgspec.json.decode(entry.data).get(pointer.removeprefix("/"))
            is_held = held == {"commitment": commitment}
            if not is_held or not opens(opening, entry_id=entry.id, version=entry.version):
                raise _damaged(f"position {position}: the opening of {pointer} opens nothing")


def _check_quarantine(cursor: Cursor) -> None:
    """Each message can be read as it was kept."""
    for rows in pages(cursor, QUARANTINE):
        for row in rows:
            try:
                quarantined(row)
            except msgspec.DecodeError as failure:
                raise _damaged(f"message {row[0]} in quarantine: {failure}") from failure


def _check_epochs(cursor: Cursor, identity: Identity) -> None:
    epochs = [each.epoch for each in read_epochs(cursor)]
    if identity.epoch < 1 or (epochs[-1] if epochs else 1) != identity.epoch:
        raise _damaged(f"it says it is in epoch {identity.epoch}, and its epochs are {epochs}")
