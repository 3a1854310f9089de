"""A ledger backed up and put back, from either database into either."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from ledger.store.backup import back_up, opened
from ledger.store.ledger import Ledger
from ledger.store.messages import Receipt
from ledger.store.restore import WouldLose, compare, restore
from tests.integration.store.told import (
    COUNCIL,
    Clock,
    append,
    codes,
    noted,
    proposed,
    receipts,
    sent,
    the_ledger,
)
from tests.places import Place


def fill(ledger: Ledger, count: int, start: int = 0) -> list[Receipt]:
    """``count`` events, of which the first opens a stream."""
    first = [] if start else [sent("0", "x", proposed())]
    rest = [sent(str(n), "x", noted()) for n in range(start or 1, start + count)]
    return receipts(append(ledger, *first, *rest))


def entries(ledger: Ledger) -> list[bytes | None]:
    """The bytes of every entry."""
    return [ledger.entry_bytes(position) for position in range(ledger.head().size)]


def test_every_row_comes_back(ledger: Ledger, elsewhere: Place, tmp_path: Path) -> None:
    fill(ledger, 25)
    append(ledger, sent("25", "y", noted()))  # refused, and kept in quarantine
    ledger.set_roles({"mayor": "The mayor"})

    backup = back_up(ledger, tmp_path / "devon.db")
    with elsewhere:
        done = restore(elsewhere.home(), backup, clock=Clock())
        assert (done.epoch, done.entries, done.kept_aside, done.lost) == (2, 25, None, 0)
        with the_ledger(elsewhere) as again:
            assert entries(again) == entries(ledger)
            assert again.roles == {"mayor": "The mayor"}
            assert again.quarantine.list() == ledger.quarantine.list()
            assert codes(append(again, sent("24", "x", noted()))) == ["duplicate"]
            assert codes(append(again, sent("26", "y", noted()))) == ["STREAM_NOT_OPEN"]
            assert codes(append(again, sent("27", "x", noted(), source="urn:new"))) == ["recorded"]
            second = back_up(again, tmp_path / "again.db")
            assert (second.entries, second.identity.epoch) == (26, 2)


def test_it_is_a_file_for_its_owner_that_any_tool_reads(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger, 3)
    backup = back_up(ledger, tmp_path / "to" / "devon.db")
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
    assert [path.name for path in backup.path.parent.iterdir()] == ["devon.db"]
    with closing(sqlite3.connect(backup.path)) as stranger:
        assert stranger.execute("SELECT count(*) FROM stored_events").fetchone() == (3,)
    with pytest.raises(FileExistsError):
        back_up(ledger, backup.path)


def test_a_backup_that_lacks_entries_replaces_nothing_unless_told_to(
    place: Place, ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    fill(ledger, 5)
    backup = back_up(ledger, tmp_path / "devon.db")
    lost = fill(ledger, 4, start=5)
    compared = compare(place.home(), backup)
    assert compared is not None
    assert (compared.standing, compared.common, compared.lost) == (9, 5, 4)
    with pytest.raises(WouldLose):
        restore(place.home(), backup, clock=clock)
    assert ledger.head().size == 9
    assert ledger.identity.epoch == 1

    done = restore(place.home(), backup, clock=clock, replace=True)

    assert (done.epoch, done.kept_aside, done.lost) == (2, 1, 4)
    # The very object that was open all the time.
    assert ledger.identity.epoch == 2
    assert ledger.head().size == 5
    assert [(each.epoch, each.first_position) for each in ledger.epochs()] == [(2, 5)]
    again = receipts(append(ledger, sent("4", "x", noted()), sent("5", "x", noted())))
    assert [(each.position, each.duplicate, each.epoch) for each in again] == [
        (4, True, 2),
        (5, False, 2),
    ]
    assert again[1].leaf_hash != lost[0].leaf_hash
    assert place.home().kept_aside(COUNCIL) == [1]
    place.home().drop_aside(COUNCIL, 1)
    assert place.home().kept_aside(COUNCIL) == []
    assert ledger.head().size == 6


def test_epochs_are_counted_on_whatever_is_put_back(
    place: Place, ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    fill(ledger, 6)
    first = back_up(ledger, tmp_path / "1.db")
    restore(place.home(), first, clock=clock)
    fill(ledger, 3, start=6)
    restore(place.home(), first, clock=clock, replace=True)
    fill(ledger, 1, start=6)
    restore(place.home(), opened(first.path), clock=clock, replace=True)
    assert [(each.epoch, each.first_position) for each in ledger.epochs()] == [
        (2, 6),
        (3, 6),
        (4, 6),
    ]
    assert place.home().kept_aside(COUNCIL) == [1, 2, 3]
    assert place.home().councils() == [COUNCIL]
