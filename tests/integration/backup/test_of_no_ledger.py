"""What belongs to no ledger, backed up and put back, from either database into either."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.store.backup import Backup, back_up, opened
from ledger.store.check import BadBackup
from ledger.store.directory import LedgerDirectory
from ledger.store.feeds import Delivery
from ledger.store.quarantine import WHOLE_BYTES
from ledger.store.restore import restore_unrouted
from ledger.store.unrouted import Unrouted
from tests.integration.deliveries.told import FEED
from tests.integration.service.processes import run
from tests.integration.store.test_quarantine import unreadable
from tests.integration.store.told import Chance, Clock
from tests.places import Place

LOST = {"next_offset": 5, "records": 7, "detail": "offsets 5 to 11 were deleted"}


@pytest.fixture
def unrouted(place: Place, clock: Clock) -> Iterator[Unrouted]:
    """Two messages, one of them too large to be kept whole, and an incident."""
    with LedgerDirectory(place.home(), clock, Chance()) as directory:
        kept = directory.unrouted
        kept.deliver(
            [unreadable(), unreadable(b"[" * (WHOLE_BYTES + 1))],
            delivery=Delivery(FEED, None, 2, 2),
        )
        kept.keep([unreadable()])
        kept.incidents.report("FEED_OUT_OF_RANGE", FEED, **LOST)
        yield kept


@pytest.fixture
def backup(unrouted: Unrouted, tmp_path: Path) -> Backup:
    return back_up(unrouted, tmp_path / "backup" / "none.db")


def test_all_of_it_comes_back_where_nothing_is(
    unrouted: Unrouted, backup: Backup, elsewhere: Place, clock: Clock
) -> None:
    assert (backup.is_unrouted, backup.refused, backup.entries) == (True, 2, 0)
    with elsewhere, LedgerDirectory(elsewhere.home(), clock, Chance("other")) as directory:
        there = directory.unrouted
        assert restore_unrouted(there, backup) == 2
        assert there.quarantine
        assert unrouted.quarantine
        before, after = unrouted.quarantine.list(), there.quarantine.list()
        assert [(each.raw, each.size, each.count, each.first_at) for each in after] == [
            (each.raw, each.size, each.count, each.first_at) for each in before
        ]
        assert there.feeds() == unrouted.feeds()
        assert there.incidents.list() == unrouted.incidents.list()
        # The same message is known as the same, under the secret that is there.
        (again,) = there.keep([unreadable()])
        assert again.quarantine_id == after[-1].id
        assert restore_unrouted(there, backup) == 0
        assert len(there.incidents.list()) == 1


def test_what_is_here_stays_as_it_is(unrouted: Unrouted, backup: Backup) -> None:
    unrouted.keep([unreadable(b"[")])
    unrouted.deliver([unreadable()], delivery=Delivery(FEED, 2, 3, 3))
    assert unrouted.quarantine
    before, feeds = unrouted.quarantine.list(), unrouted.feeds()
    assert restore_unrouted(unrouted, backup) == 0
    assert (unrouted.quarantine.list(), unrouted.feeds()) == (before, feeds)


def test_a_file_that_was_changed_gets_nothing_in(unrouted: Unrouted, backup: Backup) -> None:
    with closing(sqlite3.connect(backup.path)) as stranger, stranger:
        stranger.execute("UPDATE quarantine SET size = 'a lot'")
    with pytest.raises(BadBackup, match="BACKUP_DAMAGED"):
        restore_unrouted(unrouted, backup)
    with pytest.raises(BadBackup, match="BACKUP_DAMAGED"):
        opened(backup.path)


def test_the_command_backs_up_all_and_puts_it_back(
    place: Place, unrouted: Unrouted, elsewhere: Place, tmp_path: Path
) -> None:
    assert unrouted.is_made()
    assert run("ledger", "create", "devon", **place.settings).code == 0
    folder = tmp_path / "nightly"
    done = run("backup", "--all", "--to", str(folder), **place.settings)
    assert done.code == 0, done.err
    assert "of no ledger: 2 refused messages in" in done.out
    (file,) = folder.glob("unrouted_quarantine-*.db")
    assert len(list(folder.glob("devon-*.db"))) == 1
    with elsewhere:
        checked = run("restore", "--check", str(file), **elsewhere.settings)
        assert "is whole: 2 refused messages of no ledger." in checked.out
        put_back = run("restore", str(file), **elsewhere.settings)
        assert put_back.out == "2 refused messages put back, 0 were here.\n"
        again = run("restore", str(file), "--json", **elsewhere.settings)
        assert {"council": None, "refused": 2, "added": 0}.items() <= json.loads(again.out).items()
        listed = run("quarantine", "list", "-", **elsewhere.settings)
        assert listed.out.count("MALFORMED_JSON") == 2
