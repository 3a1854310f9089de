"""A new file, filled in one transaction without indexes; then the indexes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from projections.read_model.sqlite.connections import PAGE_BYTES, FileConnection
from projections.read_model.sqlite.failures import named_failures
from projections.read_model.sqlite.tables import create_indexes, create_tables, gather_fields

_LOADING: Final = (
    f"PRAGMA page_size = {PAGE_BYTES}",
    # A load that breaks off is thrown away whole, so nothing of it needs to survive.
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -32768",
)

_LOADED: Final = (
    "PRAGMA locking_mode = NORMAL",
    "PRAGMA journal_mode = WAL",
)


@contextmanager
def loading(path: Path) -> Iterator[FileConnection]:
    """The new file at ``path`` to be filled; on the disk when the block ends."""
    with named_failures(is_new=True):
        with closing(
            sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        ) as connection:
            for pragma in _LOADING:
                connection.execute(pragma)
            connection.execute("BEGIN")
            create_tables(connection)
            yield FileConnection(connection, fields_last=True)
            connection.execute("PRAGMA cache_size = -4096")  # bounds what sorting takes, too
            gather_fields(connection)
            create_indexes(connection)
            connection.execute("COMMIT")
            for pragma in _LOADED:
                connection.execute(pragma)
        with path.open("rb") as file:
            os.fsync(file.fileno())
