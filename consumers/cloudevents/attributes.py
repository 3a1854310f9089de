"""What each attribute may say; every reading of an envelope's text is here."""

from __future__ import annotations

import difflib
import re
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from consumers.cloudevents.media_types import read_media_type
from consumers.cloudevents.not_taken import NotTaken
from ledger.moments import BadMoment, Moment, parse_moment
from ledger.names import SINGLE_KEY, BadStreamName, StreamName, parse_stream_name
from ledger.registry import REGISTRY, EventType, UnknownEventType
from ledger.vocabulary import Marking

MAX_TEXT: Final = 300
"""Characters of an id, a source and every other text of the envelope."""
MAX_VERSION: Final = 2**31 - 1

_UNPRINTABLE: Final = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\ufdd0-\\ufdef"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)
"""Control characters and noncharacters: in no String of CloudEvents 1.0.2, section 3.1."""

_TIMESTAMP: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)"
    r"(?:\.[0-9]{1,9})?([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
"""A timestamp of RFC 3339, section 5.6; the offset may lack, to be told apart."""


def text(name: str, value: str, code: str = "BAD_ATTRIBUTE") -> str:
    """``value`` if it is a text of 1 to 300 printable characters."""
    if not 0 < len(value) <= MAX_TEXT:
        raise NotTaken(code, f"{name} has {len(value)} characters: write 1 to {MAX_TEXT}")
    if not value.isprintable() and _UNPRINTABLE.search(value):
        raise NotTaken(code, f"{name} holds a control character: take it out")
    return value


def event_type(name: str) -> EventType:
    """The event type under ``name``."""
    try:
        return REGISTRY[name]
    except UnknownEventType:
        near = difflib.get_close_matches(name[:MAX_TEXT], REGISTRY.types, n=1, cutoff=0.75)
        hint = f"did you mean {near[0]}?" if near else "look it up in the event catalogue"
        raise NotTaken("UNKNOWN_TYPE", f"no event type is called {name[:120]!r}: {hint}") from None


def stream_name(subject: str, known: EventType) -> StreamName:
    """The stream that ``subject`` names, which must be one for events of this type."""
    try:
        stream = parse_stream_name(subject)
    except BadStreamName as error:
        raise NotTaken("BAD_SUBJECT", str(error)) from None
    kind = known.kind
    if stream.stream != kind.name:
        right = stream._replace(stream=kind.name)
        raise NotTaken(
            "BAD_SUBJECT",
            f"the subject names a stream of kind {stream.stream!r}, and events of this type stand "
            f"on streams of kind {kind.name!r}: write e.g. {right}",
        )
    if kind.service_only:
        raise NotTaken("SERVICE_ONLY", f"only the service writes to {kind.name} streams")
    if kind.single and stream.key != SINGLE_KEY:
        raise NotTaken(
            "BAD_SUBJECT",
            f"a plan has one {kind.name} stream: write {stream._replace(key=SINGLE_KEY)}",
        )
    return stream


def effective(value: str | None, known: EventType) -> Moment:
    """When the event took effect, at the precision of its stream."""
    if not value:
        raise NotTaken(
            "EFFECTIVE_REQUIRED",
            "effective is missing: say when the event took effect, e.g. 2020-05-13 or "
            "2020-07/2020-10; time does not say it",
        )
    found = moment("effective", value)
    if found.is_instant is not known.kind.instants:
        due = "an instant with its offset" if known.kind.instants else "a London calendar date"
        raise NotTaken("WRONG_PRECISION", f"effective is {value}: write {due}")
    return found


def moment(name: str, value: str) -> Moment:
    """A moment in EDTF."""
    try:
        return parse_moment(value)
    except BadMoment as error:
        raise NotTaken(error.code, f"{name}: {error.message}") from None


def timestamp(value: str) -> str:
    """``time`` as it came, if it is a timestamp of RFC 3339; its meaning is not looked at."""
    match = _TIMESTAMP.fullmatch(value)
    if match is None or not _is_day(match[1]):
        raise NotTaken(
            "BAD_ATTRIBUTE",
            f"time is {value[:60]!r}: write a timestamp of RFC 3339 such as "
            "2020-05-13T09:30:00Z, or leave it out",
        )
    if match[2] is None:
        raise NotTaken("NAIVE_TIME", f"time is {value} without an offset: write e.g. {value}Z")
    return value


def _is_day(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def marking(value: str | None) -> str:
    """The handling marking; OFFICIAL where none is stated."""
    if value is None:
        return Marking.OFFICIAL.value
    if value not in Marking.__members__:
        raise NotTaken(
            "BAD_ATTRIBUTE", f"marking is {value[:60]!r}: write one of {', '.join(Marking)}"
        )
    return value


def expected_version(value: int | str | None) -> int | None:
    """The version the sender last saw; as digits too, which is all that a header can carry."""
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= len(str(MAX_VERSION))):
            raise _bad_version(value)
        value = int(value)
    if value is not None and not 0 <= value <= MAX_VERSION:
        raise _bad_version(value)
    return value


def _bad_version(value: int | str) -> NotTaken:
    return NotTaken(
        "BAD_ATTRIBUTE",
        f"expectedversion is {str(value)[:40]!r}: write the version of the stream last seen, "
        "a whole number from 0",
    )


def check_schema(value: str, type_name: str) -> None:
    """``dataschema`` must be the address under which the service serves the type's schema."""
    try:
        is_ours = urlsplit(value).path.endswith(f"/schemas/{type_name}.json")
    except ValueError:
        is_ours = False
    if not is_ours:
        raise NotTaken(
            "BAD_ATTRIBUTE",
            f"dataschema is {value[:120]!r}: write the address of /schemas/{type_name}.json, "
            "or leave it out",
        )


def check_content_type(value: str) -> None:
    """``datacontenttype`` must be JSON."""
    media_type = read_media_type(value)
    if media_type is None or not media_type.is_json:
        raise NotTaken(
            "UNSUPPORTED_MEDIA_TYPE", f"datacontenttype is {value[:80]!r}: payloads are JSON"
        )
