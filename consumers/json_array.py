"""Split a JSON array into its items while reading it, keeping each item's bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

MAX_ITEM_BYTES: Final = 16 * 1024 * 1024
"""Bytes of one item that are held at all."""
CHUNK_BYTES: Final = 64 * 1024

SPACE: Final = b" \t\r\n"
"""What JSON calls white space (RFC 8259, section 2)."""

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|["\[\]{},]', re.DOTALL)
"""A whole string or a sign of structure; a quote alone opens a string that goes on."""


class BrokenFile(ValueError):
    """The file as a whole is not what it began as; what stood before was read."""


def array_items(begun: bytes, source: BinaryIO) -> Iterator[bytes]:
    """The items of the array whose ``[`` has been read, and ``begun`` after it.

    Only commas and brackets are looked at: whether an item is JSON is for its reader
    to say. Raises :class:`BrokenFile` where the array does not end, goes on after its
    end, has an empty item, or an item of more than 16 MiB.
    """
    held, scanned, depth, count = begun, 0, 0, 0
    while True:
        start = 0
        for match in _TOKEN.finditer(held, scanned):
            sign = match[0]
            if sign == b'"':
                scanned = match.start()
                break
            if depth == 0 and sign in (b",", b"]", b"}"):
                item = held[start : match.start()].strip(SPACE)
                if item or sign == b"," or count:
                    yield _filled(item, count)
                if sign != b",":
                    _check_end(held[match.end() :], source)
                    return
                start, count = match.end(), count + 1
            else:
                depth += (sign in (b"[", b"{")) - (sign in (b"]", b"}"))
        else:
            scanned = len(held)
        held, scanned = held[start:] + _more(source, len(held) - start, count), scanned - start


def _filled(item: bytes, count: int) -> bytes:
    if not item:
        msg = f"item {count} of the array is empty: there is a comma too many"
        raise BrokenFile(msg)
    return item


def _more(source: BinaryIO, held: int, count: int) -> bytes:
    """The next bytes: as many again as are held, so that a long item is not scanned often."""
    if held > MAX_ITEM_BYTES:
        msg = f"item {count} of the array is larger than {MAX_ITEM_BYTES} bytes"
        raise BrokenFile(msg)
    chunk = source.read(max(CHUNK_BYTES, held))
    if not chunk:
        msg = f"the array ends in the middle of item {count}: is the file whole?"
        raise BrokenFile(msg)
    return chunk


def _check_end(rest: bytes, source: BinaryIO) -> None:
    while not rest.strip(SPACE):
        rest = source.read(CHUNK_BYTES)
        if not rest:
            return
    msg = "something follows after the end of the array"
    raise BrokenFile(msg)
