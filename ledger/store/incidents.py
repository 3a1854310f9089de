"""Incidents: records of a feed that are lost, or may be, before they were taken in.

One stays open until somebody has acknowledged it; it is never removed.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from ledger.moments import Clock, format_us
from ledger.store.database import Database
from ledger.store.failures import database_failures
from ledger.store.feeds import Feed

_COLUMNS: Final = "id, code, topic, partition, detail, raised_us, acknowledged_us"


class Incident(Struct, frozen=True, kw_only=True):
    """What was lost. ``code`` stands in the catalogue of codes."""

    id: int
    code: str
    topic: str
    partition: int
    detail: str
    raised_at: str
    acknowledged_at: str | None


class Incidents:
    """The incidents of one home."""

    def __init__(self, datastore: Database, clock: Clock) -> None:
        self._datastore = datastore
        self._clock = clock

    def open(self, code: str, feed: Feed, detail: str) -> int:
        """Note an incident; its number."""
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "INSERT INTO incident (code, topic, partition, detail, raised_us) "
                "VALUES (?, ?, ?, ?, ?) RETURNING id",
                (code, feed.topic, feed.partition, detail, self._clock()),
            )
            ((number,),) = cursor.fetchall()
            return int(number)

    def list(self, *, open_only: bool = False) -> Rows:
        """The oldest first."""
        where = "WHERE acknowledged_us IS NULL " if open_only else ""
        with database_failures(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(f"SELECT {_COLUMNS} FROM incident {where}ORDER BY id")
            return [_incident(*row) for row in cursor.fetchall()]

    def acknowledge(self, number: int) -> bool:
        """Close an incident; False where there is no open one of this number."""
        with database_failures(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "UPDATE incident SET acknowledged_us = ? "
                "WHERE id = ? AND acknowledged_us IS NULL RETURNING id",
                (self._clock(), number),
            )
            return bool(cursor.fetchall())


Rows = list[Incident]
"""Because :meth:`Incidents.list` takes the name of the built-in type inside its class."""


def _incident(
    number: int,
    code: str,
    topic: str,
    partition: int,
    detail: str,
    raised_us: int,
    acknowledged_us: int | None,
) -> Incident:
    return Incident(
        id=number,
        code=code,
        topic=topic,
        partition=partition,
        detail=detail,
        raised_at=format_us(raised_us),
        acknowledged_at=None if acknowledged_us is None else format_us(acknowledged_us),
    )
