"""The connections of a process to its PostgreSQL: one pool to write, one to read."""

from __future__ import annotations

import logging
import select
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final, NamedTuple, Self, TypeAlias

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from ledger.store.postgresql.texts import take_every_text

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]
"""In autocommit mode; whoever wants a transaction begins one."""

_Pool: TypeAlias = ConnectionPool[Connection]

WAIT_S: Final = 5.0
"""How long to wait for a connection."""

RECONNECT_S: Final = 2.0
"""A server that is gone is tried again for so long; then by whoever next wants a connection."""

# What goes wrong is raised to whoever asks for a connection: no need to print it as well.
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)

_CONNECTING: Final[dict[str, Any]] = {
    "application_name": "improvement-ledger",
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "tcp_user_timeout": "30000",
}
_EVERY: Final = "SET client_encoding = 'UTF8'; SET idle_in_transaction_session_timeout = '60s';"


class _Kind(NamedTuple):
    name: str
    size: int
    session: str


# A plan is kept for as long as nobody analyses the table, and what was a page then may be
# thousands. So whoever writes never goes through a table that an index leads into.
_WRITE: Final = _Kind(
    "write",
    8,
    f"""{_EVERY}
    SET statement_timeout = '300s';
    SET jit = off;
    SET enable_seqscan = off;
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local')""",
)
_READ: Final = _Kind(
    "read",
    16,
    f"""{_EVERY}
    SET statement_timeout = '30s';
    SET default_transaction_read_only = on;
    SET jit = off""",
)


class Pools:
    """The pools of the database at ``url``, for every ledger and read model of the process.

    No connection is made before one is wanted, and none is handed out that is broken: after
    the server was away, the next to ask gets a new one. Every text can be stored, NUL
    included. Raises ``psycopg.OperationalError``: ``PoolTimeout`` where all connections are
    in use for too long, else the reason why none can be made.
    """

    def __init__(self, url: str, *, wait_s: float = WAIT_S) -> None:
        told: dict[str, Any] = conninfo_to_dict(url)
        self._conninfo = make_conninfo(**(_CONNECTING | told))
        self._wait_s = wait_s
        self._lock = Lock()
        self._open: dict[str, _Pool] = {}

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that may write and waits for the disk, given back at the end."""
        with self._lent(_WRITE) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose transactions are read-only, given back at the end."""
        with self._lent(_READ) as connection:
            yield connection

    def close(self) -> None:
        """Close every connection, those in use when they are given back.

        Whoever wants one later opens the pools anew.
        """
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _lent(self, kind: _Kind) -> Iterator[Connection]:
        pool = self._pool(kind)
        connection = self._get(pool)
        try:
            yield connection
        finally:
            pool.putconn(connection)

    def _pool(self, kind: _Kind) -> _Pool:
        pool = self._open.get(kind.name)
        if pool is None:
            with self._lock:
                pool = self._open.get(kind.name) or self._made(kind)
                self._open[kind.name] = pool
        return pool

    def _made(self, kind: _Kind) -> _Pool:
        def configure(connection: Connection) -> None:
            connection.autocommit = True
            connection.execute(kind.session)
            take_every_text(connection)

        return ConnectionPool(
            self._conninfo,
            name=kind.name,
            min_size=0,
            max_size=kind.size,
            open=True,
            configure=configure,
            check=_check,
            timeout=self._wait_s,
            reconnect_timeout=RECONNECT_S,
            num_workers=1,
        )

    def _get(self, pool: _Pool) -> Connection:
        try:
            return pool.getconn()
        except PoolTimeout:
            # Either all are in use, or none can be made: one more attempt says which.
            psycopg.connect(self._conninfo).close()
            raise


def _check(connection: Connection) -> None:
    """Raise where ``connection`` is broken, without asking the server each time.

    Nothing comes unasked on a connection that nobody uses, but a server's farewell.
    """
    incoming = select.poll()
    incoming.register(connection.fileno(), select.POLLIN)
    if incoming.poll(0):
        connection.execute("")
