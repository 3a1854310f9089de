"""What each ledger is to take of the items of one call, prepared as far as it can be.

Nothing here waits for a lock or depends on what else comes in, so it may be done in a thread
while the call before is being recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from consumers.placing import Placed, Placing
from ledger.entry import Actor
from ledger.rules.refusal import Refusal
from ledger.store.append import Prepared
from ledger.store.ledger import Ledger
from ledger.store.messages import Candidate, Item, Outcome, refused


class Share(NamedTuple):
    """What one ledger is to take, in the order it was sent: which items of the call these are."""

    council: str
    ledger: Ledger
    numbers: list[int]
    prepared: Prepared


class Shared(NamedTuple):
    """All items of a call, by their numbers in it.

    ``aside`` belongs to no ledger, and ``outcomes`` are clear before anything is recorded.
    """

    shares: list[Share]
    aside: dict[int, Item]
    outcomes: dict[int, Outcome]

    @property
    def is_for_one(self) -> bool:
        """Whether one ledger takes all of them, as nearly always."""
        return len(self.shares) == 1 and not self.aside and not self.outcomes


def share(items: Sequence[Item], placing: Placing, *, actor: Actor, atomic: bool) -> Shared:
    """Share out ``items``; raises StoreUnavailable where a ledger cannot be asked.

    With ``atomic`` all are to be taken or none, which one ledger can promise and two cannot.
    """
    placed = [placing.place(item) for item in items]
    refusal = _torn(placed) if atomic else None
    outcomes = dict(_abort(placed, refusal)) if refusal else {}
    numbers: dict[str, list[int]] = {}
    aside: dict[int, Item] = {}
    for number, (council, item) in enumerate(placed):
        if number in outcomes:
            continue
        if council is None:
            aside[number] = item
        else:
            numbers.setdefault(council, []).append(number)
    shares = []
    for council, own in numbers.items():
        ledger = placing.ledger(council)
        prepared = ledger.prepare([placed[number].item for number in own], actor=actor)
        shares.append(Share(council, ledger, own, prepared))
    return Shared(shares, aside, outcomes)


def _torn(placed: Sequence[Placed]) -> Refusal | None:
    """Why the items cannot be taken all or none, if they cannot."""
    councils = {council for council, item in placed if isinstance(item, Candidate) and council}
    if len(councils) > 1:
        named = " and ".join(sorted(councils))
        return Refusal(
            "BAD_REQUEST",
            f"an atomic batch is one transaction of one ledger, and this one is for {named}: "
            "send one batch for each council",
        )
    if councils and any(council is None for council, _ in placed):
        return Refusal("BATCH_ABORTED", "another event of the atomic batch was refused")
    return None


def _abort(placed: Sequence[Placed], refusal: Refusal) -> Iterator[tuple[int, Outcome]]:
    """What is refused for the sake of the others; what is at fault itself is left to be kept."""
    for number, (_, item) in enumerate(placed):
        if isinstance(item, Candidate) or refusal.code == "BAD_REQUEST":
            yield number, refused(item, refusal)
