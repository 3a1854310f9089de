"""The shape every command has: help with examples, errors that say what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import IO, Any, NamedTuple

import click


class ExitCode(IntEnum):
    """What a command ends with; scripts may rely on it."""

    OK = 0
    FOUND = 1
    """Something was refused, found wrong, or could not be done."""
    USAGE = 2
    """The command line or a setting cannot be understood."""


class Example(NamedTuple):
    """A command line that works as it stands in a checkout, and what it does."""

    line: str
    does: str


class LedgerCommand(click.Command):
    """A command whose help ends with examples. A test runs every one of them."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - handed on to click as they are
        examples: Sequence[Example] = (),
        **kwargs: Any,  # noqa: ANN401 - the same
    ) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples below the options, lines unbroken, so that they can be copied."""
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Examples"):
                for index, example in enumerate(self.examples):
                    gap = "\n" if index else ""
                    formatter.write(f"{gap}  {example.does}\n    {example.line}\n")


class Failed(click.ClickException):
    """What was asked for could not be done; ``next_step`` says what to do about it."""

    exit_code = ExitCode.FOUND

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step

    def show(self, file: IO[Any] | None = None) -> None:
        """Write both to standard error."""
        click.echo(f"Error: {self.format_message()}", file=file, err=True)
        if self.next_step:
            click.echo(self.next_step, file=file, err=True)


class NotUnderstood(Failed):
    """What was typed or set has no meaning here."""

    exit_code = ExitCode.USAGE
