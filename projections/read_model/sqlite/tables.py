"""The tables of the read model in SQLite: one row for each field an event sets.

Rows are only ever inserted. A retraction fills ``until_position`` and
``until_documented_us`` of its target's rows, from which on they are hidden, so
every earlier basis still reads as it did.

A probe of a large ledger waits for memory, so what is the same in nearly every row
takes no room in it: it is NULL, and stands last.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from projections.read_model.version import VERSION

_TABLES: Final = (
    """CREATE TABLE projection (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        version TEXT NOT NULL,
        position INTEGER NOT NULL,     -- the last one scanned, -1 before the first
        recorded_us INTEGER,           -- when that entry was recorded
        entry_id TEXT,                 -- its id, which tells one ledger from another
        epoch INTEGER                  -- the ledger's when that entry was read
    )""",
    """CREATE TABLE lease (
        name TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        expires_us INTEGER NOT NULL
    ) WITHOUT ROWID""",
    "CREATE TABLE plan (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE field (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE event_type (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE entity (
        entity_id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        plan_id INTEGER NOT NULL,
        kind_id INTEGER NOT NULL,
        parent TEXT                    -- the key of the entity it belongs to
    )""",
    "CREATE INDEX entity_of_plan ON entity (plan_id, kind_id)",
    """CREATE TABLE entity_field (
        entity_id INTEGER NOT NULL,
        field_id INTEGER NOT NULL,
        PRIMARY KEY (entity_id, field_id)
    ) WITHOUT ROWID""",
    """CREATE TABLE field_value (
        entity_id INTEGER NOT NULL,
        field_id INTEGER NOT NULL,
        effective_us BIGINT NOT NULL,      -- certain_by
        position BIGINT NOT NULL,
        documented_us BIGINT NOT NULL,     -- as stated, else recorded_at
        value TEXT,                        -- ready-serialised; NULL is an explicit null
        possible_from_us BIGINT,           -- NULL: the date is certain
        until_position BIGINT,             -- NULL: never retracted
        until_documented_us BIGINT,
        PRIMARY KEY (entity_id, field_id, effective_us DESC, position DESC)
    ) WITHOUT ROWID""",
    # What was in the future when its document spoke of it: few rows, and the only
    # ones that can be known at a date and take effect after it.
    """CREATE INDEX field_value_ahead
        ON field_value (entity_id, field_id, effective_us DESC, position DESC)
        WHERE effective_us > documented_us""",
    # What a source dates only within bounds.
    """CREATE INDEX field_value_uncertain
        ON field_value (entity_id, effective_us, possible_from_us)
        WHERE possible_from_us IS NOT NULL""",
    """CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        plan_id INTEGER NOT NULL,
        stream_id INTEGER NOT NULL,
        type_id INTEGER NOT NULL,
        recorded_us BIGINT NOT NULL,
        effective_us BIGINT NOT NULL,
        possible_from_us BIGINT,           -- as in the field values it sets
        documented_us BIGINT NOT NULL,
        until_position BIGINT,
        until_documented_us BIGINT
    )""",
)

_INDEXES: Final = (
    "CREATE INDEX event_of_plan ON event (plan_id, position)",
    "CREATE INDEX event_of_stream ON event (stream_id, position)",
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty read model, without the indexes that can come last.

    Those on few rows cost next to nothing on the way.
    """
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute("INSERT INTO projection VALUES (1, ?, -1, NULL, NULL, NULL)", (VERSION,))


def gather_fields(connection: sqlite3.Connection) -> None:
    """Note which fields each entity has, from the rows that are there."""
    connection.execute(
        "INSERT INTO entity_field SELECT DISTINCT entity_id, field_id FROM field_value"
    )


def create_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes that questions need and rows do not."""
    for statement in _INDEXES:
        connection.execute(statement)
