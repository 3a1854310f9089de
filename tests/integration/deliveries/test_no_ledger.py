"""What a feed brings for no ledger, and what was lost of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.store.directory import LedgerDirectory
from ledger.store.failures import StoreUnavailable
from ledger.store.feeds import Delivery, Fenced
from tests.integration.deliveries.told import FEED
from tests.integration.store.test_quarantine import unreadable
from tests.integration.store.told import Chance, Clock
from tests.places import Place


@pytest.fixture
def directory(place: Place, clock: Clock) -> Iterator[LedgerDirectory]:
    with LedgerDirectory(place.home(), clock, Chance()) as made:
        yield made


def test_it_is_kept_with_the_position_or_not_at_all(directory: LedgerDirectory) -> None:
    unrouted = directory.unrouted
    assert unrouted.feeds() == []
    (kept,) = unrouted.deliver([unreadable()], delivery=Delivery(FEED, None, 1, 1))
    with pytest.raises(Fenced):
        unrouted.deliver([unreadable()], delivery=Delivery(FEED, None, 1, 1))
    assert [each.next_offset for each in unrouted.feeds()] == [1]
    assert unrouted.quarantine
    assert [(row.id, row.count) for row in unrouted.quarantine.list()] == [(kept.quarantine_id, 1)]


def test_an_incident_is_open_until_somebody_acknowledges_it(directory: LedgerDirectory) -> None:
    incidents = directory.unrouted.incidents
    what = {"next_offset": 5, "records": 7, "detail": "offsets 5 to 11 were deleted"}
    raised = incidents.report("FEED_OUT_OF_RANGE", FEED, **what)
    assert incidents.report("FEED_OUT_OF_RANGE", FEED, **what) == raised
    assert incidents.list(only_open=True) == [raised]
    assert incidents.acknowledge(raised.id).acknowledged_at
    assert incidents.list(only_open=True) == []
    assert incidents.report("FEED_OUT_OF_RANGE", FEED, **what).id > raised.id
    with pytest.raises(LookupError):
        incidents.acknowledge(99)


def test_what_was_kept_can_be_looked_at_beside_whoever_writes(
    place: Place, clock: Clock, directory: LedgerDirectory
) -> None:
    directory.unrouted.deliver([unreadable()], delivery=Delivery(FEED, None, 1, 1))
    with place.locked(None), LedgerDirectory(place.home(0.05), clock, Chance()) as another:
        assert [each.next_offset for each in another.unrouted.feeds()] == [1]
        assert another.unrouted.quarantine
        assert len(another.unrouted.quarantine.list()) == 1
        with pytest.raises(StoreUnavailable, match="LEDGER_BUSY"):
            another.unrouted.keep([unreadable()])
