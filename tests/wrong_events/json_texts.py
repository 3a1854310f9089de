"""Messages that are no strict JSON."""

from __future__ import annotations

from collections.abc import Iterator

from tests.wrong_events.notation import Message, Wrong, changed, proposed, structured, text

SUMMARY = '"summary":"Heads of service look at care leavers in tents every week."'


def _in_summary(value: bytes) -> bytes:
    return b'"summary":' + value


def cases() -> Iterator[Wrong]:
    """Every wrong text."""
    yield from _unreadable()
    yield from _texts_in_a_payload()
    yield from _twice()
    yield from _deep()


def _unreadable() -> Iterator[Wrong]:
    whole = text(proposed("a broken text"))
    bodies = {
        "an empty body": b"",
        "white space": b" \r\n\t ",
        "half an event": whole[: len(whole) // 2],
        "without its last brace": whole[:-1],
        "a brace too many": whole + b"}",
        "two events": whole + whole,
        "a comma after the last member": whole[:-1] + b",}",
        "single quotes": whole.replace(b'"', b"'"),
        "a byte order mark": b"\xef\xbb\xbf" + whole,
        "UTF-16": whole.decode().encode("utf-16"),
        "UTF-32": whole.decode().encode("utf-32-le"),
        "a comment": b"/* an event */" + whole,
        "XML": b"<event/>",
        "a form": b"specversion=1.0&id=1",
        "zeros": bytes(200),
        "a framed message": b"\x00\x00\x00\x00\x07" + whole,
        "random bytes": bytes(range(256)),
        "the word null misspelt": b"nul",
        "a key without quotes": whole.replace(b'"id"', b"id"),
        "no colon": whole.replace(b'"id":', b'"id"'),
        "a number with a leading zero": b'{"specversion":01}',
        "a plus sign": b'{"specversion":+1}',
        "a bare point": b'{"specversion":1.}',
        "a hexadecimal number": b'{"specversion":0x1}',
    }
    for name, body in bodies.items():
        yield Wrong(name, "MALFORMED_JSON", Message(body))


def _texts_in_a_payload() -> Iterator[Wrong]:
    values = {
        "not a number": b"NaN",
        "infinity": b"Infinity",
        "minus infinity": b"-Infinity",
        "a lone high surrogate": b'"a \\ud83d b"',
        "a lone low surrogate": b'"\\udc00"',
        "surrogates the wrong way round": b'"\\udc00\\ud83d"',
        "a high surrogate at the end": b'"tents \\ud83d"',
        "a high surrogate before a letter": b'"\\ud83d\\u0041"',
        "a surrogate as bytes": b'"\xed\xa0\x80"',
        "a lone continuation byte": b'"\x80"',
        "an overlong slash": b'"\xc0\xaf"',
        "a cut sequence": b'"\xe2\x82"',
        "beyond Unicode": b'"\xf4\x90\x80\x80"',
        "Latin-1": '"£20"'.encode("latin-1"),
        "byte FF": b'"\xff"',
        "a bare newline": b'"a\nb"',
        "a bare tab": b'"a\tb"',
        "a bare zero byte": b'"a\x00b"',
        "a zero escaped": b'"a\\u0000b"',
        "an unknown escape": b'"\\x41"',
        "an escape cut short": b'"\\u00"',
        "an escape that is no number": b'"\\u00zz"',
        "a word": b"tents",
        "the value true in capitals": b"True",
        "nothing": b"",
    }
    for name, value in values.items():
        message = changed(proposed(name), SUMMARY, _in_summary(value))
        yield Wrong(name, "MALFORMED_JSON", message)
    name = "an escaped backslash before an escaped zero"
    message = changed(proposed(name), SUMMARY, _in_summary(b'"a\\\\\\u0000"'))
    yield Wrong(name, "MALFORMED_JSON", message)


def _twice() -> Iterator[Wrong]:
    """A key twice, wherever it stands and however it is written."""
    pieces = {
        "id twice": ('"specversion"', '"id":"other","specversion"'),
        "effective twice": ('"effective"', '"effective":"2019-01-01","effective"'),
        "the same value twice": ('"effective"', '"effective":"2020-09-22","effective"'),
        "data twice": ('"effective"', '"data":{},"effective"'),
        "subject twice": ('"subject"', '"subject":"devon/other/action/x","subject"'),
        "summary twice": (SUMMARY, f'"summary":"Another.",{SUMMARY}'),
        "cites twice": (SUMMARY, f'"cites":[],{SUMMARY}'),
        "locator twice": ('"locator"', '"locator":"page 1","locator"'),
        "a key twice, once escaped": ('"effective"', '"\\u0065ffective":"2019","effective"'),
        "a key twice, with colons in a text": (
            SUMMARY,
            '"summary":"a: b","summary":"No colon here"',
        ),
        "a key twice, its colon hidden in an escape": (
            SUMMARY,
            '"summary":"\\u003a","summary":"Heads of service"',
        ),
        "an unknown key twice": (SUMMARY, f'"zz":1,"zz":2,{SUMMARY}'),
        "an empty key twice": (SUMMARY, f'"":1,"":2,{SUMMARY}'),
        "twice beside a huge number": (SUMMARY, f'"zz":1e999,"zz":2,{SUMMARY}'),
    }
    for name, (old, new) in pieces.items():
        yield Wrong(name, "DUPLICATE_KEY", changed(proposed(name), old, new))


def _deep() -> Iterator[Wrong]:
    for name, opening, closing in (
        ("31 lists inside data", "[" * 31, "]" * 31),
        ("31 objects inside data", '{"a":' * 31, "}" * 31),
        ("a thousand lists", "[" * 1000, "]" * 1000),
        ("a hundred thousand lists", "[" * 100_000, "]" * 100_000),
        ("a hundred thousand lists that never end", "[" * 100_000, ""),
        ("a hundred thousand objects that never end", '{"a":' * 100_000, ""),
    ):
        middle = "" if opening.startswith("[") else "1"
        message = changed(proposed(name), SUMMARY, f'"summary":{opening}{middle}{closing}')
        yield Wrong(name, "MALFORMED_JSON", message)
    name = "thirty lists, deep enough to be wrong otherwise"
    message = changed(proposed(name), SUMMARY, f'"summary":{"[" * 30}{"]" * 30}')
    yield Wrong(name, "INVALID_PAYLOAD", message, "/summary")
    for name, event in (
        ("a list", []),
        ("a list of events in structured mode", [proposed("in a list")]),
        ("a string", "event"),
        ("a number", 1),
        ("null", None),
        ("true", True),
    ):
        yield Wrong(name, "NOT_A_CLOUDEVENT", structured(event))
    yield Wrong("an empty object", "NOT_A_CLOUDEVENT", structured({}))
