"""The driver's failures as the library's, which the whole store speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from eventsourcing import persistence as library
from psycopg_pool import PoolTimeout

_KINDS: Final[tuple[tuple[type[psycopg.Error], type[library.PersistenceError]], ...]] = (
    (PoolTimeout, library.ConnectionUnavailableError),
    (psycopg.InterfaceError, library.InterfaceError),
    (psycopg.OperationalError, library.OperationalError),
    (psycopg.DataError, library.DataError),
    (psycopg.IntegrityError, library.IntegrityError),
    (psycopg.InternalError, library.InternalError),
    (psycopg.ProgrammingError, library.ProgrammingError),
    (psycopg.NotSupportedError, library.NotSupportedError),
    (psycopg.DatabaseError, library.DatabaseError),
)


def as_library(failure: psycopg.Error) -> library.PersistenceError:
    """The library's name for ``failure``; raise it from that, so that its SQLSTATE is kept."""
    for driver, kind in _KINDS:
        if isinstance(failure, driver):
            return kind(str(failure))
    return library.PersistenceError(str(failure))


@contextmanager
def library_failures() -> Iterator[None]:
    """Let the driver's failures out as the library's."""
    try:
        yield
    except psycopg.Error as failure:
        raise as_library(failure) from failure
