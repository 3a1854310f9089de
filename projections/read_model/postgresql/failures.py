"""What PostgreSQL calls its failures, in the words of the read model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import errors

from projections.read_model.failures import (
    CorruptReadModel,
    DamagedReadModel,
    ReadModelUnavailable,
)

_UNAVAILABLE: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.InsufficientPrivilege,
    errors.ReadOnlySqlTransaction,
)

_CORRUPT: Final = (errors.DataCorrupted, errors.IndexCorrupted)
_NOT_OURS: Final = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.InvalidSchemaName,
    psycopg.IntegrityError,
)
"""Tables or rows that this release cannot have written."""


@contextmanager
def named_failures(*, is_new: bool = False) -> Iterator[None]:
    """Let a failure of the database out under the name that all databases share.

    In a new generation a row that does not fit is a mistake of ours, and no damage.
    """
    try:
        yield
    except _UNAVAILABLE as failure:
        raise ReadModelUnavailable(str(failure)) from failure
    except _CORRUPT as failure:
        raise CorruptReadModel(str(failure)) from failure
    except _NOT_OURS as failure:
        if is_new:
            raise
        raise DamagedReadModel(str(failure)) from failure
