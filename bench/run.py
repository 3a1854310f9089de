"""One run of the benches: how much of it, on which databases, and who is told how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bench.aims import AIMS, Aims
from bench.databases import Database
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


class Ledger(NamedTuple):
    """A ledger with its read model: where it is, and what it took to build that.

    ``peak_mib`` is the most memory that the process which built it had resident.
    """

    address: str
    seconds: float
    peak_mib: float


class Run:
    """Collects what is measured on ``databases``.

    ``ledgers`` are those that several measurements read: name of the database and number of
    events -> the ledger, made when it is first asked for.

    ``told`` are figures that stand beside the measurements in the documentation, such as
    the size of an event: they are compared with nothing.
    """

    def __init__(self, sizes: Sizes, databases: Sequence[Database], screen: Screen) -> None:
        self.sizes = sizes
        self.databases = databases
        self.results: list[Result] = []
        self.told: dict[str, float] = {}
        self.ledgers: dict[tuple[str, int], Ledger] = {}
        self._screen = screen

    def aims(self, database: Database) -> Aims:
        """What is aimed at on ``database``."""
        return AIMS[database.name]

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
