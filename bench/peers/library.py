"""Where the ``eventsourcing`` library keeps its data, as its environment variables say it."""

from __future__ import annotations

from typing import Final

import psycopg
from eventsourcing.application import Application
from eventsourcing.postgres import PostgresApplicationRecorder
from eventsourcing.sqlite import SQLiteApplicationRecorder
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from bench.address import is_url

SYNCHRONOUS_FULL: Final = 2


class NotTheSameDurability(Exception):
    """The peer would not wait for the disk as the ledger does."""


def environment(address: str, part: str, *, of: str = "") -> dict[str, str]:
    """What leads the library to ``part`` at ``address``: a file there, or a schema.

    With ``of`` it is for what bears that name alone. All else is the library's own choice.
    """
    if not is_url(address):
        return {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            f"{of}SQLITE_DBNAME": f"{address}/{part}.db",
        }
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(part)))
    told = conninfo_to_dict(address)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        f"{of}POSTGRES_SCHEMA": part,
        **{f"{of}POSTGRES_{key.upper()}": str(value) for key, value in told.items()},
    }


def require_durable(app: Application) -> None:
    """Raise unless each commit of ``app`` waits for the disk."""
    match app.recorder:
        case SQLiteApplicationRecorder() as recorder:
            with recorder.datastore.transaction(commit=False) as cursor:
                cursor.execute("PRAGMA synchronous")
                is_durable = cursor.fetchone()[0] == SYNCHRONOUS_FULL
        case PostgresApplicationRecorder() as recorder:
            with recorder.datastore.cursor() as cursor:
                settings = ("fsync", "synchronous_commit")
                values = [cursor.execute(f"SHOW {name}").fetchone()[name] for name in settings]
                is_durable = values == ["on", "on"]
        case _:
            is_durable = False
    if not is_durable:
        raise NotTheSameDurability
