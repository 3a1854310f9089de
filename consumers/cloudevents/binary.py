"""Binary mode: the attributes in headers, the payload as the body."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from consumers.cloudevents.media_types import HTTP, Binding, Headers
from consumers.cloudevents.not_taken import NotTaken

_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_LONE_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")


def attributes_of(headers: Headers, body: bytes, binding: Binding = HTTP) -> dict[str, object]:
    """The attributes under their names, and ``data`` as raw JSON, as in structured mode.

    Raises NotTaken where a header cannot be decoded or names an attribute twice.
    """
    attributes: dict[str, object] = {}
    prefix, decode = binding.prefix, decode_value if binding.is_escaped else decode_plain
    for name, value in headers:
        if name == "content-type":
            attributes["datacontenttype"] = value
        elif name.startswith(prefix):
            attribute = name[len(prefix) :]
            if attribute in ("data", "datacontenttype"):
                raise NotTaken("UNKNOWN_ATTRIBUTE", f"{name} means nothing in binary mode")
            if attribute in attributes:
                raise NotTaken("DUPLICATE_KEY", f"the header {name} occurs twice")
            attributes[attribute] = decode(name, value)
    if body:
        attributes["data"] = msgspec.Raw(body)
    return attributes


def decode_value(name: str, value: str) -> str:
    """Decode a header's value (CloudEvents HTTP binding 1.0.2, section 3.1.3.2).

    A quoted string is unquoted first, then percent escapes are read once, and
    what comes out must be valid UTF-8.
    """
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        value = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL)
    if value.isascii() and "%" not in value:
        return value
    if _LONE_PERCENT.search(value):
        raise NotTaken(
            "BAD_ATTRIBUTE", f"{name} has a % that escapes nothing: write a percent sign as %25"
        )
    try:
        escaped = value.encode("latin-1")
        return _ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), escaped).decode("utf-8")
    except UnicodeError:
        raise NotTaken(
            "BAD_ATTRIBUTE", f"{name} is not valid UTF-8 once its percent escapes are read"
        ) from None


def decode_plain(name: str, value: str) -> str:
    """The value of a header that is UTF-8 as it stands (CloudEvents Kafka binding 1.0.2, 3.2.3)."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise NotTaken("BAD_ATTRIBUTE", f"{name} is not valid UTF-8: send it in UTF-8") from None
