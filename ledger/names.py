"""Names of streams: ``<council>/<plan>/<stream>/<key>``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

SEGMENT: Final = re.compile(r"[a-z0-9-]{1,64}")

SINGLE_KEY: Final = "main"
"""The key of a stream of which a plan has exactly one (``plan``, ``ledger``)."""


class BadStreamName(ValueError):
    """A name that is not four segments of ``[a-z0-9-]{1,64}``."""


class StreamName(NamedTuple):
    """A stream of a plan of a council."""

    council: str
    plan: str
    stream: str
    key: str

    def __str__(self) -> str:
        return "/".join(self)


@lru_cache(maxsize=65_536)
def parse_stream_name(text: str) -> StreamName:
    """The four segments of ``text``.

    Raises :class:`BadStreamName` with a message that says what a name looks like.
    """
    segments = text.split("/")
    if len(segments) != len(StreamName._fields) or not all(
        SEGMENT.fullmatch(segment) for segment in segments
    ):
        msg = (
            f"{text[:300]!r} is not <council>/<plan>/<stream>/<key> with segments of 1 to 64 "
            "lower-case letters, digits and hyphens; write e.g. "
            "devon/improvement-2020/action/care-leavers-oversight"
        )
        raise BadStreamName(msg)
    return StreamName(*segments)
