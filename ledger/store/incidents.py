"""Incidents: records of a feed that are lost before they were read, or may be.

They stand until somebody says that they know. They concern a feed and not a ledger, and so are
kept where the messages of no ledger are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from ledger.moments import Clock, format_us
from ledger.store.database import Cursor, Database, Value
from ledger.store.failures import database_failures
from ledger.store.feeds import Feed
from ledger.store.parameters import marks

IncidentCode = Literal["FEED_OUT_OF_RANGE", "FEED_TRUNCATED", "FEED_LOST"]

PAGE: Final = 100
_INSERTED: Final = (
    "code, cluster, topic_id, partition, topic, next_offset, records, detail, raised_us"
)
INCIDENT_COLUMNS: Final = f"id, {_INSERTED}, acknowledged_us"
_SELECT: Final = f"SELECT {INCIDENT_COLUMNS} FROM incident "
_OPEN: Final = "acknowledged_us IS NULL"


class Incident(Struct, frozen=True, kw_only=True):
    """Records lost: ``records`` of them from ``next_offset`` on, None where nobody can tell.

    ``acknowledged_at`` is None while it is open.
    """

    id: int
    code: str
    feed: Feed
    next_offset: int
    records: int | None
    detail: str
    raised_at: str
    acknowledged_at: str | None


Rows: TypeAlias = list[Incident]
"""Because :meth:`Incidents.list` takes the name of the built-in type inside its class."""


def add_incident(cursor: Cursor, row: Sequence[Any]) -> None:
    """Note `INCIDENT_COLUMNS` of an incident of another home, unless it is known here."""
    _, *values = row
    told = dict(zip(INCIDENT_COLUMNS.split(", "), row, strict=True))
    cursor.execute(
        "SELECT 1 FROM incident WHERE code = ? AND cluster = ? AND topic_id = ? "
        "AND partition = ? AND raised_us = ?",
        [told[name] for name in ("code", "cluster", "topic_id", "partition", "raised_us")],
    )
    if cursor.fetchone() is None:
        cursor.execute(
            f"INSERT INTO incident ({_INSERTED}, acknowledged_us) VALUES ({marks(len(values))})",
            values,
        )


class Incidents:
    """The incidents of all feeds that are read into one home."""

    def __init__(self, datastore: Database, clock: Clock) -> None:
        self._datastore = datastore
        self._clock = clock

    def report(
        self,
        code: IncidentCode,
        feed: Feed,
        *,
        next_offset: int,
        records: int | None,
        detail: str,
    ) -> Incident:
        """Keep an incident; the one that is open already where it was reported before."""
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            where = (
                f"WHERE {_OPEN} AND code = ? AND cluster = ? AND topic_id = ? AND partition = ? "
                "AND next_offset = ?"
            )
            known = _rows(cursor, where, (code, *feed.key, next_offset))
            if known:
                return known[0]
            cursor.execute(
                f"INSERT INTO incident ({_INSERTED}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "RETURNING id",
                (code, *feed, next_offset, records, detail, self._clock()),
            )
            ((incident_id,),) = cursor.fetchall()
            return _rows(cursor, "WHERE id = ?", (incident_id,))[0]

    def list(self, *, only_open: bool = False, limit: int = PAGE) -> Rows:
        """The newest first."""
        where = f"WHERE {_OPEN} " if only_open else ""
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            return _rows(cursor, f"{where}ORDER BY id DESC LIMIT ?", (limit,))

    def acknowledge(self, incident_id: int) -> Incident:
        """Note that somebody knows; once is enough. LookupError where there is no such incident."""
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(
                f"UPDATE incident SET acknowledged_us = ? WHERE id = ? AND {_OPEN}",
                (self._clock(), incident_id),
            )
            found = _rows(cursor, "WHERE id = ?", (incident_id,))
        if not found:
            raise LookupError(incident_id)
        return found[0]


def _rows(cursor: Cursor, clause: str, parameters: tuple[Value, ...]) -> Rows:
    cursor.execute(_SELECT + clause, parameters)
    return [_incident(row) for row in cursor.fetchall()]


def _incident(row: Any) -> Incident:  # noqa: ANN401 - a row holds what its statement selects
    number, code, cluster, topic_id, partition, topic, *rest = row
    next_offset, records, detail, raised_us, acknowledged_us = rest
    return Incident(
        id=number,
        code=code,
        feed=Feed(cluster, topic_id, partition, topic),
        next_offset=next_offset,
        records=records,
        detail=detail,
        raised_at=format_us(raised_us),
        acknowledged_at=None if acknowledged_us is None else format_us(acknowledged_us),
    )
