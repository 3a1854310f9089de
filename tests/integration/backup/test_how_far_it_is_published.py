"""What is next to be published: in order, from where it stopped, and after a restore or a move."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.store.backup import back_up
from ledger.store.ledger import Ledger
from ledger.store.move import move
from ledger.store.outbox import Outbox, OutboxCursor, Overtaken
from ledger.store.restore import restore
from tests.integration.store.told import COUNCIL, Clock, append, noted, proposed, sent, the_ledger
from tests.places import Place


def published(outbox: Outbox, limit: int = 100) -> list[tuple[int, int]]:
    """Publish what is next; epoch and position of each entry."""
    pending = outbox.pending(limit)
    outbox.move_on(pending.stored, pending.after)
    return [(receipt.epoch, entry.position) for entry, receipt in pending.recorded]


def test_it_goes_on_where_it_stopped(ledger: Ledger) -> None:
    append(ledger, sent("0", "x", proposed()), sent("1", "x", noted()), sent("2", "x", noted()))
    assert published(ledger.outbox, 2) == [(1, 0), (1, 1)]
    assert published(ledger.outbox, 2) == [(1, 2)]
    assert published(ledger.outbox, 2) == []
    append(ledger, sent("3", "x", noted()))
    assert ledger.outbox.pending(9).size == 4
    assert published(ledger.outbox) == [(1, 3)]


def test_a_refusal_is_told_once_and_without_its_message(ledger: Ledger) -> None:
    append(ledger, sent("early", "x", noted()), sent("0", "y", proposed()))
    (letter,) = ledger.outbox.pending(9).letters
    (kept,) = ledger.quarantine.list()
    assert letter == (kept.id, "STREAM_NOT_OPEN", "", kept.raw.coordinates, kept.digest)
    published(ledger.outbox)
    append(ledger, sent("early", "x", noted()))
    assert ledger.outbox.pending(9).letters == []


def test_what_the_broker_knows_counts_where_it_is_more(ledger: Ledger) -> None:
    append(ledger, sent("0", "x", proposed()), sent("1", "x", noted()))
    known = OutboxCursor(position=1, epoch=1, letter=0)
    pending = ledger.outbox.pending(9, known)
    assert [entry.position for entry, _ in pending.recorded] == [1]
    assert ledger.outbox.pending(9, OutboxCursor(position=9, epoch=7)).start.position == 0


def test_two_do_not_move_it_on(ledger: Ledger) -> None:
    append(ledger, sent("0", "x", proposed()))
    ours, theirs = ledger.outbox.pending(9), ledger.outbox.pending(9)
    ledger.outbox.move_on(theirs.stored, theirs.after)
    with pytest.raises(Overtaken):
        ledger.outbox.move_on(ours.stored, ours.after)
    assert published(ledger.outbox) == []


def test_an_older_copy_goes_on_from_what_may_be_another(
    place: Place, ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    append(ledger, sent("0", "x", proposed()), sent("1", "x", noted()))
    backup = back_up(ledger, tmp_path / "devon.db")
    append(ledger, sent("lost", "x", noted()), sent("lost too", "y", noted()))
    assert published(ledger.outbox) == [(1, 0), (1, 1), (1, 2)]
    known = ledger.outbox.pending(9).start
    restore(place.home(), backup, clock=clock, replace=True)
    with the_ledger(place) as restored:
        append(restored, sent("other", "x", noted()), sent("refused", "z", noted()))
        pending = restored.outbox.pending(9, known)
        assert [(receipt.epoch, entry.position) for entry, receipt in pending.recorded] == [(2, 2)]
        assert [letter.code for letter in pending.letters] == ["STREAM_NOT_OPEN"]
        # Without a broker that knows, all is told again, each entry under the id it had.
        assert published(restored.outbox) == [(1, 0), (1, 1), (2, 2)]


def test_a_ledger_that_is_moved_takes_along_how_far_it_is(
    ledger: Ledger, place: Place, clock: Clock, tmp_path: Path
) -> None:
    append(ledger, sent("0", "x", proposed()), sent("1", "x", noted()))
    assert published(ledger.outbox, 1) == [(1, 0)]
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with Place(str(folder)) as elsewhere:
        move(place.home(), elsewhere.home(), COUNCIL, clock=clock)
        with the_ledger(elsewhere) as there:
            assert published(there.outbox) == [(1, 1)]
