"""Events whose attributes beside the payload are wrong."""

from __future__ import annotations

from collections.abc import Iterator

from tests.wrong_events.notation import (
    BATCH,
    LEFT_OUT,
    PLAN,
    SOURCE,
    STRUCTURED,
    Message,
    Wrong,
    binary,
    envelope,
    proposed,
    structured,
    text,
)

PROPOSED = "improvement.action.proposed.v1"


def cases() -> Iterator[Wrong]:
    """Every wrong envelope."""
    for table in (REQUIRED, KNOWN, TYPES_AND_SUBJECTS, MOMENTS):
        for name, (code, changes) in table.items():
            yield Wrong(name, code, structured(proposed(name, **changes)))
    yield from _precision()
    yield from _nobody_but_the_service()
    yield from _media_types()
    yield from _headers()


REQUIRED = {
    "no specversion": ("NOT_A_CLOUDEVENT", {"specversion": LEFT_OUT}),
    "specversion 0.3": ("NOT_A_CLOUDEVENT", {"specversion": "0.3"}),
    "specversion 1": ("NOT_A_CLOUDEVENT", {"specversion": "1"}),
    "specversion as a number": ("NOT_A_CLOUDEVENT", {"specversion": 1.0}),
    "no id": ("NOT_A_CLOUDEVENT", {"id": LEFT_OUT}),
    "an empty id": ("NOT_A_CLOUDEVENT", {"id": ""}),
    "a null id": ("NOT_A_CLOUDEVENT", {"id": None}),
    "a number as id": ("NOT_A_CLOUDEVENT", {"id": 17}),
    "a huge number as id": ("NOT_A_CLOUDEVENT", {"id": 10**40}),
    "a list as id": ("NOT_A_CLOUDEVENT", {"id": ["17"]}),
    "an id of 301 characters": ("NOT_A_CLOUDEVENT", {"id": "x" * 301}),
    "a newline in the id": ("NOT_A_CLOUDEVENT", {"id": "17\n"}),
    "a delete in the id": ("NOT_A_CLOUDEVENT", {"id": "17\x7f"}),
    "a C1 control in the id": ("NOT_A_CLOUDEVENT", {"id": "17\x85"}),
    "a noncharacter in the id": ("NOT_A_CLOUDEVENT", {"id": "17\uffff"}),
    "no source": ("NOT_A_CLOUDEVENT", {"source": LEFT_OUT}),
    "an empty source": ("NOT_A_CLOUDEVENT", {"source": ""}),
    "a source of 301 characters": ("NOT_A_CLOUDEVENT", {"source": "s" * 301}),
    "a tab in the source": ("NOT_A_CLOUDEVENT", {"source": "urn:\tx"}),
    "an object as source": ("NOT_A_CLOUDEVENT", {"source": {"system": "plan"}}),
    "no type": ("NOT_A_CLOUDEVENT", {"type": LEFT_OUT}),
    "an empty type": ("NOT_A_CLOUDEVENT", {"type": ""}),
    "a boolean as type": ("NOT_A_CLOUDEVENT", {"type": True}),
    "no subject": ("NOT_A_CLOUDEVENT", {"subject": LEFT_OUT}),
    "an empty subject": ("NOT_A_CLOUDEVENT", {"subject": ""}),
    "a number as subject": ("NOT_A_CLOUDEVENT", {"subject": 3}),
}

KNOWN = {
    "an extension nobody knows": ("UNKNOWN_ATTRIBUTE", {"comment": "urgent"}),
    "effective misspelt": ("UNKNOWN_ATTRIBUTE", {"effectve": "2020-09-22"}),
    "effective in capitals": ("UNKNOWN_ATTRIBUTE", {"Effective": "2020-09-22"}),
    "asAt": ("UNKNOWN_ATTRIBUTE", {"asAt": "2020-09-22"}),
    "an author": ("UNKNOWN_ATTRIBUTE", {"author": "chief-officer"}),
    "binary data": ("UNKNOWN_ATTRIBUTE", {"data_base64": "e30=", "data": LEFT_OUT}),
    "an empty name": ("UNKNOWN_ATTRIBUTE", {"": "x"}),
    "time as a number": ("BAD_ATTRIBUTE", {"time": 1_600_732_800}),
    "time as a day": ("BAD_ATTRIBUTE", {"time": "2020-09-22"}),
    "time on the 30th of February": ("BAD_ATTRIBUTE", {"time": "2020-02-30T09:00:00Z"}),
    "time at 24 hours": ("BAD_ATTRIBUTE", {"time": "2020-09-22T24:00:00Z"}),
    "time with a space": ("BAD_ATTRIBUTE", {"time": "2020-09-22 09:00:00Z"}),
    "time without seconds": ("BAD_ATTRIBUTE", {"time": "2020-09-22T09:00Z"}),
    "time in words": ("BAD_ATTRIBUTE", {"time": "yesterday"}),
    "an empty time": ("BAD_ATTRIBUTE", {"time": ""}),
    "time without an offset": ("NAIVE_TIME", {"time": "2020-09-22T09:00:00"}),
    "an unknown marking": ("BAD_ATTRIBUTE", {"marking": "SECRET"}),
    "a marking in small letters": ("BAD_ATTRIBUTE", {"marking": "official"}),
    "a marking with a hyphen": ("BAD_ATTRIBUTE", {"marking": "OFFICIAL-SENSITIVE"}),
    "a marking that is a number": ("BAD_ATTRIBUTE", {"marking": 1}),
    "expected version minus one": ("BAD_ATTRIBUTE", {"expectedversion": -1}),
    "expected version a half": ("BAD_ATTRIBUTE", {"expectedversion": 0.5}),
    "expected version in words": ("BAD_ATTRIBUTE", {"expectedversion": "one"}),
    "expected version in Arabic digits": ("BAD_ATTRIBUTE", {"expectedversion": "٣"}),
    "expected version true": ("BAD_ATTRIBUTE", {"expectedversion": True}),
    "expected version beyond 2^31": ("BAD_ATTRIBUTE", {"expectedversion": 2**31}),
    "expected version beyond any": ("BAD_ATTRIBUTE", {"expectedversion": 10**30}),
    "expected version with a plus": ("BAD_ATTRIBUTE", {"expectedversion": "+1"}),
    "expected version empty": ("BAD_ATTRIBUTE", {"expectedversion": ""}),
    "a correlation of 301 characters": ("BAD_ATTRIBUTE", {"correlationid": "c" * 301}),
    "an empty correlation": ("BAD_ATTRIBUTE", {"correlationid": ""}),
    "a number as correlation": ("BAD_ATTRIBUTE", {"correlationid": 1}),
    "a newline in the causation": ("BAD_ATTRIBUTE", {"causationid": "a\r\nb"}),
    "a list as causation": ("BAD_ATTRIBUTE", {"causationid": []}),
    "a number as partition key": ("BAD_ATTRIBUTE", {"partitionkey": 5}),
    "a trace parent that is too long": ("BAD_ATTRIBUTE", {"traceparent": "0" * 301}),
    "an object as trace state": ("BAD_ATTRIBUTE", {"tracestate": {}}),
    "the schema of another type": (
        "BAD_ATTRIBUTE",
        {"dataschema": "https://ledger.example/schemas/improvement.action.agreed.v1.json"},
    ),
    "a schema elsewhere": ("BAD_ATTRIBUTE", {"dataschema": "https://example.org/schema.json"}),
    "a schema that is no address": ("BAD_ATTRIBUTE", {"dataschema": "http://[/schemas"}),
    "a number as schema": ("BAD_ATTRIBUTE", {"dataschema": 2}),
    "data said to be XML": ("UNSUPPORTED_MEDIA_TYPE", {"datacontenttype": "application/xml"}),
    "data said to be Latin-1": (
        "UNSUPPORTED_MEDIA_TYPE",
        {"datacontenttype": "application/json; charset=iso-8859-1"},
    ),
    "data said to be nothing": ("UNSUPPORTED_MEDIA_TYPE", {"datacontenttype": ""}),
    "a null as data content type is absent, and effective too": (
        "EFFECTIVE_REQUIRED",
        {"datacontenttype": None, "effective": None},
    ),
}

TYPES_AND_SUBJECTS = {
    "a type of nobody": ("UNKNOWN_TYPE", {"type": "com.example.someevent"}),
    "a type of the next version": ("UNKNOWN_TYPE", {"type": "improvement.action.proposed.v2"}),
    "a type without a version": ("UNKNOWN_TYPE", {"type": "improvement.action.proposed"}),
    "a type in capitals": ("UNKNOWN_TYPE", {"type": PROPOSED.upper()}),
    "a class as type": ("UNKNOWN_TYPE", {"type": "ActionProposed"}),
    "a type of ten thousand letters": ("UNKNOWN_TYPE", {"type": "improvement." * 900}),
    "a type with a space": ("UNKNOWN_TYPE", {"type": f"{PROPOSED} "}),
    "a subject of three parts": ("BAD_SUBJECT", {"subject": "devon/improvement-2020/action"}),
    "a subject of five parts": ("BAD_SUBJECT", {"subject": f"{PLAN}/action/a/b"}),
    "a subject with capitals": ("BAD_SUBJECT", {"subject": f"{PLAN}/action/Tents"}),
    "a subject with a space": ("BAD_SUBJECT", {"subject": f"{PLAN}/action/care leavers"}),
    "a subject with an empty part": ("BAD_SUBJECT", {"subject": "devon//action/a"}),
    "a subject that begins with a slash": ("BAD_SUBJECT", {"subject": f"/{PLAN}/action/a"}),
    "a subject that climbs": ("BAD_SUBJECT", {"subject": "devon/../action/a"}),
    "a subject that ends in a newline": ("BAD_SUBJECT", {"subject": f"{PLAN}/action/a\n"}),
    "a subject with a part of 65": ("BAD_SUBJECT", {"subject": f"{PLAN}/action/{'a' * 65}"}),
    "a subject of a megabyte, nearly": ("BAD_SUBJECT", {"subject": "a/" * 500_000}),
    "a subject with accents": ("BAD_SUBJECT", {"subject": "dévon/improvement-2020/action/a"}),
    "a subject of another stream": ("BAD_SUBJECT", {"subject": f"{PLAN}/budget/a"}),
    "a subject of no stream": ("BAD_SUBJECT", {"subject": f"{PLAN}/actions/a"}),
    "a council that is not here": (
        "UNKNOWN_COUNCIL",
        {"subject": "rutland/improvement-2020/action/a"},
    ),
    "a council named like a file": (
        "UNKNOWN_COUNCIL",
        {"subject": "quarantine/improvement-2020/action/a"},
    ),
}

_NAIVE = "2020-10-25T01:30:00"
MOMENTS = {
    "no effective": ("EFFECTIVE_REQUIRED", {"effective": LEFT_OUT}),
    "no effective, but a time": (
        "EFFECTIVE_REQUIRED",
        {"effective": LEFT_OUT, "time": "2020-09-22T09:00:00Z"},
    ),
    "a null effective": ("EFFECTIVE_REQUIRED", {"effective": None}),
    "an empty effective": ("EFFECTIVE_REQUIRED", {"effective": ""}),
    "a naive instant": ("NAIVE_TIME", {"effective": "2020-09-22T10:30:00"}),
    "a naive instant that came twice": ("NAIVE_TIME", {"effective": _NAIVE}),
    "a naive instant that never came": ("NAIVE_TIME", {"effective": "2020-03-29T01:30:00"}),
    "documented as a naive instant": ("NAIVE_TIME", {"documented": _NAIVE}),
    "an instant where a day is due": ("WRONG_PRECISION", {"effective": "2020-09-22T10:30:00Z"}),
    "effective as a number": ("BAD_MOMENT", {"effective": 20200922}),
    "effective as an object": ("BAD_MOMENT", {"effective": {"day": 22}}),
    "effective as true": ("BAD_MOMENT", {"effective": True}),
    "a British date": ("BAD_MOMENT", {"effective": "22/09/2020"}),
    "an American date": ("BAD_MOMENT", {"effective": "09-22-2020"}),
    "a date in words": ("BAD_MOMENT", {"effective": "22 September 2020"}),
    "a compact date": ("BAD_MOMENT", {"effective": "20200922"}),
    "a week": ("BAD_MOMENT", {"effective": "2020-W39"}),
    "an ordinal day": ("BAD_MOMENT", {"effective": "2020-266"}),
    "the 31st of September": ("BAD_MOMENT", {"effective": "2020-09-31"}),
    "the 29th of February 2019": ("BAD_MOMENT", {"effective": "2019-02-29"}),
    "month 13": ("BAD_MOMENT", {"effective": "2020-13"}),
    "month 0": ("BAD_MOMENT", {"effective": "2020-00"}),
    "a year of two digits": ("BAD_MOMENT", {"effective": "20"}),
    "the year 1066": ("BAD_MOMENT", {"effective": "1066"}),
    "the year 3000": ("BAD_MOMENT", {"effective": "3000-01-01"}),
    "a season": ("BAD_MOMENT", {"effective": "2020-23"}),
    "an uncertain date": ("BAD_MOMENT", {"effective": "2020-09?"}),
    "an unspecified month": ("BAD_MOMENT", {"effective": "2020-XX"}),
    "an interval the wrong way round": ("BAD_MOMENT", {"effective": "2020-10/2020-07"}),
    "an interval open at both ends": ("BAD_MOMENT", {"effective": "../.."}),
    "an interval without an end": ("BAD_MOMENT", {"effective": "2020-07/"}),
    "an interval of instants": (
        "BAD_MOMENT",
        {"effective": "2020-09-22T10:00:00Z/2020-09-22T11:00:00Z"},
    ),
    "three dates": ("BAD_MOMENT", {"effective": "2020-07/2020-08/2020-09"}),
    "a financial year": ("BAD_MOMENT", {"effective": "2020/21"}),
    "a leading space": ("BAD_MOMENT", {"effective": " 2020-09-22"}),
    "a trailing newline": ("BAD_MOMENT", {"effective": "2020-09-22\n"}),
    "wide digits": ("BAD_MOMENT", {"effective": "2020-09-2\uff12"}),
    "an effective of a thousand characters": ("BAD_MOMENT", {"effective": "2020-09-22/" * 90}),
    "an offset of a day": ("BAD_MOMENT", {"effective": "2020-09-22T10:30:00+24:00"}),
    "documented in words": ("BAD_MOMENT", {"documented": "last autumn"}),
    "documented empty": ("BAD_MOMENT", {"documented": ""}),
    "documented as a number": ("BAD_MOMENT", {"documented": 2020}),
    "documented after today": ("DOCUMENTED_IN_FUTURE", {"documented": "2150-01-01"}),
    "documented open to the future": ("DOCUMENTED_IN_FUTURE", {"documented": "2020-07/.."}),
}


def _precision() -> Iterator[Wrong]:
    """Events of streams of which a plan has one, and of the wrong kind."""
    for stream in ("plan/other", "plan/improvement-2020"):
        name = f"the plan's stream called {stream}"
        event = envelope(name, "improvement.plan.drafted.v1", stream, {"title": "Our plan"})
        yield Wrong(name, "BAD_SUBJECT", structured(event))
    name = "a retraction on a stream of another kind than its type says"
    data = {
        "source": SOURCE,
        "id": "1",
        "kind": "MISRECORDED",
        "reason": "It was keyed in twice.",
        "authority": "data-steward",
    }
    event = envelope(name, "improvement.action.event-retracted.v1", "budget/a", data)
    yield Wrong(name, "BAD_SUBJECT", structured(event))


def _nobody_but_the_service() -> Iterator[Wrong]:
    payloads = {
        "key-rotated": {"oldKey": "a", "newKey": "b"},
        "projection-sealed": {
            "size": 1,
            "projection": "read-model",
            "codeVersion": "1",
            "digest": "0" * 64,
        },
        "personal-data-erased": {
            "commitments": ["0" * 64],
            "basis": "A request to be forgotten.",
            "authoriser": "data-steward",
        },
    }
    for event_name, data in payloads.items():
        name = f"{event_name} sent by somebody"
        type_ = f"improvement.ledger.{event_name}.v1"
        if event_name == "projection-sealed":
            type_ = "improvement.ledger.projection-sealed.v1"
        event = envelope(name, type_, "ledger/main", data, effective="2020-09-22T10:30:00Z")
        yield Wrong(name, "SERVICE_ONLY", structured(event))


def _media_types() -> Iterator[Wrong]:
    body = text(proposed("a media type"))
    for declared in (
        "application/json",
        "text/json",
        "text/plain",
        "application/xml",
        "application/cloudevents+xml",
        "application/cloudevents+avro",
        "application/cloudevents",
        "application/cloudevents+json; charset=iso-8859-1",
        "application/cloudevents+json; charset",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense",
        "application/cloudevents+json, application/json",
        "*/*",
    ):
        message = Message(body, (("content-type", declared),))
        yield Wrong(f"sent as {declared}", "UNSUPPORTED_MEDIA_TYPE", message)
    yield Wrong("sent as nothing", "UNSUPPORTED_MEDIA_TYPE", Message(body, ()))
    both = Message(body, (STRUCTURED, ("content-type", "application/json")))
    yield Wrong("sent as two things", "UNSUPPORTED_MEDIA_TYPE", both)


def _headers() -> Iterator[Wrong]:
    """Binary mode."""
    for name, code, more in (
        ("a header twice", "DUPLICATE_KEY", ("ce-effective", "2019")),
        ("a header nobody knows", "UNKNOWN_ATTRIBUTE", ("ce-comment", "urgent")),
        ("a payload in a header", "UNKNOWN_ATTRIBUTE", ("ce-data", "{}")),
        ("a content type in a header", "UNKNOWN_ATTRIBUTE", ("ce-datacontenttype", "text/xml")),
        ("a header with a lone percent", "BAD_ATTRIBUTE", ("ce-correlationid", "100%")),
        ("a header with bad escapes", "BAD_ATTRIBUTE", ("ce-correlationid", "%zz")),
        ("a header that is no UTF-8", "BAD_ATTRIBUTE", ("ce-correlationid", "%C0%A0")),
        ("a header with half a character", "BAD_ATTRIBUTE", ("ce-correlationid", "%E2%82")),
        ("a header with an escaped newline", "BAD_ATTRIBUTE", ("ce-correlationid", "a%0Ab")),
        ("a header with an escaped zero", "BAD_ATTRIBUTE", ("ce-correlationid", "a%00b")),
        ("a header with a version in words", "BAD_ATTRIBUTE", ("ce-expectedversion", "first")),
    ):
        yield Wrong(name, code, binary(proposed(name), more))
    for name, code, changes in (
        ("binary without an id", "NOT_A_CLOUDEVENT", {"id": LEFT_OUT}),
        ("binary without a version", "NOT_A_CLOUDEVENT", {"specversion": LEFT_OUT}),
        ("binary without effective", "EFFECTIVE_REQUIRED", {"effective": LEFT_OUT}),
        ("binary with an empty source", "NOT_A_CLOUDEVENT", {"source": ""}),
        ("binary with a list as payload", "INVALID_PAYLOAD", {"data": []}),
        ("binary with null as payload", "INVALID_PAYLOAD", {"data": None}),
    ):
        yield Wrong(name, code, binary(proposed(name, **changes)))
    whole = binary(proposed("binary"))
    for name, code, body in (
        ("binary with no payload", "INVALID_PAYLOAD", b""),
        ("binary with a broken payload", "MALFORMED_JSON", b"{"),
        ("binary with a key twice", "DUPLICATE_KEY", b'{"cites":[],"cites":[]}'),
        ("binary with a surrogate", "MALFORMED_JSON", b'{"summary":"\\ud800"}'),
    ):
        yield Wrong(name, code, Message(body, whole.headers))
    for name, code, body in (
        ("a batch that is an object", "NOT_A_CLOUDEVENT", b"{}"),
        ("a batch that is cut", "MALFORMED_JSON", b"[{}"),
        ("a batch that is empty text", "MALFORMED_JSON", b""),
        ("a batch of 1,001", "BATCH_TOO_LARGE", b"[" + b"1," * 1000 + b"1]"),
        ("a batch without end", "MALFORMED_JSON", b"[" * 100_000),
    ):
        yield Wrong(name, code, Message(body, (BATCH,)))
