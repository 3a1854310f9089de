"""Entries as the tables hold them: the head of the log, and receipts of what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from ledger.entry import Entry, decode_entry
from ledger.moments import BEGINNING_US
from ledger.store.database import Cursor
from ledger.store.epochs import FIRST_EPOCH, Epoch, epoch_of
from ledger.store.failures import CorruptLedger
from ledger.store.messages import Receipt
from ledger.store.parameters import chunks


class LogHead(NamedTuple):
    """The last entry: its position (-1 for none yet), when it was recorded, its leaf hash.

    ``epoch`` is that of the ledger when this was its head.
    """

    position: int
    recorded_us: int
    leaf_hash: bytes
    epoch: int = FIRST_EPOCH


EMPTY: Final = LogHead(-1, BEGINNING_US, b"")


def read_head(cursor: Cursor) -> LogHead:
    """The last entry of the log."""
    cursor.execute(
        "SELECT notification_id - 1, recorded_us, leaf_hash, epoch FROM identity "
        "LEFT JOIN stored_events "
        "ON notification_id = (SELECT max(notification_id) FROM stored_events)"
    )
    row = cursor.fetchone()
    if row is None:
        return EMPTY
    position, recorded_us, leaf_hash, epoch = row
    if position is None:
        return EMPTY._replace(epoch=epoch)
    return LogHead(position, recorded_us, leaf_hash, epoch)


def is_in_log(cursor: Cursor, head: LogHead) -> bool:
    """Whether the entry of ``head`` is in the log; the head of an empty log always is."""
    if head.position < 0:
        return True
    cursor.execute(
        "SELECT leaf_hash FROM stored_events WHERE notification_id = ?", (head.position + 1,)
    )
    row = cursor.fetchone()
    return row is not None and row[0] == head.leaf_hash


def decoded(data: bytes) -> Entry:
    """The entry in stored bytes; raises :class:`CorruptLedger` on bytes that hold none."""
    try:
        return decode_entry(data)
    except msgspec.DecodeError as failure:
        msg = f"stored bytes that are not an entry: {failure}"
        raise CorruptLedger(msg) from failure


def read_receipts(cursor: Cursor, positions: Iterable[int]) -> dict[int, Receipt]:
    """The receipts of the entries at ``positions``, as they were given first, in today's epoch."""
    receipts: dict[int, Receipt] = {}
    for chunk in chunks(position + 1 for position in positions):
        test, parameters = cursor.one_of(chunk)
        cursor.execute(
            "SELECT state, leaf_hash, epoch FROM stored_events JOIN identity ON only_row = 1 "
            f"WHERE notification_id {test}",
            parameters,
        )
        for state, leaf_hash, epoch in cursor.fetchall():
            entry = decoded(state)
            receipts[entry.position] = _receipt(entry, leaf_hash, epoch)
    return receipts


def read_recorded(
    cursor: Cursor, start: int, limit: int, epochs: Sequence[Epoch]
) -> list[tuple[Entry, Receipt]]:
    """At most ``limit`` entries from ``start`` on, each with its receipt.

    The epoch of a receipt is the one in which its entry was recorded, which no restore changes.
    """
    cursor.execute(
        "SELECT state, leaf_hash FROM stored_events WHERE notification_id > ? "
        "ORDER BY notification_id LIMIT ?",
        (start, limit),
    )
    rows = [(decoded(state), leaf_hash) for state, leaf_hash in cursor.fetchall()]
    return [
        (entry, _receipt(entry, leaf_hash, epoch_of(entry.position, epochs)))
        for entry, leaf_hash in rows
    ]


def _receipt(entry: Entry, leaf_hash: bytes, epoch: int) -> Receipt:
    return Receipt(
        position=entry.position,
        entry_id=entry.id,
        source=entry.cloudevent.source,
        id=entry.cloudevent.id,
        stream=entry.stream,
        version=entry.version,
        type=entry.type,
        recorded_at=entry.recorded_at,
        leaf_hash=leaf_hash.hex(),
        epoch=epoch,
    )
