"""What came of reading a feed: it waits, another reads it, or records of it are lost."""

from __future__ import annotations

from typing import Final

from ledger.codes.code import Code, CodeKind


def _feed(code: str, title: str, meaning: str, remedy: str) -> Code:
    return Code(code, CodeKind.FEED, title, meaning, remedy, 503)


FEEDS: Final = (
    _feed(
        "STREAM_WAITING",
        "An earlier event of the stream is parked",
        "Events of a stream are recorded in the order in which they came. One before this came too "
        "early, and is held back until what it rests on has come.",
        "Nothing, if that is on its way. Otherwise look at the first parked event of the stream, "
        "and send what it waits for.",
    ),
    _feed(
        "FENCED",
        "Another process reads this feed",
        "The records were dealt with by another while this process was away, such as one that was "
        "paused for longer than the broker waits. Nothing of them was written twice.",
        "Nothing: the process reads its positions anew and goes on. If it comes often, look for "
        "what makes it pause.",
    ),
    _feed(
        "FEED_OUT_OF_RANGE",
        "Records were deleted at the broker before they were read",
        "The topic begins later than where the ledger stands: the time for which the broker keeps "
        "records has passed, or somebody deleted them.",
        "Have the producers send those events again under the same ids, then acknowledge the "
        "incident. Let the broker keep records for longer.",
    ),
    _feed(
        "FEED_TRUNCATED",
        "The topic ends before where the ledger stands",
        "The broker has lost records that were read already, and gives their offsets to others: "
        "some of those may have been missed.",
        "Have the producers send again what they sent since the broker failed, under the same ids, "
        "then acknowledge the incident.",
    ),
    _feed(
        "FEED_LOST",
        "The topic was deleted before all of it was read",
        "It is gone, or another topic has its name; it held records that had not been read.",
        "Have the producers send those events again under the same ids, then acknowledge the "
        "incident.",
    ),
)
