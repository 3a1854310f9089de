"""Whether a read model was made by this release, and from this ledger."""

from __future__ import annotations

from typing import Final

from ledger.store.reader import LedgerReader
from projections.fields import PROJECTION
from projections.read_model.database import Connection
from projections.read_model.failures import OutdatedReadModel

TABLES: Final = 4
"""Raised by hand whenever the tables, or what a getter of the field tables does, change."""

VERSION: Final = f"{TABLES}-{PROJECTION.fingerprint}"
"""Changes whenever the tables or the field tables do: then rebuild."""


def check_version(connection: Connection) -> None:
    """Raise :class:`OutdatedReadModel` unless this very release's tables are there."""
    (written,) = connection.execute("SELECT version FROM projection").fetchone()
    if written != VERSION:
        message = f"the read model has version {written}, this release reads {VERSION}"
        raise OutdatedReadModel(message)


def check_ledger(connection: Connection, ledger: LedgerReader) -> None:
    """Raise :class:`OutdatedReadModel` unless what is there was made from ``ledger``."""
    position, entry_id, epoch = connection.execute(
        "SELECT position, entry_id, epoch FROM projection"
    ).fetchone()
    entry = None if position < 0 else ledger.entry(position)
    if (entry and entry.id) != entry_id:
        message = f"position {position} is another entry in this ledger"
        raise OutdatedReadModel(message)
    check_epoch(epoch, ledger.head().epoch)


def check_epoch(projected: int | None, epoch: int) -> None:
    """Raise :class:`OutdatedReadModel` where what was projected is of another ``epoch``."""
    if projected not in (None, epoch):
        message = f"it was made in epoch {projected}, and the ledger is in epoch {epoch}"
        raise OutdatedReadModel(message)
