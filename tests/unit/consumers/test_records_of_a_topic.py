"""What a record of a topic is taken for, before any ledger is asked."""

from __future__ import annotations

import pytest

from consumers.cloudevents import MAX_EVENT_BYTES, parse
from consumers.kafka.message import KEY_HEADER, read_record
from ledger.store.messages import Candidate, RawMessage, Rejected
from tests.kafka.events import STRUCTURED, Headers, Record
from tests.wrong_events.notation import Json, binary, proposed, structured

EVENT = structured(proposed("oversight"))
BODY_OF_BINARY = binary(proposed("oversight")).body


def in_headers(event: Json) -> Headers:
    """The attributes of an event as the headers of a record, in plain UTF-8."""
    attributes = {name: value for name, value in event.items() if name != "data"}
    plain: Headers = [(f"ce_{name}", str(value).encode()) for name, value in attributes.items()]
    return plain


def taken(sent: Record) -> Candidate:
    raw = read_record(sent)
    assert isinstance(raw, RawMessage), raw.refusal
    item = parse(raw)
    assert isinstance(item, Candidate), item.refusal
    return item


def refused(sent: Record) -> Rejected:
    raw = read_record(sent)
    item = parse(raw) if isinstance(raw, RawMessage) else raw
    assert isinstance(item, Rejected)
    return item


def test_a_structured_event_says_where_it_came_from() -> None:
    raw = taken(Record(EVENT.body, STRUCTURED)).raw

    assert (raw.channel, raw.coordinates) == ("kafka", "kafka:improvement.events/3@41")
    assert raw.body == EVENT.body
    assert raw.headers == (("content-type", "application/cloudevents+json"), (KEY_HEADER, "devon"))


@pytest.mark.parametrize("declared", [b"application/json", b"application/json; charset=utf-8"])
def test_an_event_in_headers_says_the_same(declared: bytes) -> None:
    headers = [("content-type", declared), *in_headers(proposed("oversight"))]
    found = taken(Record(BODY_OF_BINARY, headers))

    assert found.payload == taken(Record(EVENT.body, STRUCTURED)).payload
    assert found.stream == taken(Record(EVENT.body, STRUCTURED)).stream


def test_headers_need_no_content_type() -> None:
    assert taken(Record(BODY_OF_BINARY, in_headers(proposed("oversight")))).id


def test_headers_are_plain_utf_8_and_escape_nothing() -> None:
    event = proposed("oversight", correlationid="100 %41 “tents”, café")

    found = taken(Record(BODY_OF_BINARY, in_headers(event)))

    assert found.correlation == "100 %41 “tents”, café"


def test_structured_mode_looks_at_no_attribute_in_a_header() -> None:
    headers = [*STRUCTURED, ("ce_id", b"another")]

    assert taken(Record(EVENT.body, headers)).id == taken(Record(EVENT.body, STRUCTURED)).id


def test_the_headers_of_http_mean_nothing_here() -> None:
    headers = [("content-type", b"application/json")]
    headers += [(name.replace("ce_", "ce-"), value) for name, value in in_headers(proposed("x"))]

    assert refused(Record(BODY_OF_BINARY, headers)).refusal.code == "UNSUPPORTED_MEDIA_TYPE"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (Record(None, STRUCTURED), "TOMBSTONE"),
        (Record(b"", STRUCTURED), "TOMBSTONE"),
        (Record(EVENT.body, STRUCTURED, key=None), "MISSING_KEY"),
        (Record(EVENT.body, STRUCTURED, key=b""), "MISSING_KEY"),
        (Record(b"\0\0\0\0\x07" + EVENT.body, STRUCTURED), "FOREIGN_FRAMING"),
        (Record(b"\0\0\0\0\x07" + EVENT.body, STRUCTURED, key=None), "FOREIGN_FRAMING"),
        (Record(b"\0\0", STRUCTURED), "MALFORMED_JSON"),
        (Record(b"{" + b" " * MAX_EVENT_BYTES + b"}", STRUCTURED), "MESSAGE_TOO_LARGE"),
        (Record(EVENT.body, [("content-type", b"application/cloudevents+avro")]),
         "UNSUPPORTED_MEDIA_TYPE"),
        (Record(EVENT.body, [("content-type", b"application/cloudevents-batch+json")]),
         "UNSUPPORTED_MEDIA_TYPE"),
        (Record(EVENT.body, [("content-type", b"application/json")]), "UNSUPPORTED_MEDIA_TYPE"),
        (Record(EVENT.body, []), "UNSUPPORTED_MEDIA_TYPE"),
        (Record(EVENT.body, [*STRUCTURED, *STRUCTURED]), "UNSUPPORTED_MEDIA_TYPE"),
        (Record(BODY_OF_BINARY, [("ce_id", b"\xff"), *in_headers(proposed("x"))]), "BAD_ATTRIBUTE"),
    ],
)  # fmt: skip
def test_what_no_event_looks_like_has_its_own_code(sent: Record, code: str) -> None:
    assert refused(sent).refusal.code == code


def test_whose_it_is_is_read_although_the_key_is_missing() -> None:
    found = refused(Record(EVENT.body, STRUCTURED, key=None))

    assert found.subject == "devon/improvement-2020/action/oversight"
    assert found.id is not None


def test_a_header_without_a_value_is_no_header() -> None:
    headers: Headers = [*in_headers(proposed("oversight")), ("ce_marking", None)]

    assert taken(Record(BODY_OF_BINARY, headers)).marking == "OFFICIAL"


def test_bytes_of_headers_and_keys_are_kept_as_they_came() -> None:
    raw = read_record(Record(EVENT.body, [*STRUCTURED, ("X-Trace", b"\xff\0")], key=b"\xe9"))

    assert isinstance(raw, RawMessage)
    assert raw.headers[1:] == (("x-trace", "\xff\0"), (KEY_HEADER, "\xe9"))
