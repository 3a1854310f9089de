"""Which generation of a read model stands, which is kept: one row beside their schemas.

Beside the schema ``devon`` of a ledger, ``devon_read_model`` holds that row, and
``devon_read_model_3`` the tables of the third generation. No council's key has a low line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from psycopg import errors, sql

from ledger.store.postgresql.pools import Connection as Raw

LONGEST: Final = 40
"""Of a council's key that is longer, its digest stands for the end: names are cut at 63 bytes."""

_TABLE: Final = """
CREATE TABLE {base}.standing (
    only_row SMALLINT PRIMARY KEY CHECK (only_row = 1),
    number BIGINT,                     -- of the generation that answers
    since BIGINT,                      -- the transaction that let it, which tells it for ever
    kept BIGINT,                       -- of the one that can be put back
    last BIGINT NOT NULL               -- the highest number given out
)
"""


class Standing(NamedTuple):
    """A generation that stands, and since which transaction."""

    number: int
    since: int


def base_of(council: str) -> str:
    """The schema with the row of the read model of ``council``."""
    if len(council) > LONGEST:
        council = f"{council[: LONGEST - 9]}_{sha256(council.encode()).hexdigest()[:8]}"
    return f"{council}_read_model"


def schema_of(base: str, number: int) -> str:
    """The schema of a generation."""
    return f"{base}_{number}"


def enter(raw: Raw, base: str) -> Standing | None:
    """Have ``raw`` read the generation that stands, and tell which; None where none does."""
    try:
        row = raw.execute(_enter(base)).fetchone()
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        return None
    return None if row is None else Standing(row[0], row[1])


@lru_cache(maxsize=1_024)
def _enter(base: str) -> bytes:
    return (
        sql.SQL(
            "SELECT number, since, set_config('search_path', quote_ident({name} || number), false) "
            "FROM {base}.standing WHERE number IS NOT NULL"
        )
        .format(name=sql.Literal(f"{base}_"), base=sql.Identifier(base))
        .as_bytes(None)
    )


def make(raw: Raw, base: str) -> None:
    """The schema and its row, unless they are there; inside a transaction."""
    # Two that make the same schema at once would fail over one another.
    raw.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (base,))
    raw.execute(_named("CREATE SCHEMA IF NOT EXISTS {base}", base))
    found = raw.execute(
        "SELECT FROM pg_tables WHERE schemaname = %s AND tablename = 'standing'", (base,)
    )
    if found.rowcount == 0:
        raw.execute(_named(_TABLE, base))
        last = max(there(raw, base), default=0)  # of generations that outlived their row
        raw.execute(
            _named("INSERT INTO {base}.standing VALUES (1, NULL, NULL, NULL, %s)", base), (last,)
        )


def numbers(raw: Raw, base: str) -> tuple[int | None, int | None]:
    """The generation that stands and the one that is kept."""
    try:
        row = raw.execute(_named("SELECT number, kept FROM {base}.standing", base)).fetchone()
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        return None, None
    return (None, None) if row is None else (row[0], row[1])


def next_number(raw: Raw, base: str) -> int:
    """A number that no generation has had."""
    row = raw.execute(
        _named("UPDATE {base}.standing SET last = last + 1 RETURNING last", base)
    ).fetchone()
    assert row is not None  # noqa: S101 - `make` saw to it
    return int(row[0])


def let_stand(raw: Raw, base: str, number: int, *, keep_old: bool) -> None:
    """Let a generation stand, and keep the one before or none."""
    kept = "CASE WHEN number = %(number)s THEN kept ELSE number END" if keep_old else "NULL"
    raw.execute(
        _named(
            "UPDATE {base}.standing SET number = %(number)s, since = txid_current(), "
            f"kept = {kept}",
            base,
        ),
        {"number": number},
    )


def forget_kept(raw: Raw, base: str, number: int) -> None:
    """Keep ``number`` no more."""
    raw.execute(_named("UPDATE {base}.standing SET kept = NULL WHERE kept = %s", base), (number,))


def there(raw: Raw, base: str) -> list[int]:
    """The numbers of all generations that have a schema."""
    rows = raw.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", (base,))
    matches = (re.fullmatch(rf"{re.escape(base)}_(\d+)", name) for (name,) in rows)
    return [int(match[1]) for match in matches if match is not None]


def _named(statement: str, base: str) -> sql.Composed:
    return sql.SQL(statement).format(base=sql.Identifier(base))
