"""Runs a server for as long as whoever started it lives.

Started as a script of its own with ``-I``, so it may import the standard library alone.
Its standard input is the lifeline: when that ends, by a close or by the death of the
tests, the server is stopped and its folder removed. When the server ends first, so
does the guardian, with the same code.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

GRACE_S = 5


def main(folder: str, log: str, owner: str, *command: str) -> int:
    """Run ``command`` as the user ``owner`` (its number; empty for the same user)."""
    # A background job of a shell ignores it, and hands that down.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with Path(log).open("ab") as written:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            cwd=folder,
            user=int(owner) if owner else None,
            group=pwd.getpwuid(int(owner)).pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
    print(server.pid, flush=True)  # noqa: T201 - read by whoever signals the server
    let_go = threading.Event()
    threading.Thread(target=_hold, args=(server, let_go), daemon=True).start()
    code = server.wait()
    if let_go.is_set():
        shutil.rmtree(folder, ignore_errors=True)
    return code & 0xFF


def _hold(server: subprocess.Popen[bytes], let_go: threading.Event) -> None:
    while os.read(0, 1):
        pass
    let_go.set()
    server.send_signal(signal.SIGINT)
    threading.Event().wait(GRACE_S)
    server.kill()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
