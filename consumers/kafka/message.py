"""A record of a topic as a raw message, or refused for what no CloudEvent over Kafka looks like.

The headers stand as over HTTP: names in lower case, values byte for byte as ISO 8859-1. The key
stands beside them, so that whoever looks into the quarantine sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, TypeAlias

from consumers.cloudevents import refuse
from ledger.rules.refusal import Refusal
from ledger.store.messages import RawMessage, Rejected

CHANNEL: Final = "kafka"
KEY_HEADER: Final = "kafka_key"

Read: TypeAlias = RawMessage | Rejected

_FRAME: Final = b"\x00"
_FRAME_BYTES: Final = 5
"""A zero byte and the number of a schema in four (Confluent's "Wire format")."""

_TOMBSTONE: Final = Refusal(
    "TOMBSTONE", "the record has no value: what is recorded stays, so send the event that ends it"
)
_NO_KEY: Final = Refusal(
    "MISSING_KEY", "the record has no key: send the council as the key, which keeps its order"
)
_FRAMED: Final = Refusal(
    "FOREIGN_FRAMING",
    "the value begins with the number of a schema in a registry: send the JSON alone",
)


class Record(Protocol):
    """What a client hands out; any field of it can lack, whatever its topic promises."""

    @property
    def topic(self) -> str:
        """The name of its topic."""
        ...

    @property
    def partition(self) -> int:
        """Its partition there."""
        ...

    @property
    def offset(self) -> int:
        """Its place in the partition."""
        ...

    @property
    def key(self) -> bytes | None:
        """What keeps records in order with each other."""
        ...

    @property
    def value(self) -> bytes | None:
        """The event, or its payload."""
        ...

    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]:
        """Names and values, in their order."""
        ...


def read_record(record: Record) -> Read:
    """The message in ``record``; never raises for what a record holds."""
    key, value = record.key, record.value
    headers = [
        (name.lower(), value_.decode("latin-1"))
        for name, value_ in record.headers
        if value_ is not None
    ]
    if key:
        headers.append((KEY_HEADER, key.decode("latin-1")))
    raw = RawMessage(
        body=value or b"",
        headers=tuple(headers),
        channel=CHANNEL,
        coordinates=f"kafka:{record.topic}/{record.partition}@{record.offset}",
    )
    fault = _fault(key, value)
    return raw if fault is None else refuse(raw, fault)


def _fault(key: bytes | None, value: bytes | None) -> Refusal | None:
    if not value:
        return _TOMBSTONE
    if value.startswith(_FRAME) and len(value) >= _FRAME_BYTES:
        return _FRAMED
    return None if key else _NO_KEY
