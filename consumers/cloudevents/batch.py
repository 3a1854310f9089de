"""Batch mode: a JSON array of structured events, split without touching their bytes."""

from __future__ import annotations

from typing import Final

import msgspec

from consumers.cloudevents.media_types import STRUCTURED_HEADERS
from consumers.cloudevents.not_taken import NotTaken
from consumers.cloudevents.strict_json import check
from ledger.store.messages import RawMessage

MAX_EVENTS: Final = 1_000
"""Events in one batch: a batch is one transaction, and others wait for it."""
MAX_BATCH_BYTES: Final = 16 * 1024 * 1024

_split: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode


def split(raw: RawMessage) -> list[RawMessage]:
    """The events of a batch, each with its own bytes as they stand in the array.

    Raises NotTaken where ``raw`` as a whole is no array of at most 1,000 items; an item
    that is wrong by itself is split off like any other.
    """
    if len(raw.body) > MAX_BATCH_BYTES:
        raise NotTaken(
            "BATCH_TOO_LARGE",
            f"the batch has more than {MAX_BATCH_BYTES} bytes: send several batches",
        )
    items = _items(raw.body)
    if len(items) > MAX_EVENTS:
        raise NotTaken(
            "BATCH_TOO_LARGE", f"the batch has {len(items)} events and may have {MAX_EVENTS}"
        )
    return [
        RawMessage(
            body=bytes(item),
            headers=STRUCTURED_HEADERS,
            channel=raw.channel,
            coordinates=f"{raw.coordinates}[{index}]",
        )
        for index, item in enumerate(items)
    ]


def _items(body: bytes) -> list[msgspec.Raw]:
    try:
        return _split(body)
    except RecursionError:
        raise NotTaken("MALFORMED_JSON", "the batch is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        check(body)
        raise NotTaken(
            "NOT_A_CLOUDEVENT", "a batch is a JSON array of events: send an array"
        ) from None
