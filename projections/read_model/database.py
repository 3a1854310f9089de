"""What the read model asks of a database, so that every question is written once.

Statements name their parameters (``:plan``). Both databases understand them as they
stand, but for the few turns of speech that a :class:`Dialect` has a word for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

from projections.read_model.batch import Batch

Parameters: TypeAlias = Mapping[str, object]


class Dialect(Protocol):
    """What one database says otherwise than the other."""

    def __hash__(self) -> int: ...

    nested: str
    """A join of which the left side comes first."""

    def indexed_by(self, index: str) -> str:
        """After a table: that it is to be searched by this index, where that can be said."""
        ...

    def among(self, parameter: str) -> str:
        """After a column: that it is one of the values of a parameter made by :meth:`many`."""
        ...

    def rows(self, parameter: str, alias: str) -> str:
        """The texts of a parameter made by :meth:`many`, as a table with the column ``value``."""
        ...

    def array(self, columns: str) -> str:
        """Columns as one JSON array."""
        ...

    def many(self, values: Sequence[int] | Sequence[str]) -> object:
        """Many values as one parameter."""
        ...


class Rows(Protocol):
    """What a statement found or did."""

    @property
    def rowcount(self) -> int:
        """How many rows it wrote."""
        ...

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A way to one generation of a read model. For one thread at a time.

    Raises what ``projections.read_model.failures`` names.
    """

    dialect: Dialect

    def execute(self, statement: str, parameters: Parameters = ..., /) -> Rows:
        """Execute one statement."""
        ...

    def stream(self, statement: str, parameters: Parameters = ..., /) -> Iterator[Any]:
        """The rows of a statement inside :meth:`snapshot`, however many, in little memory."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """All statements in the block see the same rows."""
        ...


class WritingConnection(Connection, Protocol):
    """A connection that may write. Statements stand inside ``transaction`` or ``snapshot``."""

    def transaction(self) -> AbstractContextManager[None]:
        """What is written in the block is committed at its end, or nothing of it."""
        ...

    def write(self, batch: Batch) -> None:
        """Write the rows of consecutive entries, inside a transaction."""
        ...

    def close(self) -> None:
        """Give the connection up."""
        ...
