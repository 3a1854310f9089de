"""Publishers as real processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.kafka.loops import LoopProcess, kafka_settings, looping
from tests.places import Place
from tests.waiting import until


class PublisherProcess(LoopProcess):
    """``improvement-ledger publish``."""

    def until_published(self, council: str, size: int) -> None:
        """Wait until all ``size`` entries of a ledger are published."""
        until(lambda: self._position(council) == size, 30)

    def _position(self, council: str) -> int:
        ledgers = self.standing()["ledgers"]
        return max((each["position"] for each in ledgers if each["council"] == council), default=-1)


@contextmanager
def publishing(
    place: Place, bootstrap: str, prefix: str, **more: object
) -> Iterator[PublisherProcess]:
    """A publisher of the ledgers of ``place`` to the topics with this prefix."""
    chosen = {"bootstrap": bootstrap, "prefix": prefix, "group": f"of-{prefix}", **more}
    told = {**place.settings, **kafka_settings(**chosen)}
    with looping("publish", PublisherProcess, told) as publisher:
        yield publisher
