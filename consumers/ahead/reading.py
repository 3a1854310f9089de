"""The side of the process that records: a batch ahead is always being read."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from subprocess import PIPE, Popen
from typing import IO, Any, Final, NamedTuple, Self, TypeAlias, TypeVar

from consumers.ahead import carried
from consumers.ahead.aside import Aside
from consumers.cloudevents import parse
from ledger.store.messages import Item, RawMessage

ALONE: Final = 4
"""Batches that are read here before a process is started: it takes as long as four to start."""
PIPE_BYTES: Final = 1 << 20
"""As wide as Linux lets anybody make a pipe: a batch goes in at once, in the place of ten turns of
two processes that wait for each other."""
LARGE: Final = 250
"""Messages from which on it is worth sending a batch to the other process and back."""

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Read(NamedTuple):
    """A batch, and what was read of each message."""

    messages: Sequence[RawMessage]
    items: list[Item]


Prepare: TypeAlias = Callable[[Read], T]
"""Makes of a batch what its caller is to have, maybe in a thread of its own."""


class Ahead:
    """Reads batches ahead; for one thread. Its process ends with the block, or with this one.

    ``alone``: how many batches are read here first.
    """

    def __init__(self, *, alone: int = ALONE) -> None:
        self._alone = alone
        self._process: Popen[bytes] | None = None
        self._can = (os.cpu_count() or 1) > 1
        self._waiting: Callable[[], Any] | None = None
        self._aside: Aside[Any] = Aside()
        self._is_preparing = False

    def read(self, batches: Iterable[Sequence[RawMessage]], prepare: Prepare[T]) -> Iterator[T]:
        """What ``prepare`` makes of each batch, in order, with its items as ``parse`` makes them.

        While the caller works on one, the next is being read; the first is read here beside the
        second. What ``batches`` raises comes out after the batches before it.
        """
        self._prepared()  # what an earlier caller stopped before is not for this one
        remaining = iter(batches)
        for batch in islice(remaining, self._alone if self._can else None):
            yield prepare(_read_here(batch))
        first = next(remaining, ())
        here = [partial(_prepare, prepare, partial(_read_here, first))] if first else []
        while here or self._waiting is not None:
            try:
                batch = next(remaining, ())
            except Exception:
                yield from self._prepared() or [each() for each in here]
                raise
            before = self._prepared()
            self._waiting = partial(_prepare, prepare, self._begin(batch)) if batch else None
            yield from before or [each() for each in here]
            here = []

    def prepare_next(self) -> None:
        """Prepare the next batch in a thread of its own, while the caller waits for its database.

        Only then is it worth a thread: until then both would want the interpreter.
        """
        if self._waiting is not None and not self._is_preparing:
            self._is_preparing = True
            self._aside.begin(self._waiting)

    def close(self) -> None:
        """Let the process end."""
        self._aside.close()
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepared(self) -> list[Any]:
        """The batch that is waited for, which is the last time it is; empty where none is."""
        waiting, self._waiting = self._waiting, None
        is_preparing, self._is_preparing = self._is_preparing, False
        if is_preparing:
            return [self._aside.answer()]
        return [] if waiting is None else [waiting()]

    def _begin(self, batch: Sequence[RawMessage]) -> Callable[[], Read]:
        """Let ``batch`` be read; what gives it once it is."""
        if self._can and len(batch) >= LARGE:
            try:
                process = self._process = self._process or _start()
                _pipe(process.stdin).write(carried.sent(batch))
                _pipe(process.stdin).flush()
            except OSError as failure:
                self._go_on_alone(failure)
            else:
                return partial(self._answer, process, batch)
        return partial(_read_here, batch)

    def _answer(self, process: Popen[bytes], batch: Sequence[RawMessage]) -> Read:
        try:
            frame = carried.read_frame(_pipe(process.stdout))
        except (OSError, EOFError) as failure:
            self._go_on_alone(failure)
            return _read_here(batch)
        return Read(batch, carried.items_of(batch, frame))

    def _go_on_alone(self, failure: Exception) -> None:
        _log.warning("reading ahead has ended, and goes on more slowly: %r", failure)
        self._can = False
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _start() -> Popen[bytes]:
    try:
        return _child(PIPE_BYTES)
    except PermissionError:  # this user has as much in pipes as one may, or one may have less
        return _child(-1)


def _child(pipe_bytes: int) -> Popen[bytes]:
    """A process of the same Python that knows the same packages, whatever folder it is in."""
    command = [sys.executable, "-P", "-m", "consumers.ahead"]
    return Popen(command, stdin=PIPE, stdout=PIPE, pipesize=pipe_bytes)  # noqa: S603 - it is ours


def _prepare(prepare: Prepare[T], read: Callable[[], Read]) -> T:
    return prepare(read())


def _read_here(batch: Sequence[RawMessage]) -> Read:
    return Read(batch, [parse(message) for message in batch])


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("the process was started without pipes")
    return stream
