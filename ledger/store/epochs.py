"""The epochs of a ledger: how often an older copy of it was put back, and what that put in doubt.

A position names one entry only as long as no restore has let the log go on from an earlier one.
Whoever says the epoch in which they were given a position can be told for certain whether it
still means the same entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from ledger.store.database import Cursor

FIRST_EPOCH: Final = 1


class Epoch(NamedTuple):
    """An epoch that a restore began.

    ``first_position`` is the first at which another entry may stand than in the epoch before;
    ``began_us`` is when, by the clock of whoever restored.
    """

    epoch: int
    first_position: int
    began_us: int


def read_epochs(cursor: Cursor) -> list[Epoch]:
    """Every epoch but the first, in order; none where the ledger was never restored."""
    cursor.execute("SELECT epoch, first_position, began_us FROM epoch ORDER BY epoch")
    return [Epoch(*row) for row in cursor.fetchall()]


def write_epochs(cursor: Cursor, epochs: Iterable[Epoch]) -> None:
    """Add to the epochs of a ledger."""
    for epoch in epochs:
        cursor.insert("epoch", "epoch, first_position, began_us", epoch)


def unsure_from(epochs: Iterable[Epoch], held: int) -> int | None:
    """The first position that may have come to mean another entry since the epoch ``held``.

    None where every position of that epoch still means what it meant.
    """
    return min((each.first_position for each in epochs if each.epoch > held), default=None)
