"""Connections for questions, each with the names it has met."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from projections.read_model.database import Connection
from projections.read_model.names import Names


class Reader(NamedTuple):
    """A connection to one generation for one question, and the names met there."""

    connection: Connection
    names: Names


class Readers(Protocol):
    """Connections to whatever generation stands when a question begins; safe among threads."""

    def reader(self) -> AbstractContextManager[Reader]:
        """A reader that nobody else has for as long as the block lasts.

        Raises what ``projections.read_model.failures`` names, in the block too.
        """
        ...

    def close(self) -> None:
        """Give every connection up that is idle now, and the others when they come back."""
        ...
