"""The command line: one small module a command, each imported only when it is asked for.

Exit codes are the same everywhere: 0 when all went well, 1 when something was
refused, found wrong or could not be done, 2 when the command line itself cannot
be understood.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Final

import click

from service.command.shape import Failed, LedgerCommand

DISTRIBUTION: Final = "improvement-ledger"

COMMANDS: Final = {
    "demo": "Load three councils, answer three questions, and serve.",
    "serve": "Serve the ledgers over HTTP: questions, intake and pages.",
    "project": "Keep the read models level, beside processes that only serve.",
    "consume": "Take what topics of Kafka bring into the ledgers.",
    "publish": "Tell topics of Kafka what the ledgers record and refuse.",
    "topics": "Make the topics of Kafka, and see whether they are as they should be.",
    "lag": "Show how far the ledgers are behind Kafka's topics.",
    "append": "Record events from a file or standard input.",
    "validate": "Say what append would do, and record nothing.",
    "ask": "Print a plan as it stood on a day, as known on a day.",
    "events": "List recorded events, and show one whole.",
    "quarantine": "List, show and replay what was refused.",
    "parked": "List, show and retry what waits for an earlier event.",
    "incidents": "List and acknowledge what was lost of Kafka's topics.",
    "rebuild": "Rebuild the read model from the ledger, and compare the two.",
    "backup": "Write ledgers to files that hold all of them, while writers go on.",
    "restore": "Put a backup in the place of a council's ledger.",
    "schemas": "Print or renew the JSON Schemas, the SDL and the documents made from them.",
    "ledger": "Create, list and move councils' ledgers.",
    "migrate": "Bring the tables of every ledger to the newest version.",
    "config": "Print the settings in effect, and where each comes from.",
}
"""Command -> its line in the help; here too, so that the help imports none of them."""


class CommandLine(click.Group):
    """The group of all commands, which it imports one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"{__name__}.{cmd_name}").command
        if not isinstance(command, click.Command):
            msg = f"service.command.{cmd_name} holds no command"
            raise TypeError(msg)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list from the table, without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()), col_max=14)


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version(DISTRIBUTION), prog_name=DISTRIBUTION)
def command_line() -> None:
    """What a council's improvement plan was on any date, as known on any date.

    Start with "improvement-ledger demo". "improvement-ledger COMMAND --help" tells
    what a command does, with examples.
    """


def main() -> None:
    """Run the command line of this process."""
    if sys.stdout is None:  # closed by whoever started us: there is nobody to print to
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    try:
        command_line(prog_name=DISTRIBUTION)
    except OSError:
        reason = _why_not_printed()
        if reason is None:
            raise
        Failed(
            f"Standard output cannot be written: {reason}.",
            "Whatever the command does besides printing may be done, and what was recorded stays "
            "recorded. Send the output elsewhere and run it again.",
        ).show()
        sys.exit(Failed.exit_code)


def _why_not_printed() -> str | None:
    """Why standard output takes nothing, not even an empty line; None where it takes that."""
    try:
        os.write(sys.stdout.fileno(), b"\n")
    except OSError as error:
        # Or Python would try once more on its way out, and end with a code of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return error.strerror
    return None


__all__ = ["COMMANDS", "Failed", "LedgerCommand", "command_line", "main"]
