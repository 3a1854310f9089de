"""That an event is new its key proves as it is inserted; the inbox is asked only in doubt."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings

from ledger.store.database import Cursor
from ledger.store.failures import CorruptLedger
from ledger.store.inbox import Found, Inbox, Key
from ledger.store.ledger import Ledger
from tests.integration.store.told import (
    a_ledger,
    append,
    codes,
    content,
    noted,
    proposed,
    sent,
    the_ledger,
)
from tests.integration.store.whatever import BATCHES, BOARD, CHAIR, PANEL, Batch, everything
from tests.places import Place


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many keys the inbox was asked for, each time."""
    counts: list[int] = []
    find = Inbox.find

    def counted(self: Inbox, cursor: Cursor, keys: Iterable[Key]) -> Found:
        known = [*keys]
        counts.append(len(known))
        return find(self, cursor, known)

    monkeypatch.setattr(Inbox, "find", counted)
    return counts


def test_nobody_asks_about_what_is_new(ledger: Ledger, asked: list[int]) -> None:
    append(ledger, *(sent(str(number), f"k{number}", proposed()) for number in range(100)))
    append(ledger, sent("100", "k1", noted()))
    assert asked == []


@pytest.mark.parametrize("count", [1, 30])
def test_a_key_that_is_taken_undoes_the_batch_and_it_is_decided_anew(
    ledger: Ledger, asked: list[int], count: int
) -> None:
    append(ledger, sent("0", "x", proposed()), sent("1", "x", noted("first")))
    batch = [sent(str(number), "x", noted("first")) for number in range(1, 1 + count)]
    assert codes(append(ledger, *batch)) == ["duplicate"] + ["recorded"] * (count - 1)
    assert asked == [count]
    assert ledger.head().size == 1 + count


def test_where_something_was_known_the_next_batch_asks_first(
    ledger: Ledger, asked: list[int]
) -> None:
    append(ledger, sent("0", "x", proposed()), sent("1", "x", noted()))
    for _ in range(2):
        assert codes(append(ledger, sent("1", "x", noted()))) == ["duplicate"]
    append(ledger, sent("2", "x", noted()))
    append(ledger, sent("3", "x", noted()))
    assert asked == [1, 1, 1]


def test_what_another_process_recorded_meanwhile_is_a_duplicate(place: Place) -> None:
    with a_ledger(place) as ledger, the_ledger(place) as other:
        append(ledger, sent("0", "x", proposed()))
        append(other, sent("1", "x", noted()))
        assert codes(append(ledger, sent("1", "x", noted()))) == ["duplicate"]
        assert codes(append(ledger, sent("1", "x", noted("another")))) == ["ID_CONFLICT"]


def test_what_is_refused_is_looked_up_and_nothing_is_decided_twice(
    ledger: Ledger, asked: list[int]
) -> None:
    outcomes = append(ledger, sent("1", "x", noted()), sent("2", "y", proposed()))
    assert codes(outcomes) == ["STREAM_NOT_OPEN", "recorded"]
    assert asked == [2]


def test_a_name_that_is_decided_about_twice_is_sealed_alike(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", PANEL, BOARD))
    outcomes = append(ledger, sent("1", PANEL, BOARD), sent("2", PANEL, CHAIR))
    assert codes(outcomes) == ["duplicate", "recorded"]
    ((salt,),) = place.rows("SELECT salt FROM opening")
    assert isinstance(salt, bytes)
    assert len(salt) == 32


def test_a_version_that_is_taken_is_no_duplicate_and_comes_out(
    ledger: Ledger, place: Place
) -> None:
    append(ledger, sent("0", "x", proposed()))
    with place.stranger() as stranger:
        stranger.execute(
            "INSERT INTO stored_events SELECT 0, originator_id, 2, topic, 0, leaf_hash, state "
            "FROM stored_events"
        )
    before = content(place)
    with pytest.raises(CorruptLedger, match="originator_version"):
        append(ledger, sent("1", "x", noted()))
    assert content(place) == before


@given(BATCHES)
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_to_ask_first_makes_no_difference(on_sqlite: Place, batches: list[Batch]) -> None:
    found = []
    for meets_known in (True, False):
        found.append(everything(on_sqlite, batches, meets_known=meets_known))
        on_sqlite.clear()
    assert found[0] == found[1]
