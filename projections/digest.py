"""Digests: the read model, or an answer, in 64 hex digits.

SHA-256 over one line of JSON for each row, in order of (entity key, field name,
effective, position), texts by their UTF-8 bytes. Names stand for themselves and never
the numbers of one database, and a personal value is its commitment: so the digest is
the same on every database that holds the same, and survives an erasure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeAlias

import msgspec

READ_MODEL_FORMAT: Final = b"improvement-ledger/read-model/v1\n"
ANSWER_FORMAT: Final = b"improvement-ledger/answer/v1\n"

Cell: TypeAlias = str | int | None

_LINES_AT_ONCE: Final = 1_000
_encode = msgspec.json.Encoder().encode


def digest(heading: bytes, *tables: Iterable[Iterable[Cell]]) -> str:
    """The digest of ``tables`` in their order, each ended by an empty line."""
    sha256 = hashlib.sha256(heading)
    for rows in tables:
        for lines in _chunks(_encode(row) + b"\n" for row in rows):
            sha256.update(lines)
        sha256.update(b"\n")
    return sha256.hexdigest()


def _chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    while chunk := b"".join(islice(lines, _LINES_AT_ONCE)):
        yield chunk
