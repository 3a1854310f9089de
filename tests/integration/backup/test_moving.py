"""A ledger moved from either database to either, while others append to it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger.store.backup import back_up
from ledger.store.failures import LedgerExists, NoLedger, StoreUnavailable
from ledger.store.ledger import Ledger
from ledger.store.move import MovedElsewhere, move, take_back
from ledger.store.restore import restore
from projections.read_model import ReadModel
from projections.read_model.places import place_beside
from projections.rebuild import rebuild
from tests.integration.backup.test_back_and_forth import entries, fill
from tests.integration.store.test_personal_fields import NAME, chaired_by
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


def digest(ledger: Ledger, place: Place) -> str:
    """The digest of a read model made from ``ledger`` beside it."""
    beside = place_beside(place.home(), COUNCIL)
    rebuild(ledger, beside, holder="test", clock=Clock())
    with closing(ReadModel.open(beside, reader=ledger)) as model:
        assert model.head().size == ledger.head().size
        return model.digest()


def test_everything_goes_and_nothing_stays_behind(
    place: Place, ledger: Ledger, clock: Clock, elsewhere: Place, tmp_path: Path
) -> None:
    chaired_by(ledger)
    append(ledger, sent("0", "x", proposed()))
    append(ledger, sent("refused", "y", noted()))
    ledger.set_roles({"mayor": "The mayor"})
    backup = back_up(ledger, tmp_path / "devon.db")
    restore(place.home(), backup, clock=clock)

    with elsewhere:
        moved = move(place.home(), elsewhere.home(), COUNCIL, clock=clock)

        assert (moved.entries, moved.epoch) == (3, 2)
        assert ledger.moved_to() == moved.destination == elsewhere.home().name
        with the_ledger(elsewhere) as there:
            assert entries(there) == entries(ledger)
            assert digest(there, elsewhere) == digest(ledger, place)
            assert there.identity == ledger.identity
            assert there.epochs() == ledger.epochs()
            assert there.roles == ledger.roles
            assert there.quarantine.list() == ledger.quarantine.list()
            opening = there.opening(1, "/name")
            assert opening is not None
            assert opening.value == NAME
            assert codes(append(there, sent("0", "x", proposed()))) == ["duplicate"]
            (receipt,) = receipts(append(there, sent("new", "x", noted())))
            assert (receipt.position, receipt.epoch) == (3, 2)
            assert there.moved_to() is None


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_where_it_was_it_takes_nothing_more_and_can_be_read(
    place: Place, ledger: Ledger, clock: Clock, elsewhere: Place
) -> None:
    given = fill(ledger, 3)
    with elsewhere:
        move(place.home(), elsewhere.home(), COUNCIL, clock=clock)
    for items in ([sent("3", "x", noted())], [sent("4", "y", noted())]):
        with pytest.raises(StoreUnavailable) as refused:
            append(ledger, *items)
        assert refused.value.code == "LEDGER_MOVED"
        assert elsewhere.address in refused.value.detail
    with pytest.raises(StoreUnavailable):
        ledger.set_roles({"mayor": "The mayor"})
    assert codes(append(ledger, sent("2", "x", noted()))) == ["duplicate"]
    found = ledger.find(given[0].source, given[0].id)
    assert found is not None
    assert found.leaf_hash == given[0].leaf_hash


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_moving_again_finishes_a_move_and_nothing_else(
    place: Place, ledger: Ledger, clock: Clock, elsewhere: Place, tmp_path: Path
) -> None:
    fill(ledger, 3)
    with elsewhere, Place(str(tmp_path / "third")) as third:
        first = move(place.home(), elsewhere.home(), COUNCIL, clock=clock)
        assert move(place.home(), elsewhere.home(), COUNCIL, clock=clock) == first
        with pytest.raises(MovedElsewhere):
            move(place.home(), third.home(), COUNCIL, clock=clock)
        with pytest.raises(LedgerExists):
            move(elsewhere.home(), elsewhere.home(), COUNCIL, clock=clock)
        with pytest.raises(LedgerExists):
            take_back(place.home(), elsewhere.home(), COUNCIL)
        with pytest.raises(NoLedger):
            move(third.home(), elsewhere.home(), COUNCIL, clock=clock)


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_a_move_that_was_broken_off_can_be_taken_back(
    place: Place,
    ledger: Ledger,
    clock: Clock,
    elsewhere: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(ledger, 3)
    home = elsewhere.home()
    with elsewhere:
        with monkeypatch.context() as patched:
            patched.setattr("ledger.store.sqlite.staging.settle", _fail)
            with pytest.raises(OSError, match="the target is gone"):
                move(place.home(), home, COUNCIL, clock=clock)
        assert home.councils() == []
        with pytest.raises(StoreUnavailable):
            append(ledger, sent("3", "x", noted()))
        take_back(place.home(), home, COUNCIL)
        assert codes(append(ledger, sent("3", "x", noted()))) == ["recorded"]
        assert move(place.home(), home, COUNCIL, clock=clock).entries == 4


def _fail(*_: object) -> None:
    raise OSError("the target is gone")


def test_what_is_appended_meanwhile_goes_along(
    place: Place, ledger: Ledger, clock: Clock, elsewhere: Place
) -> None:
    """Another process appends until it is told where the ledger has gone."""
    append(ledger, sent("open", "shared", proposed()))
    append(ledger, *(sent(f"first-{n}", "shared", noted()) for n in range(500)))
    with (
        elsewhere,
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.integration.store.writer",
                place.address,
                "w",
                "9999",
                "3",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as writer,
    ):
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
        acknowledged = [writer.stdout.readline() for _ in range(5)]
        moved = move(place.home(), elsewhere.home(), COUNCIL, clock=clock)
        out, err = writer.communicate(timeout=30)
        assert "LEDGER_MOVED" in err
        told = [word for line in (*acknowledged, *out.splitlines()) for word in line.split()]
        with the_ledger(elsewhere) as there:
            assert there.head().size == moved.entries == ledger.head().size
            for word in told:
                position, version, event_id = word.split(":")
                entry = there.entry(int(position))
                assert entry is not None
                assert (entry.cloudevent.id, entry.version) == (event_id, int(version))
            assert entries(there) == entries(ledger)
