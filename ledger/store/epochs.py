"""The epochs of a ledger: how often an older copy of it was put back, and what that put in doubt.

A position names one entry only as long as no restore has let the log go on from an earlier one.
Whoever says the epoch in which they were given a position can be told for certain whether it
still means the same entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from ledger.store.database import Cursor

FIRST_EPOCH: Final = 1


class EpochChanged(Exception):
    """A position that may have come to mean another entry, or of which nobody says which it means.

    The code is ``EPOCH_CHANGED``.
    """


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


def epoch_of(position: int, epochs: Iterable[Epoch]) -> int:
    """The epoch in which the entry that stands at ``position`` now was recorded."""
    return max(
        (each.epoch for each in epochs if each.first_position <= position), default=FIRST_EPOCH
    )


def write_epochs(cursor: Cursor, epochs: Iterable[Epoch]) -> None:
    """Add to the epochs of a ledger."""
    for epoch in epochs:
        cursor.insert("epoch", "epoch, first_position, began_us", epoch)


def require_sure(
    position: int, held: int | None, *, epoch: int, epochs: Callable[[], Iterable[Epoch]]
) -> None:
    """Raise :class:`EpochChanged` unless ``position`` surely means what it meant when it was given.

    ``held`` is the epoch in which it was given, None where nobody says; ``epoch`` is that of the
    ledger, and ``epochs`` reads every one but the first.
    """
    if held is not None and held > epoch:
        raise EpochChanged(f"epoch {held} has not come: the ledger is in epoch {epoch}")
    if epoch in (FIRST_EPOCH, held):
        return
    since = FIRST_EPOCH if held is None else held
    unsure = min((each.first_position for each in epochs() if each.epoch > since), default=None)
    if unsure is None or position < unsure:
        return
    if held is None:
        raise EpochChanged(
            f"position {position}: an older copy of the ledger was put back, and it is in epoch "
            f"{epoch}; from position {unsure} on give the epoch that the position came with"
        )
    raise EpochChanged(
        f"position {position} of epoch {held}: the ledger is in epoch {epoch}, and from position "
        f"{unsure} on other entries may stand there"
    )
