"""``kill -9`` while a backup is put back, or a ledger moved: one whole ledger, and never two."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from ledger.store.backup import Backup, back_up
from ledger.store.failures import NoLedger, StoreUnavailable
from ledger.store.ledger import Ledger
from ledger.store.move import move
from ledger.store.restore import restore
from tests.faults.killed_at import killed_at, moving, restoring, steps
from tests.integration.backup.test_back_and_forth import entries, fill
from tests.integration.store.told import COUNCIL, Clock, a_ledger, append, noted, sent, the_ledger
from tests.places import Place

pytestmark = [pytest.mark.faults, pytest.mark.slow]

KEPT = 5
MORE = 3
KILLS = 10


def moments(chance: Random, count: int) -> list[int]:
    """Steps to die at, most of them near the end, where it is decided."""
    late = [chance.randrange(count * 3 // 4, count) for _ in range(KILLS - 3)]
    return [*(chance.randrange(1, count) for _ in range(3)), *late]


def test_a_restore_leaves_the_old_ledger_or_the_new_one_whole(place: Place, tmp_path: Path) -> None:
    with a_ledger(place) as ledger:
        fill(ledger, KEPT)
        backup = back_up(ledger, tmp_path / "backup" / "devon.db")
        kept = entries(ledger)
        fill(ledger, MORE, start=KEPT)
    whole = steps(restoring, place.address, str(backup.path))
    killed = 0
    for step in moments(Random(1), whole):
        epoch, before = refilled(place, backup)
        killed += killed_at(step, restoring, place.address, str(backup.path))
        with the_ledger(place) as survivor:
            if survivor.identity.epoch == epoch:
                assert entries(survivor) == before, step
            else:
                assert survivor.identity.epoch == epoch + 1
                assert entries(survivor) == kept, step
            append(survivor, sent("after", "x", noted()))
        done = restore(place.home(), backup, clock=Clock(), replace=True)
        assert done.epoch in (epoch + 1, epoch + 2)
        with the_ledger(place) as restored:
            assert entries(restored) == kept
    assert killed > KILLS // 2


def refilled(place: Place, backup: Backup) -> tuple[int, list[bytes | None]]:
    """The restored ledger with entries that the backup lacks: its epoch, and all of them."""
    with the_ledger(place) as ledger:
        fill(ledger, MORE, start=backup.entries)
        return ledger.identity.epoch, entries(ledger)


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
def test_a_move_leaves_at_most_one_that_takes_events(
    place: Place, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    to = str(folder) if place.is_postgresql else request.getfixturevalue("postgresql_url")
    with Place(to) as elsewhere:
        made(place)
        whole = steps(moving, place.address, elsewhere.address)
        killed = 0
        for step in moments(Random(2), whole):
            place.clear()
            elsewhere.clear()
            all_of_it = made(place)
            killed += killed_at(step, moving, place.address, elsewhere.address)
            assert takes(place) + takes(elsewhere) <= 1, step
            if takes(place):
                all_of_it = [*all_of_it, *there(place)[len(all_of_it) :]]
            move(place.home(), elsewhere.home(), COUNCIL, clock=Clock())
            assert (takes(place), takes(elsewhere)) == (False, True), step
            assert there(elsewhere)[: len(all_of_it)] == all_of_it
        assert killed > KILLS // 2


def made(place: Place) -> list[bytes | None]:
    """A ledger, and its entries."""
    with a_ledger(place) as ledger:
        fill(ledger, KEPT)
        return entries(ledger)


def there(place: Place) -> list[bytes | None]:
    """The entries of the ledger at a place."""
    with the_ledger(place) as ledger:
        return entries(ledger)


def takes(place: Place) -> bool:
    """Whether there is a ledger that takes an event."""
    try:
        with Ledger.open(place.home(), COUNCIL, clock=Clock(), entropy=chance) as ledger:
            append(ledger, sent(f"more-{ledger.head().size}", "x", noted()))
    except NoLedger:
        return False
    except StoreUnavailable as refused:
        return refused.code != "LEDGER_MOVED"
    return True


chance = Random(3).randbytes
