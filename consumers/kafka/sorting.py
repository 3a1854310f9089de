"""The records of a batch, sorted by the store that takes them in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from consumers.kafka.reading import Reading
from consumers.kafka.stores import Store
from consumers.placing import Placing, council_of
from ledger.store.messages import Item


class Sorted(NamedTuple):
    """What each store is to take in, in order; and how many records no store is to have."""

    shares: dict[Store, list[Item]]
    left_out: Counter[str]


def sort(
    items: Iterable[tuple[int, Item]],
    placing: Placing,
    reading: Reading,
    *,
    only_here: bool,
) -> Sorted:
    """Sort ``items``, each with its offset.

    What lies below the position that its store holds is ``had``: that store took it in before.
    What is for a ledger that was moved away is ``passed_over``, because another consumer has it;
    with ``only_here`` also what is for a council without a ledger here.
    """
    stored, moved = reading.stored, reading.moved
    shares: dict[Store, list[Item]] = {}
    left_out: Counter[str] = Counter()
    for offset, item in items:
        store, placed = placing.place(item)
        if store in moved or (store is None and only_here and council_of(item) is not None):
            left_out["passed_over"] += 1
        elif offset < stored.get(store, 0):
            left_out["had"] += 1
        else:
            shares.setdefault(store, []).append(placed)
    return Sorted(shares, left_out)
