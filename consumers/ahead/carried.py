"""What travels between the two processes: messages one way, what was read of them the other.

A frame is its length in four bytes, and MessagePack. An event travels as its deterministic
payload, from which it is made again in a tenth of the time that the message took to read. A
message that is refused does not travel back: there are few, and they are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Final, TypeAlias

import msgspec

from consumers.cloudevents import attributes, parse
from ledger.names import parse_stream_name
from ledger.registry import REGISTRY
from ledger.store.messages import Candidate, Item, RawMessage

LENGTH_BYTES: Final = 4

Sent: TypeAlias = tuple[bytes, tuple[tuple[str, str], ...], str]
"""Body, headers and channel of a message."""


class Carried(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A candidate without the message it came in, its event as the payload, its moments as text."""

    source: str
    id: str
    time: str | None
    type: str
    stream: str
    effective: str
    documented: str | None
    marking: str
    correlation: str | None
    causation: str | None
    expected_version: int | None
    payload: bytes


_encode: Final = msgspec.msgpack.Encoder().encode
_decode_sent: Final = msgspec.msgpack.Decoder(list[Sent]).decode
_decode_carried: Final = msgspec.msgpack.Decoder(list[Carried | None]).decode


def sent(batch: Sequence[RawMessage]) -> bytes:
    """The frame that asks for a batch to be read."""
    return _framed(_encode([(raw.body, raw.headers, raw.channel) for raw in batch]))


def answer(frame: bytes) -> bytes:
    """The frame with what is read of the messages in ``frame``."""
    items = [
        parse(RawMessage(body=body, headers=headers, channel=channel))
        for body, headers, channel in _decode_sent(frame)
    ]
    return _framed(_encode(list(map(_carried, items))))


def items_of(batch: Sequence[RawMessage], frame: bytes) -> list[Item]:
    """What :func:`parse` makes of each message of ``batch``, with the answer about it."""
    return [
        parse(raw) if carried is None else _candidate(carried, raw)
        for raw, carried in zip(batch, _decode_carried(frame), strict=True)
    ]


def read_frame(source: IO[bytes]) -> bytes:
    """The next frame; raises EOFError where the other process is gone."""
    size = int.from_bytes(_exactly(source, LENGTH_BYTES), "big")
    return _exactly(source, size)


def _exactly(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def _carried(item: Item) -> Carried | None:
    if not isinstance(item, Candidate):
        return None
    return Carried(
        source=item.source,
        id=item.id,
        time=item.time,
        type=item.type,
        stream=str(item.stream),
        effective=item.effective.text,
        documented=None if item.documented is None else item.documented.text,
        marking=item.marking,
        correlation=item.correlation,
        causation=item.causation,
        expected_version=item.expected_version,
        payload=item.payload,
    )


def _candidate(carried: Carried, raw: RawMessage) -> Candidate:
    stated = carried.documented
    return Candidate(
        source=carried.source,
        id=carried.id,
        time=carried.time,
        type=carried.type,
        stream=parse_stream_name(carried.stream),
        effective=attributes.moment("effective", carried.effective),
        documented=None if stated is None else attributes.moment("documented", stated),
        marking=carried.marking,
        correlation=carried.correlation,
        causation=carried.causation,
        expected_version=carried.expected_version,
        event=REGISTRY.types[carried.type].decode(carried.payload),
        payload=carried.payload,
        raw=raw,
    )
