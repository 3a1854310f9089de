"""Events out of files and standard input, without ever holding a whole file.

Three shapes are taken, told apart by the first line that is not blank: ``[`` begins
a JSON array of events; a lone ``{`` begins one event written over many lines;
anything else is JSON Lines, one event a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO, Final

from consumers.ahead import Ahead
from consumers.cloudevents import MAX_BATCH_BYTES, MAX_EVENTS, STRUCTURED_HEADERS
from consumers.intake import Intake
from consumers.json_array import (
    CHUNK_BYTES,
    MAX_ITEM_BYTES,
    SPACE,
    BrokenFile,
    array_items,
)
from consumers.sender import Sender
from ledger.store.messages import Outcome, RawMessage

CHANNEL: Final = "file"

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def submit_file(
    intake: Intake,
    source: BinaryIO,
    name: str,
    *,
    sender: Sender,
    atomic: bool = False,
) -> Iterator[tuple[RawMessage, Outcome]]:
    """Submit the events of ``source`` batch by batch; yields each with its outcome, in order.

    ``name`` is how the file is called in quarantine: a bare name, never a path.
    Raises :class:`BrokenFile` as :func:`batches_of` does.
    """
    batches = batches_of(source, name, atomic=atomic)
    with Ahead() as ahead:
        for batch, outcomes in intake.load(batches, sender=sender, ahead=ahead, atomic=atomic):
            yield from zip(batch, outcomes, strict=True)


def batches_of(source: BinaryIO, name: str, *, atomic: bool) -> Iterator[list[RawMessage]]:
    """The events of a file in batches that the intake takes.

    With ``atomic`` there is one batch at most. Raises :class:`BrokenFile`, and where
    ``atomic`` before the first batch.
    """
    batches = in_batches(read_messages(source, name))
    if not atomic:
        return batches
    first = list(islice(batches, 2))
    if len(first) > 1:
        msg = f"it is larger than one batch of {MAX_EVENTS:,} events, and only one can be atomic"
        raise BrokenFile(msg)
    return iter(first)


def in_batches(messages: Iterable[RawMessage]) -> Iterator[list[RawMessage]]:
    """``messages`` in batches of at most 1,000 and about 16 MiB; all of them before a break."""
    batch: list[RawMessage] = []
    size = 0
    try:
        for message in messages:
            if batch and (len(batch) == MAX_EVENTS or size + len(message.body) > MAX_BATCH_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(message)
            size += len(message.body)
    except BrokenFile:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def read_messages(source: BinaryIO, name: str) -> Iterator[RawMessage]:
    """Every event of ``source`` with its bytes as they stand there; raises :class:`BrokenFile`."""
    number, first = _first(source)
    begins = first.lstrip(SPACE)
    if begins.startswith(b"["):
        for index, item in enumerate(array_items(begins[1:], source)):
            yield _message(item, f"{name}[{index}]")
    elif begins.rstrip(SPACE) == b"{":
        yield _message(first + source.read(MAX_ITEM_BYTES), name)
    else:
        lines = chain((_rest_of_line(first, source),), _lines(source))
        for at, line in enumerate(lines, start=number):
            if line.strip(SPACE):
                yield _message(line.rstrip(b"\r\n"), f"{name}:{at}")


def _first(source: BinaryIO) -> tuple[int, bytes]:
    """The first line that is not blank, or the beginning of a long one, and its number."""
    number = 1
    line = source.readline(CHUNK_BYTES).removeprefix(_BYTE_ORDER_MARK)
    while line and not line.strip(SPACE):
        number += line.endswith(b"\n")
        line = source.readline(CHUNK_BYTES)
    return number, line


def _lines(source: BinaryIO) -> Iterator[bytes]:
    while line := source.readline(CHUNK_BYTES):
        yield _rest_of_line(line, source)


def _rest_of_line(line: bytes, source: BinaryIO) -> bytes:
    """The whole line; of an endless one about the first 16 MiB."""
    pieces, size, last = [line], len(line), line
    while last and not last.endswith(b"\n"):
        last = source.readline(CHUNK_BYTES)
        if size < MAX_ITEM_BYTES:
            pieces.append(last)
            size += len(last)
    return b"".join(pieces)


def _message(body: bytes, coordinates: str) -> RawMessage:
    return RawMessage(
        body=body,
        headers=STRUCTURED_HEADERS,
        channel=CHANNEL,
        coordinates=f"{CHANNEL}:{coordinates}",
    )
