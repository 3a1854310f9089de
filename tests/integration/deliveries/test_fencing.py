"""Who relies on a position that another has moved on writes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger.store.feeds import Fenced
from ledger.store.ledger import Ledger
from tests.integration.deliveries.told import FEED, deliver, ids_in, position
from tests.integration.store.told import content, noted, proposed, sent, the_ledger
from tests.places import Place


def test_the_position_moves_on_with_what_it_brought(place: Place, ledger: Ledger) -> None:
    assert deliver(ledger, sent("1", "x", proposed()), sent("2", "x", noted())) == ["recorded"] * 2
    assert position(ledger) == 2
    assert deliver(ledger, sent("3", "x", noted())) == ["recorded"]
    assert (position(ledger), ids_in(place)) == (3, ["1", "2", "3"])


def test_a_zombie_is_fenced_and_writes_nothing(place: Place, ledger: Ledger) -> None:
    deliver(ledger, sent("1", "x", proposed()))
    before = content(place)
    with the_ledger(place) as zombie:
        for expected in (0, 7):
            with pytest.raises(Fenced, match=r"FENCED: improvement\.events/0 stands at offset 1"):
                deliver(zombie, sent("2", "x", noted()), sent("3", "y", noted()), at=expected)
    assert content(place) == before
    assert ledger.quarantine.list() == []


def test_a_topic_made_again_is_another_feed(ledger: Ledger) -> None:
    deliver(ledger, sent("1", "x", proposed()))
    again = FEED._replace(topic_id="made again")
    assert deliver(ledger, sent("2", "x", noted()), feed=again) == ["recorded"]
    assert [each.feed for each in ledger.feeds()] == sorted([FEED, again])


def test_a_delivery_of_nothing_lifts_the_position_alone(ledger: Ledger) -> None:
    assert deliver(ledger) == []
    assert (position(ledger), ledger.head().size) == (0, 0)


def test_of_two_deliverers_one_records_each_record(place: Place, ledger: Ledger) -> None:
    deliver(ledger, sent("open", "x", proposed()))

    def deliver_all(each: Ledger) -> int:
        fenced = 0
        while (at := position(each) or 0) < 40:
            try:
                deliver(each, sent(f"at-{at}", "x", noted()), at=at)
            except Fenced:
                fenced += 1
        return fenced

    with the_ledger(place) as other, ThreadPoolExecutor(2) as threads:
        list(threads.map(deliver_all, (ledger, other)))
    assert ids_in(place) == ["open", *(f"at-{at}" for at in range(1, 40))]
