"""One event says the same in every mode, and nothing is invented for it."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.cloudevents import NotTaken, parse, split
from consumers.cloudevents.binary import decode_value
from ledger.store.messages import Candidate, RawMessage, Rejected
from tests.wrong_events.notation import Json, Message, binary, proposed, structured

EVERYTHING: Json = {
    "time": "2020-09-23T08:00:00.123456789+01:00",
    "datacontenttype": "application/json; charset=UTF-8",
    "dataschema": "https://ledger.example/base/schemas/improvement.action.proposed.v1.json",
    "marking": "OFFICIAL_SENSITIVE",
    "correlationid": "Ofsted’s visit: 100 % “tents”",
    "causationid": 'said "so"',
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "tracestate": "vendor=value",
    "partitionkey": "devon",
    "expectedversion": 0,
}


def raw(message: Message) -> RawMessage:
    return RawMessage(body=message.body, headers=message.headers, channel="http")


def taken(message: Message) -> Candidate:
    candidate = parse(raw(message))
    assert isinstance(candidate, Candidate), candidate.refusal
    return candidate


def escaped(message: Message) -> Message:
    """The headers as the HTTP binding wants them: percent-encoded UTF-8."""
    headers = [
        (name, "".join(sign if "!" <= sign <= "~" and sign not in '"%' else
                       "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in value))
        if name.startswith("ce-") else (name, value)
        for name, value in message.headers
    ]  # fmt: skip
    return Message(message.body, tuple(headers))


def said(candidate: Candidate) -> Json:
    """All that a candidate says, without the bytes it came in."""
    members: Json = msgspec.structs.asdict(candidate)
    del members["raw"]
    return members


def test_structured_and_binary_say_the_same() -> None:
    event = proposed("oversight", **EVERYTHING)
    headers = {**event}
    del headers["datacontenttype"]

    assert said(taken(structured(event))) == said(taken(escaped(binary(headers))))


def test_what_is_said_arrives_as_it_was_said() -> None:
    candidate = taken(structured(proposed("oversight", **EVERYTHING)))

    assert candidate.time == EVERYTHING["time"]
    assert candidate.marking == "OFFICIAL_SENSITIVE"
    assert candidate.correlation == EVERYTHING["correlationid"]
    assert candidate.expected_version == 0
    assert str(candidate.stream) == "devon/improvement-2020/action/oversight"
    assert candidate.effective.text == "2020-09-22"
    assert json.loads(candidate.payload)["summary"].startswith("Heads of service")


def test_what_is_not_said_stays_unsaid() -> None:
    candidate = taken(structured(proposed("oversight")))

    assert candidate.time is None
    assert candidate.marking == "OFFICIAL"
    assert candidate.expected_version is None


def test_a_null_attribute_is_no_attribute_even_an_unknown_one() -> None:
    nulls = dict.fromkeys((*EVERYTHING, "comment"), None)

    assert said(taken(structured(proposed("oversight", **nulls)))) == said(
        taken(structured(proposed("oversight")))
    )


@pytest.mark.parametrize("version", [1, "1"])
def test_an_expected_version_may_be_digits_as_headers_have_it(version: object) -> None:
    event = proposed("oversight", expectedversion=version)

    assert taken(structured(event)).expected_version == 1


@pytest.mark.parametrize(
    "declared",
    [
        "application/cloudevents+json",
        "application/cloudevents+json; charset=utf-8",
        "APPLICATION/CloudEvents+JSON;Charset=UTF-8",
        'application/cloudevents+json ; charset="utf-8"',
        "application/cloudevents+json;",
    ],
)
def test_a_content_type_may_be_written_in_many_ways(declared: str) -> None:
    body = structured(proposed("oversight")).body

    taken(Message(body, (("content-type", declared),)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain", "plain"),
        ("", ""),
        ("%20", " "),
        ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"),
        ("%41%6c%6Cowed", "Allowed"),
        ("100%25", "100%"),
        ("%2525", "%25"),
        ('"a quoted \\"text\\""', 'a quoted "text"'),
        ('"100%25"', "100%"),
        ("€".encode().decode("latin-1"), "€"),
    ],
)
def test_headers_are_decoded_as_the_http_binding_says(written: str, read: str) -> None:
    assert decode_value("ce-correlationid", written) == read


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_whatever_is_escaped_comes_back(value: str) -> None:
    message = escaped(Message(b"", (("ce-x", value),)))

    assert decode_value("ce-x", message.headers[0][1]) == value


def test_the_bytes_of_a_batch_are_kept_event_by_event() -> None:
    first, second = b'{ "id" : "1" }', b"[1,  2]"
    batch = RawMessage(body=b"[\n" + first + b" ,\t" + second + b"\n]", channel="http",
                       coordinates="http")  # fmt: skip

    messages = split(batch)

    assert [message.body for message in messages] == [first, second]
    assert [message.coordinates for message in messages] == ["http[0]", "http[1]"]


def test_an_empty_batch_has_no_events() -> None:
    assert split(RawMessage(body=b" [ ] ", channel="http")) == []


def test_a_batch_of_more_than_16_mib_is_not_looked_at() -> None:
    with pytest.raises(NotTaken, match="more than"):
        split(RawMessage(body=b"[" + b" " * (16 << 20) + b"]", channel="http"))


def test_a_refused_event_is_known_by_what_could_be_read_of_it() -> None:
    rejected = parse(raw(structured(proposed("oversight", effective="soon"))))

    assert isinstance(rejected, Rejected)
    assert (rejected.id, rejected.subject) == (
        "oversight",
        "devon/improvement-2020/action/oversight",
    )


@given(st.data())
def test_a_message_with_any_piece_changed_is_data_and_never_an_error(data: st.DataObject) -> None:
    whole = structured(proposed("oversight", **EVERYTHING)).body
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 12)))
    piece = data.draw(st.binary(max_size=6) | st.sampled_from([b"", b'"', b"{", b"null", b"1e9"]))

    outcome = parse(raw(Message(whole[:start] + piece + whole[end:])))

    assert isinstance(outcome, Candidate | Rejected)
