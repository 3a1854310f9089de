"""Connections to the schema of one generation, lent by the pools of the process.

Nothing is kept between questions but names: a connection that broke is the pool's affair,
and the next question gets another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Lock
from typing import Any, Final, NamedTuple
from weakref import WeakSet

import psycopg
from psycopg import sql

from ledger.store.postgresql.pools import Connection as Raw
from ledger.store.postgresql.pools import Pools
from projections.read_model.batch import Batch
from projections.read_model.database import Parameters
from projections.read_model.failures import MissingReadModel
from projections.read_model.names import Known, Names
from projections.read_model.postgresql.dialect import POSTGRESQL, for_driver
from projections.read_model.postgresql.failures import named_failures
from projections.read_model.postgresql.load import hide, note_fields, write
from projections.read_model.postgresql.standing import Standing, enter
from projections.read_model.reader import Reader
from projections.read_model.version import check_version

STREAMED_AT_ONCE: Final = 5_000
"""Rows in memory while many are read."""

WRITER_WAITS_MS: Final = 10_000
"""How long a writer waits for whoever holds a lock."""

_NOTHING: Final[Parameters] = {}
_STREAMS: Final = count()

# Every question is a few rows here and a few there, found by the indexes made for it, in the
# order in which its joins are written. The planner would judge by what a table was when it was
# last analysed, and would weigh it anew each time.
_TUNING: Final = b"""
SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;
SET enable_mergejoin = off; SET enable_bitmapscan = off;
SET join_collapse_limit = 1
"""


class _Cursor(psycopg.Cursor[tuple[Any, ...]]):
    """Hands all rows out at once: one by one they take three times as long."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]:  # type: ignore[override]
        return iter(self.fetchall())


class SchemaConnection:
    """The driver's connection, when it is already in the schema that it is to read."""

    dialect = POSTGRESQL

    def __init__(self, raw: Raw) -> None:
        self._raw = raw

    @property
    def raw(self) -> Raw:
        """The driver's connection."""
        return self._raw

    def execute(self, statement: str, parameters: Parameters = _NOTHING, /) -> Any:
        """Execute one statement."""
        return _Cursor(self.raw).execute(for_driver(statement), parameters)

    def stream(self, statement: str, parameters: Parameters = _NOTHING, /) -> Iterator[Any]:
        """The rows of a statement, fetched some at a time."""
        with self.raw.cursor(name=f"streamed_{next(_STREAMS)}") as cursor:
            cursor.itersize = STREAMED_AT_ONCE
            cursor.execute(for_driver(statement), parameters)
            yield from cursor

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """The rows of one moment."""
        with ended(self.raw, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            yield


@contextmanager
def ended(raw: Raw, beginning: str) -> Iterator[None]:
    """A transaction, committed at the end of the block or rolled back."""
    raw.execute(beginning.encode())
    try:
        yield
        raw.commit()
    except BaseException:
        with suppress(psycopg.Error):  # one that broke is thrown away by its pool
            raw.rollback()
        raise


class SchemaWriter(SchemaConnection):
    """A way to write into ``schema``: a connection of the pool for each transaction."""

    def __init__(self, pools: Pools, schema: str) -> None:
        self._pools = pools
        self._enter = f"SET LOCAL search_path = {sql.Identifier(schema).as_string(None)}"
        self._lent: Raw | None = None

    @property
    def raw(self) -> Raw:
        """The driver's connection, inside a block."""
        if self._lent is None:
            message = "statements stand inside a transaction or a snapshot"
            raise RuntimeError(message)
        return self._lent

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One at a time where all begin with the same lease, whose row they lock."""
        with self._borrowed(
            f"BEGIN ISOLATION LEVEL READ COMMITTED; {self._enter}; "
            # Whatever a power cut takes is projected again.
            f"SET LOCAL synchronous_commit = off; SET LOCAL lock_timeout = {WRITER_WAITS_MS}"
        ):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """The rows of one moment."""
        with self._borrowed(
            f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {self._enter}; "
            # One of two that are compared waits for the other.
            "SET LOCAL idle_in_transaction_session_timeout = 0; "
            "SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = off"
        ):
            yield

    def write(self, batch: Batch) -> None:
        """Write ``batch`` inside a transaction."""
        write(self.raw, batch)
        note_fields(self.raw, batch)
        hide(self.raw, batch.hidden)

    def close(self) -> None:
        """Nothing is held between transactions."""

    @contextmanager
    def _borrowed(self, beginning: str) -> Iterator[None]:
        with named_failures(), self._pools.writing() as raw, ended(raw, beginning):
            self._lent = raw
            try:
                yield
            finally:
                self._lent = None


class _Met(NamedTuple):
    standing: Standing
    names: Known


class SchemaReaders:
    """Connections of the pool for reading, each question in the generation that stands."""

    def __init__(self, pools: Pools, base: str) -> None:
        self._pools = pools
        self._base = base
        self._lock = Lock()
        self._tuned: WeakSet[Raw] = WeakSet()
        self._met: _Met | None = None

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """A reader in the generation that stands now, for as long as the block lasts."""
        with named_failures(), self._pools.reading() as raw:
            self._tune(raw)
            standing = enter(raw, self._base)
            if standing is None:
                raise MissingReadModel(self._base)
            connection = SchemaConnection(raw)
            yield Reader(connection, Names(connection, self._known(connection, standing)))

    def close(self) -> None:
        """The pools belong to the process."""

    def _tune(self, raw: Raw) -> None:
        with self._lock:
            is_tuned = raw in self._tuned
            self._tuned.add(raw)
        if not is_tuned:
            raw.execute(_TUNING)

    def _known(self, connection: SchemaConnection, standing: Standing) -> Known:
        """The names met in the generation that stands, which is checked when it is new."""
        met = self._met
        if met is None or met.standing != standing:
            check_version(connection)
            with self._lock:
                met = self._met
                if met is None or met.standing != standing:
                    met = self._met = _Met(standing, Known())
        return met.names
