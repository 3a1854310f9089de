"""A batch of one feed into the stores: one transaction for each that has a share in it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Final

from consumers.intake import Around
from consumers.kafka.reading import Reading
from consumers.kafka.sorting import sort
from consumers.kafka.stores import UNUSABLE, Store, Stores
from consumers.placing import Placing
from consumers.sender import Sender
from consumers.turns import Turns
from ledger.store.database import WhenSent, nothing
from ledger.store.directory import LedgerDirectory
from ledger.store.failures import StoreUnavailable
from ledger.store.feeds import Fenced
from ledger.store.messages import Delivered, Item, Parked, Receipt

KAFKA: Final = Sender("kafka", "data-steward", None)
"""Who sends: whoever the brokers let write to the topics."""

_log = logging.getLogger(__name__)


class NewStore(Exception):
    """A ledger has come to be here that is to have what the feed held before as well."""


class Taking:
    """Takes batches into the stores, one after the other; ``around`` goes around each append."""

    def __init__(
        self, directory: LedgerDirectory, stores: Stores, *, only_here: bool, around: Around
    ) -> None:
        self._directory = directory
        self._stores = stores
        self._only_here = only_here
        self._around = around
        self._turns = Turns(directory)

    def take(
        self,
        reading: Reading,
        next_offset: int,
        items: Iterable[tuple[int, Item]],
        when_sent: WhenSent = nothing,
    ) -> None:
        """Take in all records of the feed from its position up to ``next_offset``.

        ``items`` are what was read of them, each with its offset; ``when_sent`` as in
        ``Ledger.record``, for each store that has a share in them. Raises ``Fenced``,
        :class:`NewStore`, and ``StoreUnavailable`` where a store cannot take its share now: those
        before it did then, and leave theirs out when the same records come again.
        """
        placing = Placing(self._directory, KAFKA)
        shares, left_out = sort(items, placing, reading, only_here=self._only_here)
        if new := shares.keys() - reading.stores:
            raise NewStore(", ".join(map(str, new)))
        reading.counts += left_out
        for store, share in shares.items():
            self._deliver(reading, store, share, next_offset, when_sent)
        reading.position = next_offset

    def lift(
        self, readings: Iterable[Reading], at_once: int | None = None
    ) -> Iterator[tuple[Reading, Fenced]]:
        """Let stores know how far the feeds are, although nothing of them was for them.

        ``at_once``: how many stores of a feed at most, those that are furthest behind. One that
        cannot be told now is not asked again for the next feed: it may take long to say so.
        Yields the feeds that another has come to read.
        """
        unusable: set[Store] = set()
        for reading in readings:
            stores = [store for store in reading.behind() if store not in unusable]
            for store in stores[:at_once]:
                try:
                    self._deliver(reading, store, (), reading.position)
                except Fenced as fence:
                    yield reading, fence
                    break
                except UNUSABLE as failure:
                    unusable.add(store)
                    where = store or "what belongs to no ledger"
                    _log.warning("%s is not lifted in %s: %s", reading.feed, where, failure)

    def _deliver(
        self,
        reading: Reading,
        store: Store,
        share: Sequence[Item],
        next_offset: int,
        when_sent: WhenSent = nothing,
    ) -> None:
        delivery = reading.delivery(store, next_offset)
        deliver = partial(self._stores.deliver, store, share, delivery, when_sent)
        try:
            with self._around(store) if store and share else nullcontext():
                taken = self._turns.load(store, len(share), deliver)
        except StoreUnavailable as failure:
            if failure.code != "LEDGER_MOVED":
                raise
            reading.forget(store)  # whoever has it now takes its records
            reading.counts["passed_over"] += len(share)
            return
        reading.stored[store] = next_offset
        reading.counts.update(map(outcome_of, taken))


def outcome_of(taken: Delivered) -> str:
    """What became of a record, in a word."""
    if isinstance(taken, Receipt):
        return "duplicate" if taken.duplicate else "recorded"
    return "parked" if isinstance(taken, Parked) else "refused"
