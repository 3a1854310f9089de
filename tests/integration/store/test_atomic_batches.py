from __future__ import annotations

from ledger.rules.refusal import Refusal
from ledger.store.ledger import Ledger
from ledger.store.messages import RawMessage, Receipt, Refused, Rejected
from tests.integration.store.told import (
    ACTOR,
    agreed,
    append,
    codes,
    content,
    noted,
    proposed,
    sent,
    started,
)
from tests.places import Place


def test_all_are_recorded_where_none_is_refused(ledger: Ledger) -> None:
    outcomes = append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed()), atomic=True)
    assert codes(outcomes) == ["recorded", "recorded"]


def test_one_refusal_lets_nothing_be_recorded(ledger: Ledger, place: Place) -> None:
    before = content(place)
    outcomes = append(
        ledger,
        sent("1", "x", proposed()),
        sent("2", "y", started()),
        sent("3", "x", agreed()),
        atomic=True,
    )
    assert codes(outcomes) == ["BATCH_ABORTED", "STREAM_NOT_OPEN", "BATCH_ABORTED"]
    assert content(place) == before


def test_only_what_was_refused_itself_is_kept(ledger: Ledger) -> None:
    outcomes = append(ledger, sent("1", "x", proposed()), sent("2", "y", started()), atomic=True)
    kept = [outcome.quarantine_id for outcome in outcomes if isinstance(outcome, Refused)]
    assert kept[0] is None
    assert [row.event_id for row in ledger.quarantine.list()] == ["2"]
    assert kept[1] == ledger.quarantine.list()[0].id


def test_what_was_aborted_may_come_again(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "y", started()), atomic=True)
    assert codes(append(ledger, sent("1", "x", proposed()), atomic=True)) == ["recorded"]


def test_the_write_state_is_as_it_was_before_the_aborted_batch(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    append(ledger, sent("2", "x", agreed()), sent("3", "y", started()), atomic=True)
    assert codes(append(ledger, sent("4", "x", started()))) == ["FORBIDDEN_TRANSITION"]


def test_a_duplicate_keeps_its_receipt_in_an_aborted_batch(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    outcomes = append(ledger, sent("1", "x", proposed()), sent("2", "y", started()), atomic=True)
    assert codes(outcomes) == ["duplicate", "STREAM_NOT_OPEN"]


def test_a_second_copy_in_an_aborted_batch_is_aborted_too(ledger: Ledger) -> None:
    outcomes = append(
        ledger,
        sent("1", "x", proposed()),
        sent("1", "x", proposed()),
        sent("2", "y", started()),
        atomic=True,
    )
    assert codes(outcomes) == ["BATCH_ABORTED", "BATCH_ABORTED", "STREAM_NOT_OPEN"]


def test_a_message_that_could_not_be_read_aborts_the_batch(ledger: Ledger) -> None:
    unreadable = Rejected(
        refusal=Refusal("MALFORMED_JSON", "not JSON"),
        raw=RawMessage(body=b"{", channel="http"),
        source=None,
        id=None,
        type=None,
        subject=None,
    )
    outcomes = ledger.append([sent("1", "x", proposed()), unreadable], actor=ACTOR, atomic=True)
    assert codes(outcomes) == ["BATCH_ABORTED", "MALFORMED_JSON"]
    assert ledger.head().size == 0


def test_a_batch_that_is_not_atomic_goes_on_past_a_refusal(ledger: Ledger) -> None:
    outcomes = append(ledger, sent("1", "y", noted()), sent("2", "x", proposed()))
    assert isinstance(outcomes[1], Receipt)
