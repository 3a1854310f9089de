from __future__ import annotations

from pathlib import Path

from ledger.store.ledger import Ledger
from tests.integration.store.told import (
    OFFICE,
    Chance,
    a_ledger,
    append,
    codes,
    content,
    noted,
    proposed,
    receipts,
    sent,
    the_ledger,
)
from tests.places import Place


def test_the_same_event_again_is_answered_with_its_first_receipt(ledger: Ledger) -> None:
    (first,) = receipts(append(ledger, sent("1", "x", proposed())))
    append(ledger, sent("2", "x", noted()))
    (again,) = receipts(append(ledger, sent("1", "x", proposed())))
    assert again.duplicate
    assert (again.position, again.entry_id, again.leaf_hash, again.recorded_at) == (
        first.position,
        first.entry_id,
        first.leaf_hash,
        first.recorded_at,
    )


def test_a_duplicate_changes_nothing(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    before = content(place)
    append(ledger, sent("1", "x", proposed()))
    assert content(place) == before


def test_a_duplicate_is_known_to_a_ledger_opened_anew(ledger: Ledger, place: Place) -> None:
    append(ledger, sent("1", "x", proposed()))
    with the_ledger(place) as other:
        assert codes(append(other, sent("1", "x", proposed()))) == ["duplicate"]


def test_twice_in_one_batch_is_recorded_once(ledger: Ledger) -> None:
    first, again = receipts(append(ledger, sent("1", "x", proposed()), sent("1", "x", proposed())))
    assert (first.duplicate, again.duplicate) == (False, True)
    assert first.position == again.position
    assert ledger.head().size == 1


def test_what_a_sender_attaches_to_one_delivery_makes_no_other_event(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed(), time="2020-05-14T09:00:00Z"))
    again = sent("1", "x", proposed(), time="2020-05-15T10:30:00Z", expected_version=0)
    assert codes(append(ledger, again)) == ["duplicate"]


def test_another_event_under_a_used_id_is_refused(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    changed = sent("1", "x", proposed("Something else."))
    assert codes(append(ledger, changed)) == ["ID_CONFLICT"]


def test_another_date_or_marking_or_stream_makes_another_event(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed(), correlation="a", causation="b"))
    same = {"correlation": "a", "causation": "b"}
    others = [
        sent("1", "x", proposed(), **same, effective="2020-05-14"),
        sent("1", "x", proposed(), **same, documented=None),
        sent("1", "x", proposed(), **same, marking="OFFICIAL_SENSITIVE"),
        sent("1", "y", proposed(), **same),
        sent("1", "x", proposed(), correlation="c", causation="b"),
        sent("1", "x", proposed(), correlation="a", causation="c"),
        sent("1", "x", noted(), **same),
    ]
    assert codes(append(ledger, *others)) == ["ID_CONFLICT"] * len(others)


def test_another_event_under_an_id_of_the_same_batch_is_refused(ledger: Ledger) -> None:
    outcomes = append(ledger, sent("1", "x", proposed()), sent("1", "x", proposed("Other.")))
    assert codes(outcomes) == ["recorded", "ID_CONFLICT"]


def test_the_same_id_of_another_source_is_another_event(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    other = sent("1", "y", proposed("Other."), source="urn:devon:scrutiny")
    assert codes(append(ledger, other)) == ["recorded"]


def test_a_refusal_never_claims_its_id(ledger: Ledger) -> None:
    assert codes(append(ledger, sent("2", "x", noted()))) == ["STREAM_NOT_OPEN"]
    append(ledger, sent("1", "x", proposed()))
    assert codes(append(ledger, sent("2", "x", noted()))) == ["recorded"]


def test_a_batch_of_a_thousand_sent_again_is_answered_whole(ledger: Ledger) -> None:
    batch = [sent(str(number), f"k{number}", proposed()) for number in range(1_200)]
    first = receipts(append(ledger, *batch))
    again = receipts(append(ledger, *batch))
    assert [one.leaf_hash for one in again] == [one.leaf_hash for one in first]
    assert all(one.duplicate for one in again)


def test_two_ledgers_keep_different_digests_of_the_same_event(tmp_path: Path) -> None:
    digests = set()
    for seed in ("one", "other"):
        with Place(str(tmp_path / seed)) as place, a_ledger(place, chance=Chance(seed)) as ledger:
            append(ledger, sent("1", "x", proposed()))
            digests.update(place.rows("SELECT digest FROM inbox"))
    assert len(digests) == 2


def test_sources_are_kept_once(ledger: Ledger, place: Place) -> None:
    append(ledger, *(sent(str(number), f"k{number}", proposed()) for number in range(3)))
    append(ledger, sent("9", "z", proposed(), source="urn:devon:scrutiny"))
    found = place.rows("SELECT source FROM source ORDER BY source_id")
    assert found == [(OFFICE,), ("urn:devon:scrutiny",)]
