"""The attributes of an event, whichever mode carried them.

CloudEvents 1.0.2, section 3, with the extensions the ledger knows. An attribute
that is ``null`` counts as absent (JSON event format 1.0.2, section 2.2).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Final, TypeGuard

import msgspec

from consumers.cloudevents.attributes import MAX_TEXT
from consumers.cloudevents.binary import attributes_of
from consumers.cloudevents.media_types import Mode, binding_of, mode_of
from consumers.cloudevents.not_taken import NotTaken
from consumers.cloudevents.strict_json import check
from ledger.store.messages import RawMessage
from ledger.store.quarantine import WHOLE_BYTES

MAX_EVENT_BYTES: Final = WHOLE_BYTES
"""Bytes of one message: as many as the quarantine keeps whole, so that it can be replayed."""


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every attribute that is taken, as it came; what it may say is judged elsewhere.

    ``data`` is the payload's JSON, empty where there is none. ``time`` is kept and
    never interpreted: libraries fill it with their clock.
    """

    specversion: str | None = None
    id: str | None = None
    source: str | None = None
    type: str | None = None
    subject: str | None = None
    effective: str | None = None
    documented: str | None = None
    time: str | None = None
    datacontenttype: str | None = None
    dataschema: str | None = None
    marking: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    traceparent: str | None = None
    tracestate: str | None = None
    partitionkey: str | None = None
    expectedversion: int | str | None = None
    data: msgspec.Raw = msgspec.Raw()


REQUIRED: Final = ("specversion", "id", "source", "type", "subject")
"""What makes it a CloudEvent here; ``effective`` and ``data`` have refusals of their own."""

_NAMES: Final = tuple(field.name for field in msgspec.structs.fields(Envelope))
_decode: Final = msgspec.json.Decoder(Envelope).decode
_decode_members: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def read(raw: RawMessage) -> Envelope:
    """The envelope of a message in structured or binary mode; raises NotTaken."""
    if len(raw.body) > MAX_EVENT_BYTES:
        raise NotTaken(
            "MESSAGE_TOO_LARGE",
            f"the message has {len(raw.body)} bytes and may have {MAX_EVENT_BYTES}: "
            "keep files outside and cite them",
        )
    binding = binding_of(raw.channel)
    mode = mode_of(raw.headers, binding)
    if mode is Mode.BATCH:
        raise NotTaken("UNSUPPORTED_MEDIA_TYPE", "a batch cannot stand where one event is due")
    if raw.body or mode is Mode.STRUCTURED:
        check(raw.body)
    if mode is Mode.BINARY:
        return _from_attributes(attributes_of(raw.headers, raw.body, binding))
    try:
        return _decode(raw.body)
    except msgspec.ValidationError:
        return _from_attributes(_members(raw.body))


def identity(raw: RawMessage) -> Mapping[str, str | None]:
    """Source, id, type and subject of a message that cannot be read, as far as they stand there."""
    try:
        binding = binding_of(raw.channel)
        if mode_of(raw.headers, binding) is Mode.BINARY:
            members = attributes_of(raw.headers, b"", binding)
        else:
            members = _members(raw.body)
    except (NotTaken, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        members = {}
    found = {name: members.get(name) for name in ("source", "id", "type", "subject")}
    return {name: value if _is_short(value) else None for name, value in found.items()}


def _is_short(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable()


def _members(body: bytes) -> dict[str, object]:
    """The attributes of a structured event, decoded, and its data as it stands."""
    try:
        members = _decode_members(body)
    except msgspec.ValidationError:
        raise NotTaken("NOT_A_CLOUDEVENT", "an event is a JSON object: send an object") from None
    return {name: value if name == "data" else _plain(value) for name, value in members.items()}


def _plain(value: msgspec.Raw) -> object:
    """The value, or its JSON where a number in it is beyond any machine's."""
    try:
        return msgspec.json.decode(value)
    except msgspec.ValidationError:
        return value


def _from_attributes(attributes: Mapping[str, object]) -> Envelope:
    """Convert attribute by attribute, so that a fault is told by its name."""
    stated = {name: value for name, value in attributes.items() if value is not None}
    for name, value in stated.items():
        if name not in _NAMES:
            raise _unknown(name)
        if name != "data" and not isinstance(value, str):
            _check_number(name, value)
    return msgspec.convert(stated, Envelope)


def _check_number(name: str, value: object) -> None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if name == "expectedversion" and is_whole:
        return
    what = "a whole number" if name == "expectedversion" else "a string"
    code = {"effective": "BAD_MOMENT", "documented": "BAD_MOMENT"}.get(name, "BAD_ATTRIBUTE")
    raise NotTaken(
        "NOT_A_CLOUDEVENT" if name in REQUIRED else code, f"{name} is not {what}: write {what}"
    )


def _unknown(name: str) -> NotTaken:
    if name == "data_base64":
        return NotTaken(
            "UNKNOWN_ATTRIBUTE", "data_base64 holds binary data, and payloads are JSON: send data"
        )
    near = difflib.get_close_matches(name.lower(), _NAMES, n=1)
    hint = f"did you mean {near[0]}?" if near else f"the known ones are {', '.join(_NAMES)}"
    return NotTaken("UNKNOWN_ATTRIBUTE", f"{name[:80]!r} is not a known attribute: {hint}")
