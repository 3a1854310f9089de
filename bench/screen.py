"""What whoever started the benches sees of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from bench.document import figure
from bench.measure import AIM, Result

PIPE_COLUMNS: Final = 140


class TerminalScreen:
    """A line for each result as it comes, and below it what is being done; a table at the end."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False)
        if not self._console.is_terminal:
            self._console = Console(highlight=False, markup=False, width=PIPE_COLUMNS)
        self._status: Status = self._console.status("starting")

    def stage(self, text: str) -> None:
        """What is being done now; where nobody watches, a line for it."""
        if self._console.is_terminal:
            self._status.update(text)
        else:
            self._console.print(Text(f"… {text}", style="dim"))

    def result(self, result: Result) -> None:
        """What was measured."""
        mark = "·" if result.aim is None else "✓" if result.is_reached else "✗"
        line = Text(f"{mark} ", style=_style(result))
        line.append(f"{result.name}: ", style="bold")
        line.append(f"{figure(result.ours)} {result.unit}, {result.ratio:.3g}× {result.peer_name}")
        self._console.print(line)

    def summary(self, results: Sequence[Result]) -> None:
        """All results in one table."""
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in ("what", "beside"):
            table.add_column(column)
        for column in ("ours", "theirs", "times better", "aim"):
            table.add_column(column, justify="right", no_wrap=True)
        table.add_column("unit")
        for result in results:
            table.add_row(
                result.name,
                "at most" if result.peer_name == AIM else result.peer_name,
                figure(result.ours),
                figure(result.peer),
                Text(f"{result.ratio:.3g}", style=_style(result)),
                "" if result.aim is None else f"{result.aim:g}",
                result.unit,
            )
        self._console.print()
        self._console.print(table)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()


def _style(result: Result) -> str:
    if result.aim is None:
        return "dim"
    return "green" if result.is_reached else "red"
