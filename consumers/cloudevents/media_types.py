"""What a Content-Type header says, and which mode of CloudEvents it chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

from consumers.cloudevents.not_taken import NotTaken

STRUCTURED_TYPE: Final = "application/cloudevents+json"
BATCH_TYPE: Final = "application/cloudevents-batch+json"

STRUCTURED_HEADERS: Final = (("content-type", STRUCTURED_TYPE),)
"""All that an event in structured mode needs, so that it can be read again alone."""

Headers = Sequence[tuple[str, str]]
"""Names in lower case, values as they came (ISO 8859-1, as HTTP has it)."""


class Binding(NamedTuple):
    """How a protocol carries an event in binary mode.

    ``prefix`` begins the header of an attribute. ``is_escaped``: its value is percent-encoded;
    else it is plain UTF-8. ``has_type``: a message without a content type is none of ours.
    """

    prefix: str
    is_escaped: bool
    has_type: bool


HTTP: Final = Binding("ce-", is_escaped=True, has_type=True)
"""CloudEvents HTTP binding 1.0.2, section 3.1."""
KAFKA: Final = Binding("ce_", is_escaped=False, has_type=False)
"""CloudEvents Kafka binding 1.0.2, section 3.2; ``content-type`` is datacontenttype there."""


def binding_of(channel: str) -> Binding:
    """The binding of the protocol by which a message came, or as which it was taken in."""
    return KAFKA if channel == "kafka" else HTTP


class Mode(Enum):
    """How a message carries its event (CloudEvents HTTP binding 1.0.2, section 3)."""

    STRUCTURED = "structured"
    BINARY = "binary"
    BATCH = "batch"


class MediaType(NamedTuple):
    """A media type in lower case, and its charset if it names one."""

    essence: str
    charset: str | None

    @property
    def is_json(self) -> bool:
        """Whether a body of this type is JSON in UTF-8."""
        is_json = self.essence == "application/json" or self.essence.endswith("+json")
        return is_json and self.charset in (None, "utf-8")


_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""A token of RFC 9110, section 5.6.2."""
_TYPE: Final = re.compile(rf"\s*({_WORD}/{_WORD})\s*((?:;[^;]*)*)")
_PARAMETER: Final = re.compile(rf'\s*({_WORD})=(?:({_WORD})|"([^"\\]*)")\s*')


@lru_cache(maxsize=256)
def read_media_type(text: str) -> MediaType | None:
    """Read a media type (RFC 9110, section 8.3.1), or None where ``text`` is none."""
    match = _TYPE.fullmatch(text)
    if match is None:
        return None
    charset = None
    for parameter in match[2].split(";")[1:]:
        if not parameter.strip():
            continue
        part = _PARAMETER.fullmatch(parameter)
        if part is None:
            return None
        if part[1].lower() == "charset":
            charset = (part[2] or part[3] or "").lower()
    return MediaType(match[1].lower(), charset)


def mode_of(headers: Headers, binding: Binding = HTTP) -> Mode:
    """The mode that ``headers`` choose; raises NotTaken where they choose none."""
    if headers == STRUCTURED_HEADERS:  # nearly always, and then nothing needs to be read
        return Mode.STRUCTURED
    declared = [value for name, value in headers if name == "content-type"]
    is_binary = any(name.startswith(binding.prefix) for name, _ in headers)
    if is_binary and not (declared or binding.has_type):
        return Mode.BINARY
    if len(declared) != 1:
        raise _unsupported("the message has no Content-Type" if not declared else "it has two")
    media_type = read_media_type(declared[0])
    if media_type is None or not media_type.is_json:
        raise _unsupported(f"{declared[0][:80]!r} is no JSON in UTF-8")
    if media_type.essence == STRUCTURED_TYPE:
        return Mode.STRUCTURED
    if media_type.essence == BATCH_TYPE:
        return Mode.BATCH
    if media_type.essence.startswith("application/cloudevents"):
        raise _unsupported(f"{media_type.essence!r} is another format of CloudEvents")
    if not is_binary:
        raise _unsupported(
            f"JSON without {binding.prefix} headers does not say that it is an event"
        )
    return Mode.BINARY


def is_batch(headers: Headers) -> bool:
    """Whether ``headers`` say that a batch follows; what else they say is judged elsewhere."""
    try:
        return mode_of(headers) is Mode.BATCH
    except NotTaken:
        return False


def _unsupported(what: str) -> NotTaken:
    return NotTaken(
        "UNSUPPORTED_MEDIA_TYPE",
        f"{what}: send {STRUCTURED_TYPE}, or application/json with an attribute a header (ce-id "
        f"over HTTP, ce_id over Kafka); over HTTP {BATCH_TYPE} too",
    )
