"""Our commands as real processes."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from click.testing import CliRunner

from service.command import command_line
from tests.waiting import until

ROOT: Final = Path(__file__).resolve().parents[3]
PROGRAM: Final = Path(sys.executable).parent / "improvement-ledger"
PATIENCE_S: Final = 30.0

Environment = Mapping[str, str]


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """What it printed, as JSON."""
        return json.loads(self.out)


def environment(data_dir: Path | None = None, **more: str) -> dict[str, str]:
    """No setting of whoever runs the tests, the program found, 100 columns."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith("IMPROVEMENT_LEDGER_")}
    for name in ("PORT", "SERVE", "NO_COLOR", "FORCE_COLOR"):
        ours.pop(name, None)
    path = os.pathsep.join([str(PROGRAM.parent), ours.get("PATH", os.defpath)])
    place = {} if data_dir is None else {"IMPROVEMENT_LEDGER_DATA_DIR": str(data_dir)}
    return ours | {"PATH": path, "COLUMNS": "100", "LC_ALL": "C.UTF-8"} | place | more


def run(*arguments: str, data_dir: Path | None = None, stdin: str = "", **more: str) -> Ended:
    """A command run to its end in the checkout."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        cwd=ROOT,
        env=environment(data_dir, **more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def here(*arguments: str, data_dir: Path, stdin: str = "") -> Ended:
    """A command run within this process: quicker, where only its words matter."""
    done = CliRunner().invoke(command_line, [*arguments], input=stdin, env=environment(data_dir))
    return Ended(done.exit_code, done.stdout, done.stderr)


class Running:
    """A command that goes on until it is told to stop."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.printed = ""

    def address(self) -> str:
        """The address that it says it answers at, once it says so."""
        self.wait_for("Ctrl-C ends it")
        (line, *_) = [word for word in self.printed.split() if word.startswith("http://")][-1:]
        return line.split("/", 3)[0] + "//" + line.split("/", 3)[2]

    def wait_for(self, text: str) -> None:
        """Read on until ``text`` was printed."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + PATIENCE_S
        while text not in self.printed and time.monotonic() < deadline:
            if select.select([self.process.stdout], [], [], 0.05)[0]:
                read = os.read(self.process.stdout.fileno(), 65_536).decode()
                if not read:
                    break
                self.printed += read
        assert text in self.printed, self.printed

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Tell it to stop; its exit code."""
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=PATIENCE_S)
        self.printed += rest.decode()
        return self.process.returncode


@contextmanager
def started(*arguments: str, data_dir: Path | None = None, **more: str) -> Iterator[Running]:
    """A command that is stopped at the end of the block, if it has not ended by then."""
    with subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=ROOT,
        env=environment(data_dir, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        running = Running(process)
        try:
            yield running
        finally:
            if process.poll() is None:
                running.stop(signal.SIGTERM)


def until_ready(address: str) -> httpx.Response:
    """The answer of /ready once it is 200."""

    def look() -> httpx.Response | None:
        answer = httpx.get(f"{address}/ready", timeout=PATIENCE_S)
        return answer if answer.status_code == 200 else None

    return until(look, PATIENCE_S)
