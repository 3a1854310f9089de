"""The tables of one generation in PostgreSQL: the same rows as in SQLite.

Texts are ordered by their bytes (``COLLATE "C"``), as everywhere else. A value is JSON, in
which no NUL can stand as it is, and nor can one in a key: being no ``TEXT`` they are spared what
the pools do to let other texts hold one. What the planner cannot know of a table that grew a
moment ago is taken from it: see ``connections``.
"""

from __future__ import annotations

from typing import Final

from ledger.store.postgresql.pools import Connection as Raw
from projections.read_model.version import VERSION

_NAMES: Final = ("plan", "kind", "field", "event_type", "stream")

_TABLES: Final = (
    """CREATE TABLE projection (
        only_row SMALLINT PRIMARY KEY CHECK (only_row = 1),
        version TEXT NOT NULL,
        position BIGINT NOT NULL,      -- the last one scanned, -1 before the first
        recorded_us BIGINT,            -- when that entry was recorded
        entry_id TEXT,                 -- its id, which tells one ledger from another
        epoch BIGINT                   -- the ledger's when that entry was read
    )""",
    """CREATE TABLE lease (
        name TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        expires_us BIGINT NOT NULL
    )""",
    *(
        f'CREATE TABLE {table} (id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE)'
        for table in _NAMES
    ),
    """CREATE TABLE entity (
        entity_id BIGINT PRIMARY KEY,
        key VARCHAR COLLATE "C" NOT NULL UNIQUE,
        plan_id BIGINT NOT NULL,
        kind_id BIGINT NOT NULL,
        parent VARCHAR COLLATE "C"     -- the key of the entity it belongs to
    )""",
    "CREATE INDEX entity_of_plan ON entity (plan_id, kind_id)",
    "CREATE TABLE entity_field (entity_id BIGINT NOT NULL, field_id INTEGER NOT NULL)",
    """CREATE TABLE field_value (
        entity_id BIGINT NOT NULL,
        effective_us BIGINT NOT NULL,      -- certain_by
        position BIGINT NOT NULL,
        documented_us BIGINT NOT NULL,     -- as stated, else recorded_at
        field_id INTEGER NOT NULL,
        value VARCHAR COLLATE "C",         -- ready-serialised; NULL is an explicit null
        possible_from_us BIGINT,           -- NULL: the date is certain
        until_position BIGINT,             -- NULL: never retracted
        until_documented_us BIGINT
    )""",
    """CREATE TABLE event (
        position BIGINT NOT NULL,
        plan_id BIGINT NOT NULL,
        stream_id BIGINT NOT NULL,
        type_id BIGINT NOT NULL,
        recorded_us BIGINT NOT NULL,
        effective_us BIGINT NOT NULL,
        possible_from_us BIGINT,           -- as in the field values it sets
        documented_us BIGINT NOT NULL,
        until_position BIGINT,
        until_documented_us BIGINT
    )""",
)

_INDEXES: Final = (
    # Nothing is included: the value has to be fetched from its row anyhow, and only where
    # it had not would PostgreSQL look at what an index includes.
    """CREATE UNIQUE INDEX field_value_key
        ON field_value (entity_id, field_id, effective_us DESC, position DESC)""",
    # What was in the future when its document spoke of it: few rows, and the only
    # ones that can be known at a date and take effect after it.
    """CREATE INDEX field_value_ahead
        ON field_value (entity_id, field_id, effective_us DESC, position DESC)
        WHERE effective_us > documented_us""",
    # What a source dates only within bounds.
    """CREATE INDEX field_value_uncertain
        ON field_value (entity_id, effective_us, possible_from_us)
        WHERE possible_from_us IS NOT NULL""",
    "ALTER TABLE event ADD PRIMARY KEY (position)",
    "CREATE INDEX event_of_plan ON event (plan_id, position)",
    "CREATE INDEX event_of_stream ON event (stream_id, position)",
)

_ALL: Final = ("projection", "lease", *_NAMES, "entity", "entity_field", "field_value", "event")


def create_tables(raw: Raw) -> None:
    """Make the tables of an empty generation, without the indexes that can come last."""
    for statement in _TABLES:
        raw.execute(statement)
    raw.execute("INSERT INTO projection VALUES (1, %s, -1, NULL, NULL, NULL)", (VERSION,))


def gather_fields(raw: Raw) -> None:
    """Note which fields each entity has, from the rows that are there and their key.

    The planner would hash them all, not knowing how many there are: read in the order of
    the key it takes a seventh of the time. The settings end with the transaction.
    """
    raw.execute(
        b"SET LOCAL enable_hashagg = off; SET LOCAL enable_sort = off; "
        b"SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; "
        b"INSERT INTO entity_field SELECT DISTINCT entity_id, field_id FROM field_value; "
        b"ALTER TABLE entity_field ADD PRIMARY KEY (entity_id, field_id)"
    )


def create_indexes(raw: Raw) -> None:
    """Make the indexes that questions need and rows do not."""
    for statement in _INDEXES:
        raw.execute(statement)


def analyse(raw: Raw) -> None:
    """Let the planner know what was loaded."""
    raw.execute(f"ANALYZE {', '.join(_ALL)}")
