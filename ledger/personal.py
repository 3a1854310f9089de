r"""Commitments to personal fields, and the openings that can be erased.

``c = HMAC-SHA256(salt32, "improvement-ledger/pii/v1\n" ‖ JCS({id,p,v}) ‖ "\n" ‖ JCS(value))``
with ``id`` the entry's id, ``p`` the JSON pointer of the field in the payload and
``v`` the stream version. JCS is RFC 8785.
"""

from __future__ import annotations

import hmac
from typing import Final

import msgspec
import rfc8785

CONTEXT: Final = b"improvement-ledger/pii/v1\n"
SALT_BYTES: Final = 32


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What opens a commitment: its salt and the value. Deleting it erases the value."""

    commitment: str
    pointer: str
    salt: bytes
    value: str


def commit(*, salt: bytes, entry_id: str, pointer: str, version: int, value: str) -> str:
    """The commitment to ``value`` in hex (64 digits)."""
    place = rfc8785.dumps({"id": entry_id, "p": pointer, "v": version})
    message = CONTEXT + place + b"\n" + rfc8785.dumps(value)
    return hmac.digest(salt, message, "sha256").hex()


def opens(opening: Opening, *, entry_id: str, version: int) -> bool:
    """Whether ``opening`` opens its commitment at this entry."""
    expected = commit(
        salt=opening.salt,
        entry_id=entry_id,
        pointer=opening.pointer,
        version=version,
        value=opening.value,
    )
    return hmac.compare_digest(expected, opening.commitment)
