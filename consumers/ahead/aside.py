"""A thread that does one thing at a time for another, and wakes for it as cheaply as can be.

The standard library's pool takes twice as long to hand work over, which shows where the work is a
single event: it is then as long as the work itself.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Generic, TypeVar, cast

T = TypeVar("T")


class Aside(Generic[T]):
    """Has no thread until it is given work, and none any more once it is closed."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[Callable[[], T] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()
        self._thread: Thread | None = None

    def begin(self, work: Callable[[], T]) -> None:
        """Let ``work`` be done; its answer is to be fetched before anything else is begun."""
        if self._thread is None:
            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()
        self._asked.put(work)

    def answer(self) -> T:
        """What the work returned, or raised, once it is done."""
        done, failure = self._done.get()
        if failure is not None:
            raise failure
        return cast("T", done)

    def close(self) -> None:
        """Let the thread end, when it has done what was begun."""
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (work := self._asked.get()) is not None:
            try:
                self._done.put((work(), None))
            except BaseException as failure:  # noqa: BLE001 - raised where it is waited for
                self._done.put((None, failure))
