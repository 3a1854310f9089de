"""Where the read model of one ledger is kept, in generations of which one answers.

Each rebuild makes a generation of its own beside the one that stands. When it takes that
one's place, the one before is kept, and may be put back; whatever is older is dropped.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol, TypeAlias

from projections.read_model.database import WritingConnection
from projections.read_model.reader import Readers

Stamp: TypeAlias = Hashable
"""Tells one generation from every other that ever stood at a place."""


class Target(Protocol):
    """A generation to project into: the one that stands, or a certain one."""

    def stamp(self) -> Stamp:
        """Which generation it is now; raises ``MissingReadModel`` where there is none."""
        ...

    def writer(self) -> WritingConnection:
        """A connection to it that may write; close it after use."""
        ...


class Place(Target, Protocol):
    """The generations of one read model. Raises what ``failures`` names."""

    @property
    def name(self) -> str:
        """What people know it by."""
        ...

    def create(self) -> None:
        """Make an empty read model unless there is one."""
        ...

    def readers(self) -> Readers:
        """Connections for questions to whatever generation stands."""
        ...

    def standing(self) -> int | None:
        """The number of the generation that answers; None where there is none."""
        ...

    def kept(self) -> int | None:
        """The number of the one that can be put back; None where there is none."""
        ...

    def generation(self, number: int) -> Target:
        """One certain generation."""
        ...

    def size_bytes(self, number: int) -> int:
        """How much room a generation takes."""
        ...

    def fresh(self) -> int:
        """A number that no generation has had; what a broken-off rebuild left is removed."""
        ...

    def loading(self, number: int) -> AbstractContextManager[WritingConnection]:
        """An empty new generation to be filled in one transaction, with its indexes last.

        It is there whole when the block ends, and not at all where the block fails.
        """
        ...

    def stand(self, number: int, *, keep_old: bool = True) -> None:
        """Let a generation answer from one moment to the next, and keep the one before.

        Who is asking the one before goes on undisturbed. What was kept until now is dropped,
        and so is the one before unless ``keep_old``.
        """
        ...

    def drop(self, number: int) -> None:
        """Remove a generation that does not stand."""
        ...


class Generation(NamedTuple):
    """A generation for people to choose from.

    ``events`` were projected into it; None where this release cannot read it.
    """

    number: int
    stands: bool
    events: int | None
    size_bytes: int
