"""Where ledgers live: a folder of SQLite files, or one PostgreSQL database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from ledger.store.database import LOCK_TIMEOUT_S, Cursor, Database


class StagingUnderWay(Exception):
    """Another process is putting a ledger in place for the same council."""


class Over(NamedTuple):
    """The ledger whose place another takes: its epoch, and a transaction under its write lock."""

    epoch: int
    cursor: Cursor


class Staged(Protocol):
    """A ledger in the making beside the one that stands, which nobody else knows of."""

    @property
    def database(self) -> Database:
        """Its tables, empty at first."""
        ...

    def put_in_place(self, epoch: int, over: Over | None) -> None:
        """Let it be the ledger of its council from one moment to the next; ``epoch`` is its own.

        The one whose place it takes is kept aside under its epoch. On PostgreSQL that comes with
        the commit of that one's transaction.
        """
        ...


class BadAddress(ValueError):
    """A database's URL that cannot be read. It is not repeated: it may hold a password."""


class NoRoles(Exception):
    """A home without roles; the message is its name."""


class Home(Protocol):
    """A place for ledgers, one a council, and for what belongs to no council."""

    @property
    def name(self) -> str:
        """What people call the place; it holds no secret."""
        ...

    @property
    def is_served(self) -> bool:
        """Whether a server makes durable what is recorded here, which leaves time beside it."""
        ...

    def councils(self) -> list[str]:
        """The councils that have a ledger here, in order of their keys."""
        ...

    def make(self, council: str) -> Database:
        """The database for a ledger of ``council``, made where it is missing."""
        ...

    def open(self, council: str) -> Database:
        """The database of the ledger of ``council``; raises ``NoLedger`` where it has none."""
        ...

    def staging(self, council: str) -> AbstractContextManager[Staged]:
        """A ledger of ``council`` in the making, dropped at the end unless it was put in place.

        Raises :class:`StagingUnderWay` where another process makes one.
        """
        ...

    def kept_aside(self, council: str) -> list[int]:
        """The epochs of the ledgers of ``council`` that another took the place of, in order."""
        ...

    def drop_aside(self, council: str, epoch: int) -> None:
        """Remove one of those for good."""
        ...

    def make_unrouted(self) -> Database:
        """The database of the quarantine that belongs to no council, made where it is missing."""
        ...

    def has_unrouted(self) -> bool:
        """Whether that database is there."""
        ...

    def create_roles(self) -> None:
        """Create the roles that are missing, with their rights on all that is here.

        Raises :class:`NoRoles` where there can be none.
        """
        ...

    def close(self) -> None:
        """Close what the ledgers here share, as the end of a block does."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def home_at(url: str | None, folder: Path, lock_timeout_s: float = LOCK_TIMEOUT_S) -> Home:
    """The home in the PostgreSQL database at ``url``; without one, in ``folder``.

    Only the chosen database's driver is loaded. Raises :class:`BadAddress`.
    """
    if url is None:
        from ledger.store.sqlite.home import FolderHome  # noqa: PLC0415 - as said

        return FolderHome(folder, lock_timeout_s=lock_timeout_s)
    from ledger.store.postgresql.home import PostgreSQLHome  # noqa: PLC0415 - as said

    return PostgreSQLHome(url, lock_timeout_s=lock_timeout_s)
