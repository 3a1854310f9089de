"""What a person sees: tables, plain text and progress; and JSON for whoever asks for it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

PIPE_COLUMNS: Final = 120
"""How wide a table is where no terminal says it, unless COLUMNS does."""


def console(*, stderr: bool = False) -> Console:
    """A console for this process's output: colour on a terminal only, and never with NO_COLOR."""
    stream = sys.stderr if stderr else sys.stdout
    plain = bool(os.environ.get("NO_COLOR")) or not stream.isatty()
    return Console(
        file=stream,
        color_system=None if plain else "auto",
        width=shutil.get_terminal_size((PIPE_COLUMNS, 24)).columns,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


def print_json(value: object) -> None:
    """Write one JSON document, indented, with keys in the order they have."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    right: Sequence[str] = (),
    whole: Sequence[str] = (),
) -> None:
    """Write a table. ``right`` columns hold numbers; ``whole`` ones are never broken or cut."""
    table = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        title=title or None,
        title_justify="left",
    )
    for column in columns:
        table.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column in whole,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else str(cell) for cell in row))
    console().print(table)


def say(text: str = "", style: str = "") -> None:
    """Write a line of prose, wrapped at the width of the screen."""
    console().print(Text(text, style=style))


class _Rate(ProgressColumn):
    """How much is done a second."""

    def render(self, task: Task) -> Text:
        """The speed of late, once there is one."""
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s")


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Progress]:
    """A progress bar with rate and time left, on a terminal only and gone when the work is done.

    The one task has the id 0; ``total`` is in whatever unit it is advanced by.
    """
    err = console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    with bar:
        bar.add_task(what, total=total)
        yield bar
