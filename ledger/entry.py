"""The entry: one event as the bytes that the ledger keeps, and its leaf hash.

An entry is deterministic JSON: keys sorted, UTF-8, no insignificant space, at
most 65,535 bytes. Whoever verifies hashes the stored bytes and never serialises
again. The envelope is final: ``tests/golden/entries.json`` never changes.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Final

import msgspec

FORMAT: Final = "improvement-ledger/event/v1"
MAX_ENTRY_BYTES: Final = 65_535
"""The bound of a length-prefixed entry in a tlog-tiles bundle (C2SP tlog-tiles, "Log Entries")."""
MAX_PAYLOAD_BYTES: Final = 49_152
BLIND_BYTES: Final = 32
LEAF_PREFIX: Final = b"\x00"
"""Domain separation of leaves (RFC 6962, section 2.1)."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who sent the event, as the edge recognised the sender."""

    credential: str
    role: str


class CloudEventCoordinates(msgspec.Struct, frozen=True, kw_only=True):
    """Under which source and id the event came; ``time`` is kept and never interpreted."""

    id: str
    source: str
    time: str | None


class Entry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One entry of the ledger.

    ``position`` is 0-based and contiguous, ``version`` the 1-based version of the
    stream, ``recorded_at`` RFC 3339 in UTC with six digits. ``effective`` and
    ``documented`` are EDTF as sent; ``documented`` is null where none was stated.
    ``data`` is the payload, with commitments in the place of personal fields.
    ``blind`` is 32 random bytes in base64, so that a published leaf hash tells
    nothing that could be guessed.
    """

    actor: Actor
    blind: str
    causation: str | None
    cloudevent: CloudEventCoordinates
    correlation: str | None
    data: msgspec.Raw
    documented: str | None
    effective: str
    format: str = FORMAT
    id: str
    ledger: str
    marking: str
    position: int
    recorded_at: str
    stream: str
    type: str
    version: int


# The fields of all three are declared in the order of their names, so nothing is left to sort.
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Entry).decode


def encode_entry(entry: Entry) -> bytes:
    """The bytes of ``entry``; its ``data`` must already be deterministic JSON."""
    return _encode(entry)


def decode_entry(data: bytes) -> Entry:
    """The entry in ``data``; raises :class:`msgspec.DecodeError` on bytes that are none."""
    return _decode(data)


def leaf_hash(data: bytes) -> bytes:
    """The leaf hash of an entry's bytes: SHA-256(00 ‖ entry) (RFC 6962, section 2.1)."""
    return hashlib.sha256(LEAF_PREFIX + data).digest()


def entry_id(entropy: bytes) -> str:
    """A version 4 UUID from 16 random bytes (RFC 9562, section 5.4).

    Written out by hand, because ``uuid.UUID`` takes four times as long.
    """
    octets = bytearray(entropy)
    octets[6] = octets[6] & 0x0F | 0x40  # version 4
    octets[8] = octets[8] & 0x3F | 0x80  # the variant of the RFC
    digits = octets.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def blind_text(entropy: bytes) -> str:
    """The blind as it stands in an entry."""
    return b64encode(entropy).decode("ascii")
