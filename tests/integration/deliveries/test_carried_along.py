"""Feeds and parked messages go wherever their ledger goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.store.backup import back_up
from ledger.store.failures import StoreUnavailable
from ledger.store.ledger import Ledger
from ledger.store.move import move
from ledger.store.restore import restore
from tests.integration.deliveries.told import deliver, ids_in, position, retry
from tests.integration.store.told import COUNCIL, Clock, noted, proposed, sent, the_ledger
from tests.places import Place

EARLY = {str(n): sent(str(n), "late", noted(f"Report {n}.")) for n in (1, 2)}


def test_a_restore_rewinds(place: Place, ledger: Ledger, clock: Clock, tmp_path: Path) -> None:
    deliver(ledger, sent("open", "x", proposed()), EARLY["1"])
    backup = back_up(ledger, tmp_path / "backup" / "devon.db")
    deliver(ledger, EARLY["2"], sent("after", "x", noted()))
    restore(place.home(), backup, clock=clock, replace=True)
    assert (position(ledger), ids_in(place)) == (2, ["open"])
    assert [message.event_id for message in ledger.parked.list()] == ["1"]
    assert deliver(ledger, EARLY["2"], sent("after", "x", noted())) == ["parked", "recorded"]
    assert [message.event_id for message in ledger.parked.list()] == ["1", "2"]


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_a_moved_ledger_goes_on_where_it_stood(
    place: Place, ledger: Ledger, clock: Clock, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    to = str(folder) if place.is_postgresql else request.getfixturevalue("postgresql_url")
    deliver(ledger, EARLY["1"], EARLY["2"])
    with Place(to) as elsewhere:
        move(place.home(), elsewhere.home(), COUNCIL, clock=clock)
        for items in ((), (sent("3", "late", noted()),)):
            with pytest.raises(StoreUnavailable, match="LEDGER_MOVED"):
                deliver(ledger, *items)
        with the_ledger(elsewhere) as moved:
            assert position(moved) == 2
            assert deliver(moved, sent("open", "late", proposed())) == ["recorded"]
            (due,) = moved.parked.due(clock())
            assert retry(moved, due, EARLY) == ["recorded"] * 2
            assert ids_in(elsewhere) == ["open", "1", "2"]
