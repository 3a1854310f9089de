from __future__ import annotations

import pytest

from ledger.store.failures import StoreUnavailable
from ledger.store.ledger import Ledger
from ledger.store.messages import Candidate, Outcome
from tests.integration.store.told import (
    ACTOR,
    HOUR_US,
    Clock,
    agreed,
    append,
    codes,
    content,
    noted,
    proposed,
    receipts,
    refusal,
    sent,
    started,
)
from tests.places import Place


def validate(ledger: Ledger, *items: Candidate, atomic: bool = False) -> list[Outcome]:
    return ledger.validate(items, actor=ACTOR, atomic=atomic)


def test_it_says_where_the_events_would_stand(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    first, second = receipts(validate(ledger, sent("2", "x", agreed()), sent("3", "x", started())))
    assert (first.position, first.version) == (1, 2)
    assert (second.position, second.version) == (2, 3)


def test_it_records_nothing(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    before = content(place)
    validate(ledger, sent("2", "x", agreed()))
    assert content(place) == before
    assert codes(append(ledger, sent("2", "x", agreed()))) == ["recorded"]


def test_it_keeps_nothing_that_it_refuses(ledger: Ledger) -> None:
    refused = refusal(validate(ledger, sent("1", "x", noted())))
    assert (refused.code, refused.quarantine_id) == ("STREAM_NOT_OPEN", None)
    assert ledger.quarantine.list() == []


def test_it_knows_what_is_recorded_already(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    outcomes = validate(ledger, sent("1", "x", proposed()), sent("1", "x", proposed("Other.")))
    assert codes(outcomes) == ["duplicate", "ID_CONFLICT"]


def test_it_judges_an_atomic_batch_as_a_whole(ledger: Ledger) -> None:
    outcomes = validate(ledger, sent("1", "x", proposed()), sent("2", "y", noted()), atomic=True)
    assert codes(outcomes) == ["BATCH_ABORTED", "STREAM_NOT_OPEN"]


def test_it_does_not_wait_for_a_writer(ledger: Ledger) -> None:
    with ledger._datastore.transaction(commit=True):  # noqa: SLF001
        assert codes(validate(ledger, sent("1", "x", proposed()))) == ["recorded"]


def test_it_says_when_the_clock_is_behind(ledger: Ledger, clock: Clock) -> None:
    append(ledger, sent("1", "x", proposed()))
    clock.us -= 25 * HOUR_US
    with pytest.raises(StoreUnavailable, match="CLOCK_BEHIND"):
        validate(ledger, sent("2", "x", agreed()))
