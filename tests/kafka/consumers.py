"""Consumers as real processes, and how they stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from tests.kafka.loops import LoopProcess, kafka_settings, looping
from tests.places import Place
from tests.waiting import until

SESSION_S: Final = 1.5
"""How soon the group does without a consumer that is mute."""


class ConsumerProcess(LoopProcess):
    """``improvement-ledger consume``."""

    def feeds(self) -> list[Any]:
        """The partitions that it reads."""
        return [each for each in self.standing()["feeds"] if not each["error"]]

    def until_reading(self, count: int) -> None:
        """Wait until it reads so many partitions."""
        until(lambda: len(self.feeds()) == count)


def settings(
    place: Place, bootstrap: str, topic: str, *, group: str = "", **more: object
) -> dict[str, str]:
    """The environment of a consumer of ``topic`` into the ledgers of ``place``."""
    chosen = {
        "bootstrap": bootstrap,
        "topics": topic,
        "group": group or f"of-{topic}",
        "session_s": SESSION_S,
        **more,
    }
    return {**place.settings, **kafka_settings(**chosen)}


@contextmanager
def consuming(
    place: Place, bootstrap: str, topic: str, **more: object
) -> Iterator[ConsumerProcess]:
    """A consumer of ``topic`` into the ledgers of ``place``."""
    told = settings(place, bootstrap, topic, **more)
    with looping("consume", ConsumerProcess, told) as consumer:
        yield consumer
