"""The topics: which there are, and how they are to be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

PREFIX: Final = "improvement"
"""What the topics that are published to begin with, unless it is chosen otherwise."""
DAY_MS: Final = 86_400_000
PARTITIONS: Final = 6
"""How many councils can be read side by side; a topic may be given more later."""
RECORD_BYTES: Final = "1200000"
"""Bytes of a record with its headers, so that 1 MiB of message is taken: what is larger is refused
by the broker before anybody else."""

_FOREVER: Final = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}


class Sent(NamedTuple):
    """The names of the topics that are published to."""

    ledger: str
    receipts: str
    dead_letters: str


def sent_topics(prefix: str = PREFIX) -> Sent:
    """Those whose names begin with ``prefix``."""
    return Sent(f"{prefix}.ledger", f"{prefix}.receipts", f"{prefix}.dead-letter")


class Topic(NamedTuple):
    """A topic as it is to be. ``purpose`` tells people."""

    name: str
    purpose: str
    configs: Mapping[str, str]
    partitions: int = PARTITIONS


def topics(taken: Sequence[str], sent: Sent) -> list[Topic]:
    """Those that are read, and those that are published to.

    What is read is kept for thirty days: a ledger that is put back from an older copy takes the
    rest anew. What was recorded is kept for ever, and the last receipt of each event; dead letters
    for ninety days, as they hold nothing that is not in quarantine.
    """
    intake = {"cleanup.policy": "delete", "retention.ms": str(30 * DAY_MS)}
    return [
        *(
            Topic(name, "events for the ledgers", intake | {"max.message.bytes": RECORD_BYTES})
            for name in taken
        ),
        Topic(sent.ledger, "what was recorded", _FOREVER),
        Topic(sent.receipts, "a receipt for each event", {"cleanup.policy": "compact"}),
        Topic(
            sent.dead_letters,
            "what was refused, without its content",
            {"cleanup.policy": "delete", "retention.ms": str(90 * DAY_MS)},
        ),
    ]
