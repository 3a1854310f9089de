from __future__ import annotations

from msgspec import structs

from ledger.events.event import EventRetracted
from ledger.store.ledger import Ledger
from tests.integration.store.told import (
    OFFICE,
    agreed,
    append,
    codes,
    noted,
    proposed,
    sent,
    started,
    the_ledger,
)
from tests.notation import retraction
from tests.places import Place


def test_a_retracted_event_no_longer_counts(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed()))
    append(ledger, sent("3", "x", retraction("2", OFFICE)))
    assert codes(append(ledger, sent("4", "x", started()))) == ["FORBIDDEN_TRANSITION"]
    assert codes(append(ledger, sent("5", "x", agreed(due="2021-06-30")))) == ["recorded"]


def test_it_stays_in_the_ledger(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed()))
    append(ledger, sent("3", "x", retraction("2", OFFICE)))
    assert [entry.version for entry in ledger.stream("devon/improvement-2020/action/x")] == [
        1,
        2,
        3,
    ]


def test_an_event_of_the_same_batch_can_be_retracted(ledger: Ledger) -> None:
    outcomes = append(
        ledger,
        sent("1", "x", proposed()),
        sent("2", "x", agreed()),
        sent("3", "x", retraction("2", OFFICE)),
        sent("4", "x", started()),
    )
    assert codes(outcomes) == ["recorded", "recorded", "recorded", "FORBIDDEN_TRANSITION"]


def test_a_date_is_refined_in_one_atomic_batch(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed(), effective="2020-05"))
    outcomes = append(
        ledger,
        sent("3", "x", retraction("2", OFFICE)),
        sent("4", "x", agreed(), effective="2020-05-13"),
        atomic=True,
    )
    assert codes(outcomes) == ["recorded", "recorded"]


def test_what_was_never_recorded_cannot_be_retracted(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    assert codes(append(ledger, sent("2", "x", retraction("9", OFFICE)))) == ["NOTHING_TO_RETRACT"]


def test_an_event_of_another_stream_cannot_be_retracted(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "y", proposed()))
    assert codes(append(ledger, sent("3", "x", retraction("2", OFFICE)))) == ["NOTHING_TO_RETRACT"]


def test_on_a_stream_that_does_not_exist_there_is_nothing_to_retract(ledger: Ledger) -> None:
    assert codes(append(ledger, sent("1", "x", retraction("0", OFFICE)))) == ["NOTHING_TO_RETRACT"]


def test_an_event_is_retracted_once(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", noted()))
    append(ledger, sent("3", "x", retraction("2", OFFICE)))
    assert codes(append(ledger, sent("4", "x", retraction("2", OFFICE)))) == ["RETRACTION_IS_FINAL"]


def test_a_retraction_is_final(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", noted()))
    append(ledger, sent("3", "x", retraction("2", OFFICE)))
    assert codes(append(ledger, sent("4", "x", retraction("3", OFFICE)))) == ["RETRACTION_IS_FINAL"]


def test_an_opening_stays_while_others_stand_on_it(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", noted()))
    outcomes = append(ledger, sent("3", "x", retraction("1", OFFICE)))
    assert codes(outcomes) == ["OPENING_STILL_STOOD_ON"]


def test_a_stream_can_be_opened_again_once_all_of_it_is_retracted(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    append(ledger, sent("2", "x", retraction("1", OFFICE)))
    assert codes(append(ledger, sent("3", "x", noted()))) == ["STREAM_NOT_OPEN"]
    assert codes(append(ledger, sent("4", "x", proposed()))) == ["recorded"]


def test_a_ledger_opened_anew_folds_what_still_stands(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed()))
    append(ledger, sent("3", "x", retraction("2", OFFICE)))
    with the_ledger(place) as other:
        assert codes(append(other, sent("4", "x", started()))) == ["FORBIDDEN_TRANSITION"]


def replaced(event_id: str, by: str) -> EventRetracted:
    return structs.replace(retraction(event_id, OFFICE), replaced_by=by)


def test_a_date_is_refined_although_the_stream_moved_on(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed(), effective="2020-05"), sent("2", "x", agreed()))
    outcomes = append(
        ledger,
        sent("3", "x", replaced("1", by="1b")),
        sent("1b", "x", proposed(), effective="2020-05-13"),
        sent("4", "x", started()),
        atomic=True,
    )
    assert codes(outcomes) == ["recorded"] * 3
    with the_ledger(place) as other:
        assert codes(append(other, sent("5", "x", noted()))) == ["recorded"]


def test_a_place_is_kept_from_one_batch_to_the_next(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed()))
    append(ledger, sent("3", "x", replaced("2", by="2b")))
    with the_ledger(place) as other:
        append(other, sent("2b", "x", agreed(due="2021-01-31")))
    assert codes(append(ledger, sent("4", "x", started()))) == ["recorded"]


def test_only_an_event_of_its_kind_takes_the_place(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed()))
    outcomes = append(ledger, sent("3", "x", replaced("2", by="2b")), sent("2b", "x", noted()))
    assert codes(outcomes) == ["recorded", "WRONG_REPLACEMENT"]
