"""HMAC-SHA256 under one key, for many messages."""

from __future__ import annotations

import hashlib
from typing import Final

BLOCK_BYTES: Final = 64
"""The block size of SHA-256."""


class KeyedHash:
    """HMAC-SHA256 (RFC 2104, section 2) of messages that begin alike, under one key.

    ``KeyedHash(key, context).digest(rest)`` is ``hmac.digest(key, context + rest, "sha256")``
    and twice as fast, because key and context are hashed once. The key is at most one block.
    """

    def __init__(self, key: bytes, context: bytes) -> None:
        if len(key) > BLOCK_BYTES:
            msg = f"a key of {len(key)} bytes is longer than a block of {BLOCK_BYTES}"
            raise ValueError(msg)
        block = key.ljust(BLOCK_BYTES, b"\0")
        self._inner = hashlib.sha256(bytes(octet ^ 0x36 for octet in block) + context)
        self._outer = hashlib.sha256(bytes(octet ^ 0x5C for octet in block))

    def digest(self, *rest: bytes) -> bytes:
        """32 bytes, of the parts of the message one after the other. Safe to call from threads."""
        inner = self._inner.copy()
        for part in rest:
            inner.update(part)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()
