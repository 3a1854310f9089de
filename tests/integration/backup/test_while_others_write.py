"""Backups taken while another process appends; and what was erased since one was taken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from msgspec import structs

from ledger.store.backup import back_up
from ledger.store.ledger import Ledger
from ledger.store.restore import compare, restore
from tests.integration.backup.test_back_and_forth import entries
from tests.integration.store.test_personal_fields import chaired_by
from tests.integration.store.told import (
    ACTOR,
    COUNCIL,
    Clock,
    append,
    noted,
    proposed,
    receipts,
    sent,
    the_ledger,
)
from tests.places import Place

BATCHES = 60
SIZE = 20


def test_each_is_of_one_moment_and_nobody_waits(
    place: Place, ledger: Ledger, tmp_path: Path
) -> None:
    append(ledger, sent("open", "shared", proposed()))
    words = ["-m", "tests.integration.store.writer", place.address, "w", str(BATCHES), str(SIZE)]
    with subprocess.Popen(
        [sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        writer.stdin.write("\n")
        writer.stdin.flush()
        writer.stdout.readline()
        taken = [back_up(ledger, tmp_path / f"{number}.db") for number in range(4)]
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    sizes = [backup.entries for backup in taken]
    assert sizes == sorted(sizes)
    assert sizes[0] > 1
    assert ledger.head().size == 1 + BATCHES * (SIZE + 1)
    for backup in taken:
        compared = compare(place.home(), backup)
        assert compared is not None
        assert compared.common == backup.entries
    done = restore(place.home(), taken[0], clock=Clock(), replace=True)
    assert done.lost == 1 + BATCHES * (SIZE + 1) - sizes[0]


def test_what_was_erased_since_stays_erased(place: Place, ledger: Ledger, tmp_path: Path) -> None:
    chaired_by(ledger)
    backup = back_up(ledger, tmp_path / "devon.db")
    with place.stranger() as erasure:
        erasure.execute("DELETE FROM opening WHERE position = 1")
    restore(place.home(), backup, clock=Clock())
    assert ledger.opening(1, "/name") is None
    with Place(str(tmp_path / "where-nothing-stands")) as third:
        restore(third.home(), backup, clock=Clock())
        with the_ledger(third) as again:
            assert again.opening(1, "/name") is not None


def test_what_was_prepared_before_a_restore_is_recorded_after_it(
    place: Place, ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    append(ledger, sent("0", "x", proposed()))
    backup = back_up(ledger, tmp_path / "devon.db")
    item = sent("1", "x", noted())
    prepared, judged = (ledger.prepare([item], actor=ACTOR) for _ in range(2))
    restore(place.home(), backup, clock=clock)
    (foreseen,) = receipts(ledger.judge(judged))
    (receipt,) = receipts(ledger.record(prepared))
    assert (receipt.position, receipt.epoch) == (foreseen.position, foreseen.epoch) == (1, 2)
    assert receipts(append(ledger, item)) == [structs.replace(receipt, duplicate=True)]


def test_a_larger_backup_takes_the_place_of_an_older_ledger_unasked(
    place: Place, ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    append(ledger, sent("0", "x", proposed()))
    older = back_up(ledger, tmp_path / "older.db")
    append(ledger, sent("1", "x", noted()))
    larger = back_up(ledger, tmp_path / "larger.db")
    all_of_it = entries(ledger)
    restore(place.home(), older, clock=clock, replace=True)
    done = restore(place.home(), larger, clock=clock)
    assert (done.lost, done.epoch) == (0, 3)
    assert entries(ledger) == all_of_it
    assert [(each.epoch, each.first_position) for each in ledger.epochs()] == [(2, 1), (3, 1)]
    (receipt,) = receipts(append(ledger, sent("2", "x", noted())))
    assert (receipt.position, receipt.epoch) == (2, 3)
    assert place.home().councils() == [COUNCIL]
