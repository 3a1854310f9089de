"""The example producers as their readers run them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.services.debian import program
from tests.services.kafka.artefacts import artefacts, compiling_java
from tests.services.missing import here_or_told

ROOT: Final = Path(__file__).resolve().parents[3]
FOLDER: Final = ROOT / "examples" / "producers"
COUNCIL: Final = "devon"
PATIENCE_S: Final = 120


class Refused(Exception):
    """A producer ended with an error; the message is what it printed."""


def with_the_sdk(bootstrap: str, topic: str, path: Path) -> str:
    """Send the events of a file with the SDK of CloudEvents."""
    return _run([sys.executable, FOLDER / "send.py", bootstrap, topic, path])


def with_java(bootstrap: str, topic: str, path: Path) -> str:
    """Send the events of a file with Kafka's own client."""
    java = here_or_told("Java for a producer", compiling_java)
    jars = here_or_told("the Java client", artefacts)
    return _run([java, "-cp", f"{jars}/*", FOLDER / "Send.java", bootstrap, topic, path])


def with_kcat(bootstrap: str, topic: str, path: Path) -> str:
    """Send the events of a file with kcat."""
    script = ["sh", FOLDER / "send-kcat.sh"]
    return _run_with("kcat", [*script, bootstrap, topic, COUNCIL, path])


def with_curl(url: str, path: Path) -> str:
    """Send the events of a file over HTTP."""
    return _run_with("curl", ["sh", FOLDER / "send-curl.sh", url, path])


OVER_KAFKA: Final[Mapping[str, Callable[[str, str, Path], str]]] = {
    "sdk": with_the_sdk,
    "java": with_java,
    "kcat": with_kcat,
}


def _run_with(name: str, command: Sequence[str | Path]) -> str:
    """Run a script that needs a program which this machine may lack."""
    found = here_or_told(name, lambda: program(name))
    path = os.pathsep.join([str(found.path.parent), os.environ.get("PATH", os.defpath)])
    return _run(command, {"PATH": path, **found.environment})


def _run(command: Sequence[str | Path], more: Mapping[str, str] | None = None) -> str:
    """What a producer that succeeds prints."""
    done = subprocess.run(
        command,
        env={**os.environ, **(more or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if done.returncode:
        raise Refused(done.stdout + done.stderr)
    return done.stdout
