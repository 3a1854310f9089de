"""Which ledger a message belongs to, and whether its sender may write there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from consumers.roles import check_roles
from consumers.sender import Sender
from ledger.names import SEGMENT
from ledger.rules.refusal import Refusal
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import NoLedger
from ledger.store.ledger import Ledger
from ledger.store.messages import Candidate, Item, Rejected, rejected


class Placed(NamedTuple):
    """An item, and the council whose ledger takes it or keeps its refusal.

    Without a council the item is a refusal that belongs to no ledger.
    """

    council: str | None
    item: Item


class Placing:
    """Places the items of one call, so that each ledger is asked once for what is its own."""

    def __init__(self, directory: LedgerDirectory, sender: Sender) -> None:
        self._directory = directory
        self._sender = sender
        self._ledgers: dict[str, Ledger | None] = {}
        self._roles: dict[str, Mapping[str, str]] = {}

    def place(self, item: Item) -> Placed:
        """Where ``item`` goes; raises StoreUnavailable where a ledger cannot be asked."""
        council = council_of(item)
        if council is None:
            return Placed(None, item)
        if not self._sender.covers(council):
            # Before anything is said about the ledger or the event: not to this sender.
            detail = f"the credential does not cover {council}: use one of this council"
            return Placed(None, rejected(item, Refusal("FORBIDDEN", detail)))
        ledger = self._ledger(council)
        if ledger is None:
            if isinstance(item, Rejected):
                return Placed(None, item)
            detail = f"there is no ledger of {council} here: check the subject"
            return Placed(None, rejected(item, Refusal("UNKNOWN_COUNCIL", detail)))
        if isinstance(item, Candidate):
            refusal = check_roles(item.event, lambda: self._own_roles(council, ledger))
            if refusal is not None:
                return Placed(council, rejected(item, refusal))
        return Placed(council, item)

    def ledger(self, council: str) -> Ledger:
        """The ledger of ``council``; raises ``NoLedger`` where it has none here."""
        ledger = self._ledger(council)
        if ledger is None:
            raise NoLedger(council)
        return ledger

    def _ledger(self, council: str) -> Ledger | None:
        if council not in self._ledgers:
            try:
                self._ledgers[council] = self._directory.open(council)
            except NoLedger:
                self._ledgers[council] = None
        return self._ledgers[council]

    def _own_roles(self, council: str, ledger: Ledger) -> Mapping[str, str]:
        if council not in self._roles:
            self._roles[council] = ledger.roles
        return self._roles[council]


def council_of(item: Item) -> str | None:
    """The council that the subject names, even where the rest of it names nothing."""
    if isinstance(item, Candidate):
        return item.stream.council
    council = (item.subject or "").partition("/")[0]
    return council if SEGMENT.fullmatch(council) else None
