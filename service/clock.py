"""The one place that reads the clock and draws chance.

Everything else takes time and ids as arguments, so that a test, a rebuild and a
verifier can say what they were.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from typing import Final

_MICROSECOND_NS: Final = 1_000
_CHANCE_BYTES: Final = 4


def now_us() -> int:
    """The machine's clock, in whole microseconds since 1970-01-01T00:00:00Z."""
    return time.time_ns() // _MICROSECOND_NS


def entropy(size: int) -> bytes:
    """``size`` bytes of chance that nobody can guess: for blinds, salts, ids and keys."""
    return secrets.token_bytes(size)


def chance() -> float:
    """A number in [0, 1), to spread what would otherwise come at once."""
    return int.from_bytes(entropy(_CHANCE_BYTES)) / 256**_CHANCE_BYTES


def monotonic() -> float:
    """Seconds on a clock that never steps back, to measure how long something takes."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Do nothing for so long."""
    time.sleep(seconds)


def unique_name() -> str:
    """A name for this party that no other in the world has: machine, process, chance."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"
