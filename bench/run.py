"""One run of the benches: how much of it, where its files are, and who is told how it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import msgspec

from bench.measure import Result
from bench.sizes import Sizes


class Screen(Protocol):
    """Whoever watches."""

    def stage(self, text: str) -> None:
        """What is being done now."""
        ...

    def result(self, result: Result) -> None:
        """What was measured."""
        ...


class Run:
    """Collects what is measured.

    ``told`` are figures that stand beside the measurements in the documentation, such as
    the size of an event: they are compared with nothing.
    """

    def __init__(self, sizes: Sizes, folder: Path, screen: Screen) -> None:
        self.sizes = sizes
        self.results: list[Result] = []
        self.told: dict[str, float] = {}
        self._folder = folder
        self._screen = screen

    def folder(self, name: str) -> str:
        """A folder of the run's own, made where it is missing."""
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder)

    def ledger(self, count: int) -> str:
        """The folder of the ledger with ``count`` events, shared by all that read it."""
        return self.folder(f"ledger-{count}")

    def stage(self, text: str) -> None:
        """Say what is being done now."""
        self._screen.stage(text)

    def add(self, result: Result) -> None:
        """Keep and show a result."""
        self.results.append(result)
        self._screen.result(result)

    def tell(self, name: str, figure: float) -> None:
        """Keep a figure that is compared with nothing."""
        self.told[name] = float(f"{figure:.4g}")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how the results came about; the documentation is made from both.

    The machine is described and never named.
    """

    sizes: str
    cores: int
    memory_gib: int
    system: str
    python: str
    sqlite: str
    peers: dict[str, str]
    minutes: float
    told: dict[str, float]
