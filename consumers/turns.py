"""A bulk load lets others have a word between its batches.

Writers take turns at the lock of a ledger, and a turn is a transaction: one event or a
thousand. Whoever brings a thousand each time would have nearly all of the time, and those
who bring one would wait for ever longer. So before its next batch a load waits while
others are recording, until they have had their share. That they are, the places of its
own batches tell: where nobody stands between two of them, there is nobody to look for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import Final, NamedTuple, TypeVar

from ledger.store.directory import LedgerDirectory
from ledger.store.failures import NoLedger, StoreUnavailable
from ledger.store.messages import Delivered, Receipt

AnyOutcome = TypeVar("AnyOutcome", bound=Delivered)

LARGE: Final = 50
"""Events from which on a batch is part of a load; fewer need not wait for anybody."""
SHARE: Final = 8
"""Others have had theirs when they recorded one event for so many of the load."""
LONGEST: Final = 10.0
"""A load waits at most so many times as long as its last batch took.

Room for the share where a commit is slow: a batch waits for one, and a share for one an event.
"""
STILL: Final = 1.0
"""When nothing was recorded for so many times that long, nobody is waiting."""
LOOK_AGAIN_S: Final = 0.002


class _Loaded(NamedTuple):
    """The last large batch of a council."""

    position: int
    """Of its last event."""
    events: int
    took_s: float
    in_company: bool
    """Whether others recorded between it and the large batch before it."""


class Turns:
    """The large batches that this process records, for any number of threads at once."""

    def __init__(self, directory: LedgerDirectory) -> None:
        self._directory = directory
        self._loaded: dict[str, _Loaded] = {}

    def load(
        self, council: str | None, events: int, record: Callable[[], list[AnyOutcome]]
    ) -> list[AnyOutcome]:
        """What ``record`` makes of so many ``events``, once others have had their share.

        Where nobody else records, or these are few, it is called at once. Nobody waits for what
        belongs to no ``council``.
        """
        if council is None or events < LARGE:
            return record()
        loaded = self._loaded.get(council)
        if loaded is not None and loaded.in_company:
            self._give_way(council, loaded)
        begun = monotonic()
        outcomes = record()
        self._note(council, outcomes, monotonic() - begun)
        return outcomes

    def _give_way(self, council: str, loaded: _Loaded) -> None:
        share = loaded.events // SHARE
        now = monotonic()
        latest, still = now + LONGEST * loaded.took_s, now + STILL * loaded.took_s
        seen = 0
        while now < min(latest, still):
            recorded = self._recorded_since(council, loaded.position)
            if recorded >= share:
                return
            if recorded > seen:
                seen, still = recorded, now + STILL * loaded.took_s
            sleep(LOOK_AGAIN_S)
            now = monotonic()

    def _recorded_since(self, council: str, position: int) -> int:
        try:
            return self._directory.open(council).head().size - 1 - position
        except (NoLedger, StoreUnavailable):
            return 0  # it is for whoever records to say so

    def _note(self, council: str, outcomes: Sequence[Delivered], took_s: float) -> None:
        taken = [
            each.position for each in outcomes if isinstance(each, Receipt) and not each.duplicate
        ]
        if taken:
            before = self._loaded.get(council)
            in_company = before is not None and taken[0] > before.position + 1
            self._loaded[council] = _Loaded(taken[-1], len(taken), took_s, in_company)
