"""A backup: one file with the tables of a ledger, whatever database the ledger is kept in."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from typing import Final

from eventsourcing.persistence import PersistenceError

from ledger.store.check import BadBackup
from ledger.store.database import Cursor, Database
from ledger.store.failures import primary_code
from ledger.store.sqlite.datastore import LedgerDatastore
from ledger.store.sqlite.dialect import DIALECT
from ledger.store.sqlite.files import log, remove, settle, sync
from ledger.store.tables import MIGRATIONS, UNRELEASED, migrate, newest, spelled

PARTIAL: Final = ".part"
"""How the name of a file ends that is still being written."""

_SCHEMA: Final = (
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_'"
)
_TYPES: Final = {"INTEGER": "integer", "TEXT": "text", "BLOB": "blob"}


@contextmanager
def new_backup(path: Path) -> Iterator[Database]:
    """A database to fill, which is at ``path`` when the block ends, whole, for its owner alone.

    Where the block fails nothing is there. Raises FileExistsError where something was before.
    """
    if path.exists():
        raise FileExistsError(f"{path} exists")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(PARTIAL, f".{path.stem}-", path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        with closing(LedgerDatastore(f"{partial.absolute().as_uri()}?mode=rw")) as database:
            yield database
        settle(partial, "DELETE")
        partial.rename(path)
        sync(path.parent)
    except BaseException:
        remove(partial)
        raise


@contextmanager
def reading(path: Path) -> Iterator[Cursor]:
    """The tables of the backup at ``path``, which is a stranger's file: nothing in it is run.

    Raises :class:`BadBackup` where it is no backup that this release can read.
    """
    if not path.is_file():
        raise BadBackup("NOT_A_BACKUP", f"{path} is no file")
    if log(path, "-wal").exists() and log(path, "-wal").stat().st_size:
        detail = "it has a log beside it, as a database in use has: back it up instead"
        raise BadBackup("NOT_A_BACKUP", detail)
    try:
        with closing(sqlite3.connect(_read_only(path), uri=True)) as connection:
            version = _checked_version(connection)
        with (
            _at_this_version(path, version) as uri,
            closing(LedgerDatastore(uri)) as database,
            database.transaction(commit=False) as cursor,
        ):
            yield cursor
    except (sqlite3.DatabaseError, PersistenceError) as failure:
        raise BadBackup("BACKUP_DAMAGED", str(failure)) from failure


def _read_only(path: Path) -> str:
    """The URI to read a file that nobody writes: no lock is taken and no log looked for."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


@contextmanager
def _at_this_version(path: Path, version: int) -> Iterator[str]:
    """The URI of the backup; of a copy with the newest tables where its own are older."""
    if version == newest():
        yield _read_only(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        newer = Path(shutil.copy(path, folder))
        uri = f"{newer.absolute().as_uri()}?mode=rw"
        with closing(LedgerDatastore(uri)) as copied, copied.transaction(commit=True) as cursor:
            migrate(copied, cursor)
        yield uri


def sha256_of(path: Path) -> str:
    """The SHA-256 of the file, 64 hex digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _checked_version(connection: sqlite3.Connection) -> int:
    """The version of its tables; :class:`BadBackup` unless it is whole and has them alone."""
    connection.execute("PRAGMA trusted_schema = OFF")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        schema = _schema(connection)
    except sqlite3.DatabaseError as failure:
        if primary_code(failure) != sqlite3.SQLITE_NOTADB:
            raise
        raise BadBackup("NOT_A_BACKUP", str(failure)) from failure
    if version > newest():
        raise BadBackup("NOT_A_BACKUP", "it was written by a newer release: use that one")
    if 0 < version <= UNRELEASED:
        raise BadBackup("NOT_A_BACKUP", "its tables are from before the first release")
    if version < 1 or schema != _schema_of(version):
        raise BadBackup("NOT_A_BACKUP", "its tables are not those of a ledger")
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise BadBackup("BACKUP_DAMAGED", str(found))
    _check_types(connection)
    return int(version)


def _schema(connection: sqlite3.Connection) -> set[tuple[str, ...]]:
    rows = connection.execute(_SCHEMA).fetchall()
    return {(*row[:3], " ".join((row[3] or "").split())) for row in rows}


def _schema_of(version: int) -> set[tuple[str, ...]]:
    """What a ledger with tables of ``version`` has."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for migration in MIGRATIONS[: version - UNRELEASED]:
            for statement in spelled(migration, DIALECT):
                connection.execute(statement)
        return _schema(connection)


def _check_types(connection: sqlite3.Connection) -> None:
    """SQLite keeps a text in a column of numbers if it is given one."""
    tables = [row[1] for row in connection.execute(_SCHEMA) if row[0] == "table"]
    for table in tables:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        wrong = " OR ".join(f"typeof({c[1]}) NOT IN ('{_TYPES[c[2]]}', 'null')" for c in columns)
        with suppress(StopIteration):
            next(connection.execute(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1"))
            raise BadBackup("BACKUP_DAMAGED", f"a value of the wrong type in {table}")
