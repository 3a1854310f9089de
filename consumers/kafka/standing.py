"""How consumer and publisher stand: what readiness, the lag and the metrics are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

STALLED_S: Final = 30.0
"""From when on a feed with a lag that does not move is alarming."""


class FeedStanding(Struct, frozen=True, kw_only=True):
    """How far one feed is. Offsets count records; ``position`` is the next to be dealt with.

    ``stalled_s``: for how long there has been a lag and the position has not moved; 0 where it
    moves. ``error``: why it is not read for now; its figures are 0 then. ``counts``: outcome ->
    records since this process reads the feed: ``recorded``, ``duplicate``, ``refused``,
    ``parked``, ``passed_over`` (for a council that is not here), ``had`` (a store had it before).
    """

    topic: str
    partition: int
    position: int = 0
    end_offset: int = 0
    lag: int = 0
    stalled_s: float = 0.0
    error: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


class Standing(Struct, frozen=True, kw_only=True):
    """How a consumer stands. ``error``: why it reads nothing at all.

    ``parked`` and ``incidents`` count messages held back in the ledgers here, and losses that
    nobody has acknowledged. ``fenced``: how often another had taken over a feed unnoticed.
    """

    ready: bool
    error: str
    feeds: tuple[FeedStanding, ...] = ()
    parked: int = 0
    incidents: int = 0
    fenced: int = 0


def nothing(error: str) -> Standing:
    """The standing of one that reads nothing."""
    return Standing(ready=False, error=error)


class LedgerPublished(Struct, frozen=True):
    """How far one ledger is: entries below ``position`` of ``size`` are published.

    ``oldest_s``: for how long the first of the others has been waiting.
    """

    council: str | None
    position: int
    size: int
    oldest_s: float


class PublisherStanding(Struct, frozen=True, kw_only=True):
    """How a publisher stands. ``leading``: it is the one that publishes for its home.

    ``error``: why nothing is published for now.
    """

    ready: bool
    leading: bool
    error: str
    ledgers: tuple[LedgerPublished, ...] = ()
