"""A strict reader of CloudEvents 1.0: structured, binary and HTTP batch mode.

The bytes that came are kept beside what was read from them. Nothing is invented:
an event without an id is refused, because an id made up here could not recognise
the same event when it comes again.
"""

from consumers.cloudevents.batch import MAX_BATCH_BYTES, MAX_EVENTS, split
from consumers.cloudevents.envelope import MAX_EVENT_BYTES
from consumers.cloudevents.media_types import (
    BATCH_TYPE,
    STRUCTURED_HEADERS,
    STRUCTURED_TYPE,
    is_batch,
)
from consumers.cloudevents.not_taken import NotTaken
from consumers.cloudevents.parse import parse, refuse

__all__ = [
    "BATCH_TYPE",
    "MAX_BATCH_BYTES",
    "MAX_EVENTS",
    "MAX_EVENT_BYTES",
    "STRUCTURED_HEADERS",
    "STRUCTURED_TYPE",
    "NotTaken",
    "is_batch",
    "parse",
    "refuse",
    "split",
]
