"""What the store refuses by itself, before and after the rules."""

from __future__ import annotations

import pytest
from msgspec import structs

from ledger.entry import MAX_ENTRY_BYTES
from ledger.events.ledger import LedgerKeyRotated
from ledger.moments import format_us
from ledger.store.ledger import Ledger
from tests.integration.store.told import (
    ACTOR,
    NOON,
    agreed,
    append,
    codes,
    noted,
    proposed,
    receipts,
    refusal,
    sent,
    stream,
)
from tests.notation import event


def test_version_0_is_expected_of_a_stream_that_must_not_exist(ledger: Ledger) -> None:
    assert codes(append(ledger, sent("1", "x", proposed(), expected_version=0))) == ["recorded"]


def test_the_expected_version_may_be_that_of_an_earlier_item(ledger: Ledger) -> None:
    outcomes = append(
        ledger,
        sent("1", "x", proposed(), expected_version=0),
        sent("2", "x", agreed(), expected_version=1),
    )
    assert codes(outcomes) == ["recorded", "recorded"]


def test_a_stale_expected_version_is_refused_with_the_current_one(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()), sent("2", "x", agreed()))
    refused = refusal(append(ledger, sent("3", "x", noted(), expected_version=1)))
    assert (refused.code, refused.current_version) == ("VERSION_CONFLICT", 2)


def test_an_expected_version_ahead_of_the_stream_is_refused(ledger: Ledger) -> None:
    refused = refusal(append(ledger, sent("1", "x", noted(), expected_version=4)))
    assert (refused.code, refused.current_version) == ("VERSION_CONFLICT", 0)


def test_other_refusals_tell_no_version(ledger: Ledger) -> None:
    assert refusal(append(ledger, sent("1", "x", noted()))).current_version is None


def test_a_document_of_tomorrow_is_refused(ledger: Ledger) -> None:
    item = sent("1", "x", proposed(), documented="2021-02-18")
    assert codes(append(ledger, item)) == ["DOCUMENTED_IN_FUTURE"]


def test_a_document_of_today_is_taken(ledger: Ledger) -> None:
    item = sent("1", "x", proposed(), documented="2021-02-17")
    assert codes(append(ledger, item)) == ["recorded"]


def test_a_document_that_may_be_of_tomorrow_is_refused(ledger: Ledger) -> None:
    item = sent("1", "x", proposed(), documented="2021-02")
    assert codes(append(ledger, item)) == ["DOCUMENTED_IN_FUTURE"]


def test_a_document_of_this_very_microsecond_is_taken(ledger: Ledger) -> None:
    item = sent("1", "x", proposed(), documented=format_us(NOON))
    assert codes(append(ledger, item)) == ["recorded"]


def test_a_document_of_the_next_microsecond_is_refused(ledger: Ledger) -> None:
    item = sent("1", "x", proposed(), documented=format_us(NOON + 1))
    assert codes(append(ledger, item)) == ["DOCUMENTED_IN_FUTURE"]


def test_a_future_effective_date_is_no_reason_to_refuse(ledger: Ledger) -> None:
    item = sent("1", "x", proposed(), effective="2031-01-01")
    assert codes(append(ledger, item)) == ["recorded"]


@pytest.mark.parametrize(("more", "code"), [(0, "recorded"), (1, "ENTRY_TOO_LARGE")])
def test_an_entry_is_at_most_65_535_bytes(ledger: Ledger, more: int, code: str) -> None:
    append(ledger, sent("1", "a", proposed()))
    small = ledger.entry_bytes(0)
    assert small is not None
    room = MAX_ENTRY_BYTES - len(small)
    item = sent("1" + "0" * (room + more), "b", proposed())
    assert codes(append(ledger, item)) == [code]


def test_an_entry_too_large_takes_no_place_in_its_stream(ledger: Ledger) -> None:
    outcomes = append(
        ledger, sent("0" * 70_000, "x", proposed()), sent("2", "x", proposed(), expected_version=0)
    )
    assert codes(outcomes) == ["ENTRY_TOO_LARGE", "recorded"]


def test_characters_that_json_writes_long_count_as_written(ledger: Ledger) -> None:
    item = sent("\x01" * 12_000, "x", proposed())
    assert codes(append(ledger, item)) == ["ENTRY_TOO_LARGE"]


def test_another_council_has_a_ledger_of_its_own(ledger: Ledger) -> None:
    item = sent("1", stream("x", council="torbay"), proposed())
    assert codes(append(ledger, item)) == ["UNKNOWN_COUNCIL"]


def test_an_event_stays_on_streams_of_its_kind(ledger: Ledger) -> None:
    item = structs.replace(sent("1", "x", proposed()), stream=stream("x", kind="risk"))
    assert codes(append(ledger, item)) == ["BAD_SUBJECT"]


def rotated() -> LedgerKeyRotated:
    return event(LedgerKeyRotated, old_key="old", new_key="new")


def test_nobody_else_writes_to_the_ledgers_own_stream(ledger: Ledger) -> None:
    item = sent("1", stream("main", kind="ledger"), rotated(), effective="2021-02-17T12:00:00Z")
    assert codes(append(ledger, item)) == ["SERVICE_ONLY"]


def test_the_service_writes_about_the_ledger_itself(ledger: Ledger) -> None:
    item = sent("1", stream("main", kind="ledger"), rotated(), effective="2021-02-17T12:00:00Z")
    (receipt,) = receipts(ledger.append_own([item], actor=ACTOR))
    assert receipt.stream == "devon/improvement-2020/ledger/main"


def test_the_service_has_no_other_way_past_the_intake(ledger: Ledger) -> None:
    assert codes(ledger.append_own([sent("1", "x", proposed())], actor=ACTOR)) == ["SERVICE_ONLY"]
