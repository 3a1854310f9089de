"""Waiting for what comes to be so, as long as a busy machine may need for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

PATIENCE_S: Final = 20.0
"""What takes longer for good reason says how long where it waits."""

T = TypeVar("T")


def until(
    look: Callable[[], T | None], within_s: float = PATIENCE_S, *, pause_s: float = 0.02
) -> T:
    """What ``look`` finds, once that is true; fails with what it found last."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"still {found!r} after {within_s} s"
        time.sleep(pause_s)
    return found
