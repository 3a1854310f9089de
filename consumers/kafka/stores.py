"""The stores that take in what comes: the ledgers that are here, and what keeps the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias, cast

from consumers.sender import Sender
from ledger.store.database import WhenSent, nothing
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import CorruptLedger, StoreUnavailable, UnknownFormat
from ledger.store.feeds import Delivery, Feed, FeedPosition
from ledger.store.messages import Delivered, Item, Rejected

Store: TypeAlias = str | None
"""The ledger of a council; or None, which keeps what belongs to no ledger here."""

UNUSABLE: Final = (StoreUnavailable, CorruptLedger, UnknownFormat)
"""What can be wrong with a store; nothing is ever passed over for it."""

Held: TypeAlias = dict[Store, FeedPosition]


class Rows(NamedTuple):
    """How far each store has taken in each feed that it ever took anything from.

    ``moved``: the councils whose ledger was moved away. It stands here, and takes nothing.
    """

    held: Mapping[Store, Mapping[Feed, FeedPosition]]
    moved: frozenset[str]

    def of(self, feed: Feed) -> Held:
        """What each store that ever took anything of ``feed`` holds of it."""
        return {store: held[feed] for store, held in self.held.items() if feed in held}


class Stores:
    """All stores of one home. Raises ``StoreUnavailable`` where one cannot be used."""

    def __init__(self, directory: LedgerDirectory, sender: Sender) -> None:
        self._directory = directory
        self._actor = sender.actor

    def rows(self) -> Rows:
        """What stands now."""
        found: dict[Store, Mapping[Feed, FeedPosition]] = {}
        found[None] = _by_feed(self._directory.unrouted.feeds())
        moved: set[str] = set()
        for council, ledger in self._directory.ledgers():
            if ledger.moved_to() is None:
                found[council] = _by_feed(ledger.feeds())
            else:
                moved.add(council)
        return Rows(found, frozenset(moved))

    def deliver(
        self,
        store: Store,
        items: Sequence[Item],
        delivery: Delivery,
        when_sent: WhenSent = nothing,
    ) -> list[Delivered]:
        """Hand in what one store has of a batch; raises ``Fenced``.

        ``when_sent`` as in ``Ledger.record``, where there is a ledger.
        """
        if store is None:
            aside = cast("Sequence[Rejected]", items)  # nothing else is without a ledger
            return list(self._directory.unrouted.deliver(aside, delivery=delivery))
        ledger = self._directory.open(store)
        return ledger.deliver(items, actor=self._actor, delivery=delivery, when_sent=when_sent)


def _by_feed(positions: Sequence[FeedPosition]) -> dict[Feed, FeedPosition]:
    return {each.feed: each for each in positions}
