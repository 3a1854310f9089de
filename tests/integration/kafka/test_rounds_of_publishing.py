"""A round of the publisher over many ledgers, each of which takes its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Self, cast

import pytest

from consumers.kafka import publisher as publishing
from consumers.kafka.output import Output, Send
from consumers.kafka.publisher import Publisher
from consumers.kafka.topics import sent_topics
from ledger.store.directory import LedgerDirectory
from ledger.store.outbox import OutboxCursor
from tests.integration.store.told import ACTOR, Chance, Clock, proposed, sent, stream
from tests.places import Place

pytestmark = pytest.mark.integration

COUNCILS = ("devon", "plymouth", "somerset", "torbay")
SENDING_S = 4
"""Less than a lease lasts, and in a whole round more."""


class SlowOutput:
    """The way out to brokers that take long to acknowledge; calls ``then`` each time they do."""

    topics = sent_topics()

    def __init__(self, clock: Clock, then: Callable[[], object]) -> None:
        self.sent: list[str | None] = []
        self._clock = clock
        self._then = then

    def cursor(self, council: str | None) -> None:
        """Nothing is known of any ledger."""

    def send(self, council: str | None, records: Sequence[Send], after: OutboxCursor) -> None:
        """Send them all."""
        assert records
        assert after.position == 1
        self.sent.append(council)
        self._clock.us += SENDING_S * 1_000_000
        self._then()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """One for the lease and for the loop alike."""
    made = Clock()
    monkeypatch.setattr(publishing, "monotonic", lambda: made.us / 1_000_000)
    return made


@pytest.fixture
def directory(place: Place, clock: Clock) -> Iterator[LedgerDirectory]:
    """Ledgers of several councils, with something to publish in each."""
    with LedgerDirectory(place.home(), clock, Chance()) as made:
        for council in COUNCILS:
            first = sent("first", stream("first", council=council), proposed())
            made.create(council).append([first], actor=ACTOR)
        yield made


def published(
    directory: LedgerDirectory, clock: Clock, then: Callable[[Publisher], object]
) -> list[str | None]:
    """The councils in the order in which they were published, until all were or it was stopped."""

    def acknowledged() -> None:
        then(publisher)
        if len(output.sent) == len(COUNCILS):
            publisher.stop()

    output = SlowOutput(clock, acknowledged)
    publisher = Publisher(
        lambda: cast("Output", output), directory, holder="one", clock=clock, chance=lambda: 0.5
    )
    publisher.run()
    return output.sent


def test_the_lease_is_renewed_within_a_round(directory: LedgerDirectory, clock: Clock) -> None:
    another = directory.unrouted.publisher_lease("another")
    taken: list[bool] = []
    assert published(directory, clock, lambda _: taken.append(another.take())) == [*COUNCILS]
    assert not any(taken)
    assert another.take()


def test_a_round_is_not_gone_on_with_once_it_is_told_to_stop(
    directory: LedgerDirectory, clock: Clock
) -> None:
    assert published(directory, clock, Publisher.stop) == ["devon"]
