"""``append``: record events from a file or standard input."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from service.command.options import data_dir_option, json_option
from service.command.shape import Example, LedgerCommand


@click.command(
    "append",
    cls=LedgerCommand,
    examples=(
        Example(
            "improvement-ledger append examples/devon.jsonl --create",
            "Record the events of a file, making the ledger first",
        ),
        Example(
            "head -n 3 examples/devon.jsonl | improvement-ledger append -",
            "Record from standard input; what is there already stays as it is",
        ),
        Example(
            "improvement-ledger append examples/devon.jsonl --verbose",
            "With a line for every event",
        ),
    ),
)
@click.argument("file", type=click.File("rb"))
@click.option("--create", is_flag=True, help="Make the ledgers of councils that have none yet.")
@click.option("--atomic", is_flag=True, help="All or none: at most 1,000 events, of one council.")
@click.option("--verbose", is_flag=True, help="Say what became of every event.")
@data_dir_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    file: BinaryIO,
    create: bool,
    atomic: bool,
    verbose: bool,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Record the events of FILE, or of standard input where FILE is "-".

    FILE holds CloudEvents as JSON Lines, as one JSON array, or a single event. An
    event that is there already, under the same source and id, is left as it is,
    so the same file can be sent again. What is refused is kept in quarantine and
    the rest goes on; the exit code is then 1. At the end the read model is
    brought up to date.
    """
    from service.command.submitting import submit

    ctx.exit(
        submit(
            file,
            data_dir=data_dir,
            create=create,
            atomic=atomic,
            verbose=verbose,
            as_json=as_json,
            dry_run=False,
        )
    )
