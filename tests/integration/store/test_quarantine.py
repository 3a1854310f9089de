from __future__ import annotations

from hashlib import sha256

import pytest
from msgspec import structs

from ledger.moments import format_us
from ledger.rules.refusal import Refusal
from ledger.store.ledger import Ledger
from ledger.store.messages import Outcome, RawMessage, Refused, Rejected
from ledger.store.quarantine import KEPT_BYTES, WHOLE_BYTES, Quarantined
from tests.integration.store.told import (
    ACTOR,
    NOON,
    OFFICE,
    Clock,
    append,
    noted,
    proposed,
    receipts,
    sent,
    the_ledger,
)
from tests.places import Place


def unreadable(body: bytes = b"{", **more: object) -> Rejected:
    raw = RawMessage(body=body, channel="http")
    rejected = Rejected(
        refusal=Refusal("MALFORMED_JSON", "the text ends too early", "/data"),
        raw=raw,
        source=None,
        id=None,
        type=None,
        subject=None,
    )
    return structs.replace(rejected, **more)


def refuse(ledger: Ledger, *items: Rejected) -> list[Outcome]:
    return ledger.append(items, actor=ACTOR)


def only(ledger: Ledger) -> Quarantined:
    (row,) = ledger.quarantine.list()
    return row


def test_a_refused_message_is_kept_byte_for_byte(ledger: Ledger) -> None:
    body = bytes(range(256)) * 9
    headers = (("Content-Type", "application/cloudevents+json"), ("ce-id", "€"))
    raw = RawMessage(body=body, headers=headers, channel="kafka", coordinates="events/3/17")
    refuse(ledger, unreadable(raw=raw))
    assert only(ledger).raw == raw


def test_it_says_why_and_when_and_of_whom(ledger: Ledger) -> None:
    refuse(ledger, unreadable(source=OFFICE, id="7", type="improvement.x.y.v1", subject="devon"))
    row = only(ledger)
    assert (row.code, row.pointer, row.detail) == (
        "MALFORMED_JSON",
        "/data",
        "the text ends too early",
    )
    assert (row.source, row.event_id) == (OFFICE, "7")
    assert (row.type, row.subject) == ("improvement.x.y.v1", "devon")
    assert (row.count, row.first_at, row.last_at) == (1, format_us(NOON), format_us(NOON))
    assert row.replayed_position is None


def test_an_event_that_the_rules_refuse_is_kept_with_its_subject(ledger: Ledger) -> None:
    append(ledger, sent("7", "x", noted()))
    row = only(ledger)
    assert (row.code, row.event_id) == ("STREAM_NOT_OPEN", "7")
    assert row.subject == "devon/improvement-2020/action/x"
    assert row.type == "improvement.action.progress-noted.v1"


def test_the_outcome_names_the_row(ledger: Ledger) -> None:
    (outcome,) = refuse(ledger, unreadable())
    assert isinstance(outcome, Refused)
    assert outcome.quarantine_id == only(ledger).id


def test_the_same_message_again_raises_the_count(ledger: Ledger, clock: Clock) -> None:
    refuse(ledger, unreadable())
    clock.us += 5_000_000
    refuse(ledger, unreadable())
    row = only(ledger)
    assert row.count == 2
    assert (row.first_at, row.last_at) == (format_us(NOON), format_us(NOON + 5_000_000))


def test_the_same_message_twice_in_a_batch_counts_twice(ledger: Ledger) -> None:
    first, again = refuse(ledger, unreadable(), unreadable())
    assert first == again
    assert only(ledger).count == 2


def test_the_last_reason_is_the_one_that_is_told(ledger: Ledger) -> None:
    refuse(ledger, unreadable())
    refuse(ledger, unreadable(refusal=Refusal("DUPLICATE_KEY", "id twice", "/id")))
    row = only(ledger)
    assert (row.code, row.pointer, row.detail, row.count) == ("DUPLICATE_KEY", "/id", "id twice", 2)


def test_headers_of_the_delivery_make_no_other_message(ledger: Ledger) -> None:
    event = ("Content-Type", "application/json"), ("ce-id", "7")
    for delivery in ("trace-1", "trace-2"):
        about = (("traceparent", delivery), ("ce-traceparent", delivery), ("Host", delivery))
        refuse(ledger, unreadable(raw=RawMessage(body=b"{", headers=about + event, channel="http")))
    assert only(ledger).count == 2


def test_headers_of_the_event_make_another_message(ledger: Ledger) -> None:
    for event_id in ("7", "8"):
        headers = (("ce_id", event_id),)
        refuse(ledger, unreadable(raw=RawMessage(body=b"{", headers=headers, channel="kafka")))
    assert len(ledger.quarantine.list()) == 2


def test_a_message_of_a_mebibyte_is_kept_whole(ledger: Ledger) -> None:
    refuse(ledger, unreadable(b"x" * WHOLE_BYTES))
    row = only(ledger)
    assert row.is_whole
    assert len(row.raw.body) == row.size == WHOLE_BYTES


def test_of_a_larger_message_the_beginning_the_size_and_the_digest_are_kept(
    ledger: Ledger,
) -> None:
    refuse(ledger, unreadable(b"x" * WHOLE_BYTES + b"y"))
    refuse(ledger, unreadable(b"x" * WHOLE_BYTES + b"z"))
    for row in ledger.quarantine.list():
        assert not row.is_whole
        assert (len(row.raw.body), row.size) == (KEPT_BYTES, WHOLE_BYTES + 1)
    assert len({row.digest for row in ledger.quarantine.list()}) == 2


def test_the_digest_cannot_be_guessed_from_the_message(ledger: Ledger) -> None:
    refuse(ledger, unreadable(b"a name"))
    assert only(ledger).digest != sha256(b"a name").hexdigest()


def test_a_lone_surrogate_in_what_was_read_stops_nothing(ledger: Ledger) -> None:
    refuse(ledger, unreadable(id="\ud800", source="a\udfffb"))
    row = only(ledger)
    assert (row.event_id, row.source) == ("?", "a?b")


def test_the_newest_come_first_page_by_page(ledger: Ledger) -> None:
    refuse(ledger, *(unreadable(b"%d" % number) for number in range(7)))
    first = ledger.quarantine.list(limit=3)
    assert [row.raw.body for row in first] == [b"6", b"5", b"4"]
    rest = ledger.quarantine.list(limit=10, before=first[-1].id)
    assert [row.raw.body for row in rest] == [b"3", b"2", b"1", b"0"]


def test_one_code_can_be_asked_for(ledger: Ledger) -> None:
    refuse(ledger, unreadable(), unreadable(b"[", refusal=Refusal("DUPLICATE_KEY", "id twice")))
    assert [row.raw.body for row in ledger.quarantine.list(code="DUPLICATE_KEY")] == [b"["]
    assert ledger.quarantine.list(code="NO_SUCH_CODE") == []


def test_one_message_can_be_shown(ledger: Ledger) -> None:
    refuse(ledger, unreadable())
    assert ledger.quarantine.show(only(ledger).id) == only(ledger)
    assert ledger.quarantine.show(999) is None


def test_a_replayed_message_says_where_it_went(ledger: Ledger) -> None:
    append(ledger, sent("7", "x", noted()))
    row = only(ledger)
    append(ledger, sent("1", "x", proposed()))
    (receipt,) = receipts(append(ledger, sent("7", "x", noted())))
    ledger.quarantine.mark_replayed(row.id, receipt.position)
    assert only(ledger).replayed_position == receipt.position


def test_nothing_is_replayed_that_was_never_kept(ledger: Ledger) -> None:
    with pytest.raises(LookupError):
        ledger.quarantine.mark_replayed(999, 0)


def test_what_is_taken_is_not_in_quarantine(ledger: Ledger) -> None:
    append(ledger, sent("1", "x", proposed()))
    assert ledger.quarantine.list() == []


def test_the_quarantine_outlives_the_process(ledger: Ledger, place: Place) -> None:
    refuse(ledger, unreadable())
    ledger.close()
    with the_ledger(place) as other:
        assert only(other).raw.body == b"{"


def test_numbers_are_never_given_twice(ledger: Ledger, place: Place) -> None:
    refuse(ledger, unreadable())
    gone = only(ledger).id
    with ledger._datastore.transaction(commit=True) as cursor:  # noqa: SLF001 - as retention will
        cursor.execute("DELETE FROM quarantine")
    refuse(ledger, unreadable())
    assert only(ledger).id > gone
    assert place.rows("SELECT count(*) FROM quarantine") == [(1,)]
