"""What the store asks of the database that a ledger is kept in, whichever it is.

Statements are written once, in the SQL that SQLite and PostgreSQL share, with ``?`` for a
parameter. Failures come out as ``eventsourcing.persistence.PersistenceError``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol, TypeAlias

LOCK_TIMEOUT_S: Final = 5.0
"""How long an append waits for the write lock before the ledger counts as busy."""

EACH: Final = "= :each"
"""Where :meth:`Cursor.select_each` puts its texts."""

Value: TypeAlias = int | str | bytes | None

WhenSent: TypeAlias = Callable[[], None]
"""Called when the database has all rows, though it may be busy with them for a while."""


def nothing() -> None:
    """Called where nobody has anything to do meanwhile."""


class Cursor(Protocol):
    """One transaction's way to its statements."""

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> object:
        """Run one statement; its rows are fetched before the next one runs."""
        ...

    def one_of(self, values: Sequence[Value], /) -> tuple[str, Sequence[Any]]:
        """The test that a column holds one of ``values``, and the parameters it takes."""
        ...

    def select_each(
        self, statement: str, texts: Sequence[str], parameters: Sequence[Value] = (), /
    ) -> None:
        """Run a SELECT for each of ``texts``, which stands in it once, last, as ``= :each``.

        ``parameters`` are the same for all. Each text is looked up by the index that leads to
        it, however large the table.
        """
        ...

    def insert(
        self,
        table: str,
        columns: str,
        values: Sequence[Value],
        when_sent: WhenSent = nothing,
        /,
    ) -> None:
        """Insert rows: ``values`` are theirs in order, one row after the other.

        A column of many rows has one type, and no NULL in its first row.
        """
        ...

    def data_version(self) -> object | None:
        """Equal to what it was before only if no other connection has written in between.

        To be asked before anything is written in the transaction; None where the database
        does not tell.
        """
        ...

    def fetchone(self) -> Any:  # noqa: ANN401 - a row holds what its statement selects
        """The next row, as a tuple is read; None past the last."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...


class Connection(Protocol):
    """A connection lent for a while."""

    def transaction(self, *, commit: bool) -> AbstractContextManager[Cursor]:
        """A transaction; with ``commit``, under the write lock from the start."""
        ...


class Dialect(Protocol):
    """How a database spells what the two do not spell alike."""

    @property
    def words(self) -> Mapping[str, str]:
        """What stands for each ``{name}`` in the tables of `ledger.store.tables`."""
        ...

    def guards(self, table: str, *, rows: bool) -> Iterable[str]:
        """Statements after which no value of ``table`` changes and, with ``rows``, no row goes."""
        ...

    def number_on(self, cursor: Cursor, table: str, column: str) -> None:
        """Give new rows of ``table`` the numbers that follow those it has in ``column``."""
        ...

    def frozen(self, table: str, reason: str) -> Iterable[str]:
        """Statements after which ``table`` refuses every change, and says ``reason``."""
        ...

    def thawed(self, table: str) -> Iterable[str]:
        """Statements that undo :meth:`frozen`."""
        ...

    def version(self, cursor: Cursor) -> int:
        """The version of the tables; 0 where there are none."""
        ...

    def set_version(self, cursor: Cursor, version: int) -> None:
        """Note that the tables are at ``version`` now."""
        ...

    def lend(self, cursor: Cursor) -> None:
        """Give the database's roles their rights on the tables, where it has such roles."""
        ...


class Recorder(Protocol):
    """The library's recorder, told the number of each event."""

    def insert_numbered(
        self, cursor: Cursor, values: Sequence[Value], when_sent: WhenSent, /
    ) -> None:
        """Insert events: `tables.EVENT` of each, one after the other."""
        ...


class Database(Protocol):
    """The database of one ledger, for all threads of a process."""

    @property
    def dialect(self) -> Dialect:
        """How it spells its tables."""
        ...

    @property
    def recorder(self) -> Recorder:
        """What keeps its events."""
        ...

    def get_connection(self, *, commit: bool) -> AbstractContextManager[Connection]:
        """A connection to write, for one thread at a time, or to read."""
        ...

    def transaction(self, *, commit: bool) -> AbstractContextManager[Cursor]:
        """A transaction on such a connection; one that reads sees one moment and never waits."""
        ...

    def settled(self) -> AbstractContextManager[Cursor]:
        """A transaction that sees how each commit ended whose answer was lost.

        For the thread that holds the connection to write.
        """
        ...

    def close(self) -> None:
        """Close what is this ledger's alone; it cannot be used through this object any more."""
        ...
