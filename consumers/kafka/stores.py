"""The stores that take in what comes: the ledgers that are here, and what keeps the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from consumers.sender import Sender
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import NoLedger
from ledger.store.feeds import Delivery, Feed, FeedPosition
from ledger.store.messages import Delivered, Item, Rejected

Store: TypeAlias = str | None
"""The ledger of a council; or None, which keeps what belongs to no ledger here."""

Rows: TypeAlias = Mapping[Store, Mapping[Feed, FeedPosition]]
"""How far each store has taken in each feed that it ever took anything from."""


class Stores:
    """All stores of one home. Raises ``StoreUnavailable`` where one cannot be used."""

    def __init__(self, directory: LedgerDirectory, sender: Sender) -> None:
        self._directory = directory
        self._actor = sender.actor

    def rows(self) -> Rows:
        """What stands now. A ledger that was moved away takes nothing and is left out."""
        found: dict[Store, Mapping[Feed, FeedPosition]] = {}
        found[None] = _by_feed(self._directory.unrouted.feeds())
        for council in self._directory.councils():
            try:
                ledger = self._directory.open(council)
            except NoLedger:
                continue  # it is only being made
            if ledger.moved_to() is None:
                found[council] = _by_feed(ledger.feeds())
        return found

    def deliver(self, store: Store, items: Sequence[Item], delivery: Delivery) -> list[Delivered]:
        """Hand in what one store has of a batch; raises ``Fenced``."""
        if store is None:
            aside = cast("Sequence[Rejected]", items)  # nothing else is without a ledger
            return list(self._directory.unrouted.deliver(aside, delivery))
        ledger = self._directory.open(store)
        return ledger.deliver(items, actor=self._actor, delivery=delivery)


def _by_feed(positions: Sequence[FeedPosition]) -> dict[Feed, FeedPosition]:
    return {each.feed: each for each in positions}
