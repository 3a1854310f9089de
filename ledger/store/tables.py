"""The tables of a ledger's database, on SQLite and on PostgreSQL.

``stored_events`` is the library's, with the numbers given and not invented, and with when an entry
was recorded and its leaf hash in the same row. Of all tables only ``opening``, ``role``, ``moved``
and ``parked`` are ever deleted from, and only ``identity``, ``quarantine``, ``feed``, ``parked``,
``incident``, ``outbox`` and ``publisher`` are ever updated.
Each ``{word}`` is spelled by the database's dialect.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from ledger.store.database import Cursor, Database, Dialect
from ledger.store.failures import UnknownFormat


class Guard(NamedTuple):
    """No value of ``table`` is ever changed; with ``rows``, no row of it is ever deleted."""

    table: str
    rows: bool = True


Migration: TypeAlias = tuple[str | Guard, ...]

EVENT: Final = (
    "notification_id, originator_id, originator_version, topic, recorded_us, leaf_hash, state"
)
"""Position + 1, the stream's name, its 1-based version and the event type; when it was recorded,
the leaf hash of its entry, and the entry's bytes."""

STORED_EVENTS: Final[Migration] = (
    """CREATE TABLE stored_events (
        notification_id {number} PRIMARY KEY,
        originator_id {text} NOT NULL,
        originator_version {number} NOT NULL,
        topic {text} NOT NULL,
        recorded_us {number} NOT NULL,
        leaf_hash {bytes} NOT NULL CHECK (length(leaf_hash) = 32),
        state {bytes} NOT NULL,
        UNIQUE (originator_id, originator_version)
    )""",
    Guard("stored_events"),
)

_LEDGER: Final[Migration] = (
    """CREATE TABLE identity (
        only_row {number} PRIMARY KEY CHECK (only_row = 1),
        council {text} NOT NULL,
        origin {text} NOT NULL,
        epoch {number} NOT NULL,
        secret {bytes} NOT NULL,
        created_us {number} NOT NULL,
        format {text} NOT NULL
    )""",
    "CREATE TABLE role (key {text} PRIMARY KEY, label {text} NOT NULL) {without_rowid}",
    *STORED_EVENTS,
    "CREATE TABLE source (source_id {interned}, source {text} NOT NULL UNIQUE)",
    """CREATE TABLE inbox (
        source_id {number} NOT NULL,
        id {text} NOT NULL,
        digest {bytes} NOT NULL CHECK (length(digest) = 32),
        position {number} NOT NULL,
        PRIMARY KEY (source_id, id)
    ) {without_rowid}""",
    """CREATE TABLE opening (
        position {number} NOT NULL,
        pointer {text} NOT NULL,
        commitment {text} NOT NULL,
        salt {bytes} NOT NULL CHECK (length(salt) = 32),
        value {text} NOT NULL,
        PRIMARY KEY (position, pointer)
    ) {without_rowid}""",
    """CREATE TABLE quarantine (
        id {numbered},
        digest {bytes} NOT NULL UNIQUE,
        code {text} NOT NULL,
        pointer {text} NOT NULL,
        detail {text} NOT NULL,
        body {bytes} NOT NULL,
        size {number} NOT NULL,
        headers {text} NOT NULL,
        channel {text} NOT NULL,
        coordinates {text} NOT NULL,
        source {text},
        event_id {text},
        type {text},
        subject {text},
        count {number} NOT NULL DEFAULT 1,
        first_us {number} NOT NULL,
        last_us {number} NOT NULL,
        replayed_position {number}
    )""",
    "CREATE INDEX quarantine_code ON quarantine (code, id)",
    # Whoever counts what waits would otherwise have to read past every body.
    "CREATE INDEX quarantine_waiting ON quarantine (code, replayed_position)",
    Guard("opening", rows=False),
    Guard("source"),
    Guard("inbox"),
)

_EPOCHS: Final[Migration] = (
    """CREATE TABLE epoch (
        epoch {number} PRIMARY KEY CHECK (epoch > 1),
        first_position {number} NOT NULL CHECK (first_position >= 0),
        began_us {number} NOT NULL
    )""",
    """CREATE TABLE moved (
        only_row {number} PRIMARY KEY CHECK (only_row = 1),
        destination {text} NOT NULL,
        moved_us {number} NOT NULL
    )""",
    Guard("epoch"),
)

_DELIVERIES: Final[Migration] = (
    """CREATE TABLE feed (
        cluster {text} NOT NULL,
        topic_id {text} NOT NULL,
        partition {number} NOT NULL,
        topic {text} NOT NULL,
        next_offset {number} NOT NULL CHECK (next_offset >= 0),
        end_offset {number} NOT NULL,
        seen_us {number} NOT NULL,
        PRIMARY KEY (cluster, topic_id, partition)
    ) {without_rowid}""",
    """CREATE TABLE parked (
        id {numbered},
        stream {text} NOT NULL,
        cluster {text} NOT NULL,
        topic_id {text} NOT NULL,
        partition {number} NOT NULL,
        topic {text} NOT NULL,
        body {bytes} NOT NULL,
        headers {text} NOT NULL,
        channel {text} NOT NULL,
        coordinates {text} NOT NULL,
        source {text} NOT NULL,
        event_id {text} NOT NULL,
        type {text} NOT NULL,
        code {text} NOT NULL,
        detail {text} NOT NULL,
        awaited_version {number} NOT NULL,
        attempts {number} NOT NULL,
        first_us {number} NOT NULL,
        next_us {number} NOT NULL
    )""",
    "CREATE INDEX parked_stream ON parked (stream, id)",
    """CREATE TABLE incident (
        id {numbered},
        code {text} NOT NULL,
        cluster {text} NOT NULL,
        topic_id {text} NOT NULL,
        partition {number} NOT NULL,
        topic {text} NOT NULL,
        next_offset {number} NOT NULL,
        records {number},
        detail {text} NOT NULL,
        raised_us {number} NOT NULL,
        acknowledged_us {number}
    )""",
)

_OUTBOX: Final[Migration] = (
    """CREATE TABLE outbox (
        only_row {number} PRIMARY KEY CHECK (only_row = 1),
        position {number} NOT NULL,
        epoch {number} NOT NULL,
        letter {number} NOT NULL
    )""",
    """CREATE TABLE publisher (
        only_row {number} PRIMARY KEY CHECK (only_row = 1),
        holder {text} NOT NULL,
        expires_us {number} NOT NULL
    )""",
)

UNRELEASED: Final = 4
"""The versions up to this one kept an event in two tables. No release had them, and none reads
them."""

MIGRATIONS: Final[tuple[Migration, ...]] = ((*_LEDGER, *_EPOCHS, *_DELIVERIES, *_OUTBOX),)
"""What each version from then on adds to the one before; nothing is ever taken away."""


def newest() -> int:
    """The version that :func:`migrate` brings tables to."""
    return UNRELEASED + len(MIGRATIONS)


def migrate(database: Database, cursor: Cursor) -> None:
    """Bring the tables to the newest version, in the transaction of ``cursor``.

    Raises :class:`UnknownFormat` as :func:`migrations_from` does.
    """
    dialect = database.dialect
    version = dialect.version(cursor)
    if version == newest():
        return
    for migration in migrations_from(version):
        for statement in spelled(migration, dialect):
            cursor.execute(statement)
    dialect.set_version(cursor, newest())
    dialect.lend(cursor)


def migrations_from(version: int) -> tuple[Migration, ...]:
    """What tables of ``version`` lack; 0 is that of no tables at all.

    Raises :class:`UnknownFormat` where a newer release has been here, or none.
    """
    if version > newest():
        msg = f"the tables have version {version}, this release knows {newest()}"
        raise UnknownFormat(msg)
    if 0 < version <= UNRELEASED:
        msg = f"the tables have version {version}, which is from before the first release"
        raise UnknownFormat(msg)
    return MIGRATIONS[max(version - UNRELEASED, 0) :]


def spelled(migration: Migration, dialect: Dialect) -> Iterator[str]:
    """The statements of a migration as the database understands them."""
    for step in migration:
        if isinstance(step, Guard):
            yield from dialect.guards(step.table, rows=step.rows)
        else:
            yield step.format_map(dialect.words)
