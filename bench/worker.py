"""One side of a comparison in a process of its own.

The library whose application we measure against changes ``dataclasses`` for the whole
process, and memory can only be told of a process; so every side, ours too, runs in a
child that takes one JSON line for each step and answers with another.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final, Self, TypeAlias, TypeVar

import msgspec

Argument: TypeAlias = bool | int | str | dict[str, dict[str, str]]
Step: TypeAlias = Callable[..., object]
Steps: TypeAlias = Mapping[str, Step]
"""What a module offers to be asked for, as its ``STEPS``."""

T = TypeVar("T")

CHECKOUT: Final = Path(__file__).parent.parent


class SideFailed(Exception):
    """A side ended in the middle of a step; what it said stands above on standard error."""


class Worker:
    """The child that runs the steps of one module."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "bench.worker", module],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, step: str, answer: type[T], **arguments: Argument) -> T:
        """Run a step and return what it returns, as ``answer``."""
        to_child, from_child = self._process.stdin, self._process.stdout
        if to_child is None or from_child is None:
            raise SideFailed(self._module)
        to_child.write(msgspec.json.encode((step, arguments)) + b"\n")
        to_child.flush()
        line = from_child.readline()
        if not line:
            raise SideFailed(f"{self._module}: {step}")
        return msgspec.json.decode(line, type=answer)

    def do(self, step: str, **arguments: Argument) -> None:
        """Run a step that returns nothing."""
        self.ask(step, type(None), **arguments)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _serve(steps: Steps) -> None:
    """Answer until standard input ends; whatever else is printed goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        step, arguments = msgspec.json.decode(line, type=tuple[str, dict[str, Argument]])
        gc.collect()
        answer = steps[step](**arguments)
        answers.write(msgspec.json.encode(answer) + b"\n")
        answers.flush()


if __name__ == "__main__":
    _serve(import_module(sys.argv[1]).STEPS)
