from __future__ import annotations

from base64 import b64decode

import pytest

from ledger.entry import decode_entry, leaf_hash
from ledger.moments import format_us
from ledger.store.ledger import Ledger
from tests.integration.store.told import (
    ACTOR,
    NOON,
    OFFICE,
    ORIGIN,
    agreed,
    append,
    codes,
    noted,
    proposed,
    receipts,
    refusal,
    sent,
    started,
    stream,
)


def test_the_first_event_stands_at_position_0_as_version_1_of_its_stream(ledger: Ledger) -> None:
    (receipt,) = receipts(append(ledger, sent("1", "care-leavers", proposed())))
    assert (receipt.position, receipt.version) == (0, 1)
    assert receipt.stream == "devon/improvement-2020/action/care-leavers"


def test_the_receipt_repeats_what_was_sent_and_when_it_was_recorded(ledger: Ledger) -> None:
    (receipt,) = receipts(append(ledger, sent("1", "care-leavers", proposed())))
    assert (receipt.source, receipt.id) == (OFFICE, "1")
    assert receipt.type == "improvement.action.proposed.v1"
    assert receipt.recorded_at == format_us(NOON)
    assert not receipt.duplicate


def test_the_entry_holds_everything_an_auditor_needs(ledger: Ledger) -> None:
    item = sent(
        "1",
        "care-leavers",
        proposed(),
        time="2020-05-14T09:00:00Z",
        correlation="cabinet-2020-05-13",
        causation="letter-7",
        effective="2020-05",
        documented=None,
        marking="OFFICIAL_SENSITIVE",
    )
    (receipt,) = receipts(append(ledger, item))
    entry = ledger.entry(0)
    assert entry is not None
    assert entry.format == "improvement-ledger/event/v1"
    assert (entry.ledger, entry.position, entry.id) == (ORIGIN, 0, receipt.entry_id)
    assert (entry.stream, entry.version, entry.type) == (str(item.stream), 1, item.type)
    assert (entry.effective, entry.documented) == ("2020-05", None)
    assert entry.recorded_at == receipt.recorded_at
    assert entry.actor == ACTOR
    assert (entry.cloudevent.source, entry.cloudevent.id) == (OFFICE, "1")
    assert entry.cloudevent.time == "2020-05-14T09:00:00Z"
    assert (entry.correlation, entry.causation) == ("cabinet-2020-05-13", "letter-7")
    assert entry.marking == "OFFICIAL_SENSITIVE"
    assert bytes(entry.data) == item.payload
    assert len(b64decode(entry.blind)) == 32


def test_the_leaf_hash_is_that_of_the_stored_bytes(ledger: Ledger) -> None:
    (receipt,) = receipts(append(ledger, sent("1", "care-leavers", proposed())))
    stored = ledger.entry_bytes(0)
    assert stored is not None
    assert leaf_hash(stored).hex() == receipt.leaf_hash


def test_one_batch_takes_events_of_many_streams(ledger: Ledger) -> None:
    taken = receipts(
        append(
            ledger,
            sent("1", "care-leavers", proposed()),
            sent("2", "caseloads", proposed("Bring caseloads down.")),
            sent("3", "care-leavers", agreed()),
        )
    )
    assert [receipt.position for receipt in taken] == [0, 1, 2]
    assert [receipt.version for receipt in taken] == [1, 1, 2]


def test_a_later_item_is_judged_with_the_earlier_ones_taken_in(ledger: Ledger) -> None:
    batch = (sent("1", "x", proposed()), sent("2", "x", agreed()), sent("3", "x", started()))
    assert codes(append(ledger, *batch)) == ["recorded"] * 3


def test_a_refused_item_leaves_the_rest_of_the_batch_alone(ledger: Ledger) -> None:
    outcomes = append(
        ledger,
        sent("1", "x", proposed()),
        sent("2", "x", started()),
        sent("3", "x", agreed()),
    )
    assert codes(outcomes) == ["recorded", "FORBIDDEN_TRANSITION", "recorded"]
    assert [entry.cloudevent.id for entry in ledger.entries(0, 10)] == ["1", "3"]


def test_the_rules_see_what_earlier_appends_recorded(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    append(ledger, sent("2", "x", agreed()))
    assert codes(append(ledger, sent("3", "x", started()))) == ["recorded"]


def test_a_refusal_says_which_event_it_refuses_and_where_it_is_kept(ledger: Ledger) -> None:
    refused = refusal(append(ledger, sent("7", "x", agreed())))
    assert refused.code == "STREAM_NOT_OPEN"
    assert (refused.source, refused.id) == (OFFICE, "7")
    assert refused.quarantine_id is not None


def test_an_empty_batch_is_answered_with_nothing(ledger: Ledger) -> None:
    assert append(ledger) == []


def test_a_batch_of_thousands_is_taken_as_it_is(ledger: Ledger) -> None:
    append(ledger, sent("open", "x", proposed()))
    batch = [sent(f"n{number}", "x", noted(f"Step {number}.")) for number in range(2_345)]
    taken = receipts(append(ledger, *batch))
    assert [receipt.position for receipt in taken] == list(range(1, 2_346))
    assert ledger.head().size == 2_346


def test_entry_ids_and_blinds_never_repeat(ledger: Ledger) -> None:
    append(ledger, *(sent(str(number), f"a{number}", proposed()) for number in range(50)))
    append(ledger, *(sent(f"b{number}", f"b{number}", proposed()) for number in range(50)))
    entries = ledger.entries(0, 100)
    assert len({entry.id for entry in entries}) == len({entry.blind for entry in entries}) == 100


def test_texts_outside_ascii_are_kept_as_they_were_sent(ledger: Ledger) -> None:
    item = sent("é/№ 1", "x", proposed("“Leaders did not know” – S3 §3.21 £1.6m 🏠"))
    append(ledger, item)
    entry = ledger.entry(0)
    assert entry is not None
    assert (entry.cloudevent.id, bytes(entry.data)) == ("é/№ 1", item.payload)


def test_ids_may_hold_any_character_that_json_can(ledger: Ledger) -> None:
    strange = ["a\x00b", "a", "a'b", 'a"b', "a%b", "a,b", "?"]
    append(ledger, *(sent(one, f"k{n}", proposed()) for n, one in enumerate(strange)))
    found = [ledger.find(OFFICE, one) for one in strange]
    assert [receipt and receipt.position for receipt in found] == list(range(len(strange)))


def test_stored_columns_say_the_same_as_the_entry(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed()))
    second = ledger.entry_bytes(1)
    assert second is not None
    entry = decode_entry(second)
    (row,) = [each for each in ledger.stream(stream("x")) if each.version == 2]
    assert row == entry


def test_when_all_is_written_the_caller_is_told_before_anybody_can_see_it(ledger: Ledger) -> None:
    seen: list[int] = []
    ledger.record(
        ledger.prepare([sent("1", "care-leavers", proposed())], actor=ACTOR),
        when_sent=lambda: seen.append(ledger.head().size),
    )
    assert seen == [0]
    assert ledger.head().size == 1


def test_what_the_caller_raises_then_leaves_nothing_written(ledger: Ledger) -> None:
    def fail() -> None:
        raise KeyError("the caller's own")

    item = sent("1", "care-leavers", proposed())
    with pytest.raises(KeyError):
        ledger.record(ledger.prepare([item], actor=ACTOR), when_sent=fail)
    assert ledger.head().size == 0
    (receipt,) = receipts(append(ledger, item))
    assert (receipt.position, receipt.duplicate) == (0, False)
