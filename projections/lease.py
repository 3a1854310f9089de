"""The lease: at most one projector for each ledger, taken over when its holder dies.

A lease is a row beside the rows it guards. It is taken, renewed and checked by the same
statement, inside the very transaction that writes: a projector that lost its lease
cannot commit, however long it slept.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from ledger.moments import Clock

PROJECTOR: Final = "projector"
REBUILD: Final = "rebuild"

LEASE_US: Final = 10_000_000
"""How long a lease holds after its last renewal: ten seconds."""


@dataclass(frozen=True, slots=True)
class Lease:
    """One party's claim to a lease; ``holder`` tells it from every other in the world.

    ``clock`` is the same for all who might hold the lease.
    """

    name: str
    holder: str
    clock: Clock
    duration_us: int = LEASE_US

    def take(self, connection: sqlite3.Connection) -> bool:
        """Take or renew the lease; False while another holds it.

        Only inside a write transaction does the answer still hold at the next statement.
        """
        now_us = self.clock()
        taken = connection.execute(
            "INSERT INTO lease (name, holder, expires_us) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE "
            "SET holder = excluded.holder, expires_us = excluded.expires_us "
            "WHERE lease.holder = excluded.holder OR lease.expires_us <= ?",
            (self.name, self.holder, now_us + self.duration_us, now_us),
        )
        return taken.rowcount == 1

    def is_fresh(self, connection: sqlite3.Connection) -> bool:
        """Whether the lease is ours with at least half its time left: no need to renew it."""
        held = connection.execute(
            "SELECT 1 FROM lease WHERE name = ? AND holder = ? AND expires_us >= ?",
            (self.name, self.holder, self.clock() + self.duration_us // 2),
        )
        return held.fetchone() is not None

    def seize(self, connection: sqlite3.Connection) -> None:
        """Take the lease whoever holds it; the other finds out before its next commit."""
        connection.execute(
            "INSERT OR REPLACE INTO lease (name, holder, expires_us) VALUES (?, ?, ?)",
            (self.name, self.holder, self.clock() + self.duration_us),
        )

    def release(self, connection: sqlite3.Connection) -> None:
        """Give the lease back, so that the next need not wait for it to run out."""
        connection.execute(
            "DELETE FROM lease WHERE name = ? AND holder = ?", (self.name, self.holder)
        )
