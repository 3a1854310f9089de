"""What SQLite calls its failures, in the words of the read model."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.store.failures import DAMAGED, primary_code
from projections.read_model.failures import (
    CorruptReadModel,
    DamagedReadModel,
    MissingReadModel,
    ReadModelUnavailable,
)

_NOT_OURS = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT)
"""Tables or rows that this release cannot have written."""


@contextmanager
def named_failures(*, is_new: bool = False) -> Iterator[None]:
    """Let a failure of the database out under the name that all databases share.

    In a new file a row that does not fit is a mistake of ours, and no damage.
    """
    try:
        yield
    except FileNotFoundError as failure:
        raise MissingReadModel(str(failure)) from failure
    except sqlite3.DatabaseError as failure:
        named = None if is_new else _named(failure)
        if named is None:
            raise
        raise named from failure


def _named(failure: sqlite3.DatabaseError) -> Exception | None:
    if primary_code(failure) in DAMAGED:
        return CorruptReadModel(str(failure))
    if primary_code(failure) in _NOT_OURS:
        return DamagedReadModel(str(failure))
    if isinstance(failure, sqlite3.OperationalError):
        return ReadModelUnavailable(str(failure))
    return None
