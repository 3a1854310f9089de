"""The process that reads ahead: frames of messages in, frames of what was read out."""

from __future__ import annotations

import signal
import sys

from consumers.ahead.carried import answer, read_frame


def main() -> None:
    """Read batch after batch until whoever sends them is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that records
    while True:
        try:
            frame = read_frame(sys.stdin.buffer)
            sys.stdout.buffer.write(answer(frame))
            sys.stdout.buffer.flush()
        except (EOFError, BrokenPipeError):
            return


main()
