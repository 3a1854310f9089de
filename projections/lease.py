"""The lease: at most one projector for each ledger, taken over when its holder dies.

A lease is a row beside the rows it guards. It is taken, renewed and checked by the same
statement, inside the very transaction that writes: a projector that lost its lease
cannot commit, however long it slept.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from ledger.moments import Clock
from projections.read_model.database import Connection, WritingConnection
from projections.read_model.failures import UnusableReadModel

PROJECTOR: Final = "projector"
REBUILD: Final = "rebuild"

LEASE_US: Final = 10_000_000
"""How long a lease holds after its last renewal: ten seconds."""

_SEIZE: Final = (
    "INSERT INTO lease (name, holder, expires_us) VALUES (:name, :holder, :expires) "
    "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_us = excluded.expires_us"
)


@dataclass(frozen=True, slots=True)
class Lease:
    """One party's claim to a lease; ``holder`` tells it from every other in the world.

    ``clock`` is the same for all who might hold the lease.
    """

    name: str
    holder: str
    clock: Clock
    duration_us: int = LEASE_US

    def take(self, connection: Connection) -> bool:
        """Take or renew the lease; False while another holds it, by a clock much like ours.

        Only inside a write transaction does the answer still hold at the next statement.
        """
        taken = connection.execute(
            f"{_SEIZE} WHERE lease.holder = excluded.holder OR lease.expires_us <= :now "
            # A clock that was set back would otherwise keep a dead holder's lease for as long.
            "OR lease.expires_us > :too_far",
            self._claim(),
        )
        return taken.rowcount == 1

    def is_fresh(self, connection: Connection) -> bool:
        """Whether the lease is ours with at least half its time left: no need to renew it."""
        held = connection.execute(
            "SELECT 1 FROM lease WHERE name = :name AND holder = :holder AND expires_us >= :soon",
            {
                "name": self.name,
                "holder": self.holder,
                "soon": self.clock() + self.duration_us // 2,
            },
        )
        return held.fetchone() is not None

    def seize(self, connection: Connection) -> None:
        """Take the lease whoever holds it; the other finds out before its next commit."""
        connection.execute(_SEIZE, self._claim())

    def release(self, connection: Connection) -> None:
        """Give the lease back, so that the next need not wait for it to run out."""
        connection.execute(
            "DELETE FROM lease WHERE name = :name AND holder = :holder",
            {"name": self.name, "holder": self.holder},
        )

    def give_back(self, connection: WritingConnection) -> None:
        """Release it in a transaction; it is gone where its generation was dropped."""
        with suppress(UnusableReadModel), connection.transaction():
            self.release(connection)

    def _claim(self) -> dict[str, str | int]:
        now_us = self.clock()
        return {
            "name": self.name,
            "holder": self.holder,
            "now": now_us,
            "expires": now_us + self.duration_us,
            "too_far": now_us + 2 * self.duration_us,
        }
