"""Three roles of the database, each with no more than its work takes.

Whoever owns the schemas makes and migrates them, and lends the rest to these three. A role
cannot log in with a password until an administrator has given it one.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from psycopg.sql import SQL, Identifier

from ledger.store.database import Cursor
from ledger.store.postgresql.pools import Connection

WRITER: Final = "improvement_ledger_writer"
PROJECTOR: Final = "improvement_ledger_projector"
READER: Final = "improvement_ledger_reader"
ROLES: Final = (WRITER, PROJECTOR, READER)


class Grant(NamedTuple):
    """What a role may do with some tables of a ledger."""

    rights: str
    tables: str
    role: str


GRANTS: Final = (
    Grant("SELECT", "ALL TABLES IN SCHEMA {schema}", WRITER),
    Grant(
        "INSERT",
        "stored_events, source, inbox, opening, quarantine, role, feed, parked, incident, outbox, "
        "publisher",
        WRITER,
    ),
    Grant(
        "UPDATE (count, last_us, code, pointer, detail, replayed_position)",
        "quarantine",
        WRITER,
    ),
    Grant("UPDATE (next_offset, end_offset, seen_us)", "feed", WRITER),
    Grant("UPDATE (code, detail, awaited_version, attempts, next_us)", "parked", WRITER),
    Grant("UPDATE (acknowledged_us)", "incident", WRITER),
    Grant("UPDATE (position, epoch, letter)", "outbox", WRITER),
    Grant("UPDATE (holder, expires_us)", "publisher", WRITER),
    # The council's own roles are replaced as a whole; the lock has no rows, and to take it one
    # must have the right to delete them.
    Grant("DELETE", "role, parked, write_lock", WRITER),
    Grant(
        "SELECT",
        "identity, epoch, moved, tables_version, role, stored_events, source, inbox",
        PROJECTOR,
    ),
    Grant("SELECT", "ALL TABLES IN SCHEMA {schema}", READER),
)
"""The rights on the tables of one ledger."""


def create_roles(connection: Connection) -> None:
    """Make those roles that are missing, and let the projector make read models for all.

    For a user who may create roles. What the projector makes from now on, the others may read.
    """
    there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    for role in ROLES:
        if role not in there:
            connection.execute(f"CREATE ROLE {role} LOGIN".encode())
    database = Identifier(connection.info.dbname)
    connection.execute(
        SQL("GRANT CREATE ON DATABASE {} TO {}").format(database, Identifier(PROJECTOR))
    )
    connection.execute(f"GRANT {PROJECTOR} TO CURRENT_USER".encode())
    for right in ("USAGE ON SCHEMAS", "SELECT ON TABLES"):
        connection.execute(
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {PROJECTOR} "
            f"GRANT {right} TO {WRITER}, {READER}".encode()
        )


def lend(cursor: Cursor) -> None:
    """Give the roles their rights on the tables of a ledger; nothing where there are no roles."""
    cursor.execute("SELECT rolname FROM pg_roles")
    if not {name for (name,) in cursor.fetchall()}.issuperset(ROLES):
        return
    cursor.execute("SELECT current_schema()")
    schema = f'"{cursor.fetchone()[0]}"'
    cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {', '.join(ROLES)}")
    for grant in GRANTS:
        tables = grant.tables.format(schema=schema)
        cursor.execute(f"GRANT {grant.rights} ON {tables} TO {grant.role}")
