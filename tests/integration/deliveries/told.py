"""What the tests of deliveries are told in: feeds, and runs of records out of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.store.feeds import Delivery, Feed
from ledger.store.ledger import Ledger
from ledger.store.messages import Candidate, Delivered, Parked
from ledger.store.parking import Due
from tests.integration.store.told import ACTOR, codes
from tests.places import Place

FEED: Final = Feed("cluster", "topic-id", 0, "improvement.events")


def deliver(
    ledger: Ledger, *items: Candidate, at: int | None = None, feed: Feed = FEED
) -> list[str]:
    """Deliver the next records of ``feed``, thought to stand ``at``; what came of each."""
    known = position(ledger, feed) if at is None else at
    start = known or 0
    delivery = Delivery(feed, known, start + len(items), start + len(items))
    return told(ledger.deliver(items, actor=ACTOR, delivery=delivery))


def position(ledger: Ledger, feed: Feed = FEED) -> int | None:
    """Where ``feed`` stands in the ledger."""
    return next((each.next_offset for each in ledger.feeds() if each.feed == feed), None)


def told(outcomes: Sequence[Delivered]) -> list[str]:
    """What came of each: a code, ``recorded``, ``duplicate``, or ``parked``."""
    return [
        "parked" if isinstance(outcome, Parked) else codes([outcome])[0] for outcome in outcomes
    ]


def retry(
    ledger: Ledger, due: Due, items: dict[str, Candidate], *, give_up: bool = False
) -> list[str]:
    """Try the messages of ``due`` again; ``items``: by their ids."""
    ids = [message.id for message in due.messages]
    again = [items[message.event_id] for message in due.messages]
    return told(ledger.retry(due.stream, ids, again, actor=ACTOR, give_up=give_up))


def ids_in(place: Place) -> list[str]:
    """The ids of all events in the order of the log."""
    rows = place.rows("SELECT id FROM inbox ORDER BY position")
    return [event_id for (event_id,) in rows]
