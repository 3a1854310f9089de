"""Strict JSON: what two readers could understand differently is refused.

Beyond RFC 8259 this asks for valid UTF-8 without a byte order mark, no key twice
in one object, no lone surrogates, no U+0000, and at most 32 levels of nesting
(I-JSON, RFC 7493, section 2, and a bound on recursion).

Nearly every message is clean, so the common path proves that cheaply: it decodes
and encodes once in C, and a colon that is missing afterwards is the colon of a
member that another one displaced. Only a doubt is settled by reading slowly.
"""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

import msgspec

from consumers.cloudevents.not_taken import NotTaken

MAX_DEPTH: Final = 32
"""Levels of objects and arrays, the outermost included."""

_decode: Final = msgspec.json.Decoder().decode
_encode: Final = msgspec.json.Encoder().encode

_ESCAPED_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# The closing quote is optional, or an unclosed string would be tried again at every quote in it.
_STRUCTURE: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def check(body: bytes) -> None:
    """Pass over one strict JSON document; raise NotTaken for anything else."""
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH:
        _check_depth(body)
    is_escaped = b"\\" in body
    try:
        colons = _encode(_decode(body)).count(b":")
    except msgspec.ValidationError:  # a number beyond any machine's: sound as JSON
        _read_slowly(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _explain(body, error)
    else:
        # Both sides count the colons in texts alike, unless one is written as an escape (003a).
        if colons != body.count(b":") or (is_escaped and b"\\u003" in body):
            _read_slowly(body)
    if is_escaped and b"\\u0000" in body and _ESCAPED_NUL.search(body):
        raise NotTaken(
            "MALFORMED_JSON", "a text holds the character U+0000, which no text needs: take it out"
        )


def _check_depth(body: bytes) -> None:
    depth = 0
    for match in _STRUCTURE.finditer(body):
        sign = match[0]
        if sign in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise NotTaken(
                    "MALFORMED_JSON",
                    f"arrays and objects are nested deeper than {MAX_DEPTH} levels at byte "
                    f"{match.start()}: no event type needs that",
                )
        elif sign in (b"]", b"}"):
            depth -= 1


def _read_slowly(body: bytes) -> object:
    """Read with every key in view; numbers stay texts, so that none is too large."""
    return json.loads(
        body.decode("utf-8"),
        object_pairs_hook=_unique,
        parse_constant=_refuse_constant,
        parse_float=str,
        parse_int=str,
    )


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise NotTaken("DUPLICATE_KEY", f"the key {twice[:80]!r} occurs twice in one object")
    return members


def _refuse_constant(constant: str) -> NoReturn:
    raise NotTaken("MALFORMED_JSON", f"{constant} is not JSON: leave the field out, or say null")


def _explain(body: bytes, error: Exception) -> NoReturn:
    """Say why ``body`` cannot be read, better than the fast reader does."""
    try:
        value = _read_slowly(body)
    except UnicodeDecodeError as fault:
        detail = f"byte {fault.start} is not valid UTF-8: send the message in UTF-8"
    except json.JSONDecodeError as fault:
        what = f"{fault.msg[0].lower()}{fault.msg[1:]}"
        detail = f"{what} at line {fault.lineno}, column {fault.colno}"
    else:
        is_lone = _LONE_SURROGATE.search(json.dumps(value, ensure_ascii=False))
        detail = "a text holds half a surrogate pair, which is not a character" if is_lone else ""
    raise NotTaken("MALFORMED_JSON", detail or str(error)) from None
