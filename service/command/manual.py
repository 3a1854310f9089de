"""The manual of the command line, made from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Final

import click

from service.command import COMMANDS, DISTRIBUTION, command_line
from service.command.shape import Example, LedgerCommand

INTRODUCTION: Final = """\
# The command line

Made by `improvement-ledger schemas --write` from the commands' own help; do not edit it.

Every command prints tables and sentences for people, and with `--json` one JSON document for
programs. Colour and progress bars appear on a terminal only, and colour never with `NO_COLOR` set.

| Exit code | Meaning |
|---|---|
| 0 | all went well |
| 1 | something was refused, found wrong, or could not be done |
| 2 | the command line or a setting cannot be understood |
"""


def manual() -> str:
    """The manual as Markdown: every command with its options and its examples."""
    group = _context()
    lines = [INTRODUCTION, "## Commands", "", "| Command | What it does |", "|---|---|"]
    lines += [f"| [`{name}`](#{DISTRIBUTION}-{name}) | {does} |" for name, does in COMMANDS.items()]
    for name in COMMANDS:
        command = command_line.get_command(group, name)
        if command is not None:
            lines += ["", *_command(command, click.Context(command, group, info_name=name))]
    return "\n".join(lines) + "\n"


def examples() -> Iterator[tuple[str, Example]]:
    """Every example of every command, under the command's name."""
    group = _context()
    for name in COMMANDS:
        command = command_line.get_command(group, name)
        inner = command.commands.values() if isinstance(command, click.Group) else (command,)
        for each in inner:
            if isinstance(each, LedgerCommand):
                yield from ((name, example) for example in each.examples)


def _context() -> click.Context:
    """As if the program had been called without a word."""
    return command_line.make_context(DISTRIBUTION, [], resilient_parsing=True)


def _command(command: click.Command, ctx: click.Context) -> Iterator[str]:
    depth = "##" if ctx.parent is not None and ctx.parent.parent is None else "###"
    usage = " ".join(command.collect_usage_pieces(ctx))
    yield f"{depth} {ctx.command_path}"
    yield ""
    yield f"`{ctx.command_path} {usage}`"
    yield ""
    yield inspect.cleandoc(command.help or "").replace("<", "\\<")
    yield ""
    yield from _options(command, ctx)
    if isinstance(command, LedgerCommand) and command.examples:
        yield ""
        yield from _examples(command)
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield ""
            yield from _command(inner, click.Context(inner, ctx, info_name=name))


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    options = (param for param in command.get_params(ctx) if isinstance(param, click.Option))
    records = (option.get_help_record(ctx) for option in options)
    rows = [each for each in records if each is not None]
    yield "| Option | |"
    yield "|---|---|"
    for option, meaning in rows:
        yield f"| `{option}` | {meaning} |"


def _examples(command: LedgerCommand) -> Iterator[str]:
    yield "```sh"
    for index, example in enumerate(command.examples):
        if index:
            yield ""
        yield f"# {example.does}"
        yield example.line
    yield "```"
