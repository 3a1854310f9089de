"""``validate``: what append would do."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from service.command.options import data_dir_option, json_option
from service.command.shape import Example, LedgerCommand


@click.command(
    "validate",
    cls=LedgerCommand,
    examples=(
        Example(
            "improvement-ledger validate examples/devon.jsonl", "What append would do with a file"
        ),
        Example(
            "improvement-ledger validate examples/devon.jsonl --json",
            "The same for a program",
        ),
    ),
)
@click.argument("file", type=click.File("rb"))
@click.option("--atomic", is_flag=True, help="Judge them as all or none.")
@click.option("--verbose", is_flag=True, help="Say what would become of every event.")
@data_dir_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    file: BinaryIO,
    atomic: bool,
    verbose: bool,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Say what append would do with the events of FILE ("-": standard input).

    It runs the code of append against the ledger as it is now, and records and
    keeps nothing. Concerns that would come of it, as at today, are listed with
    those that it would settle. A file of more than 1,000 events is validated in
    pieces, each against the ledger alone. The exit code is 1 if any would be
    refused.
    """
    from service.command.submitting import submit

    ctx.exit(
        submit(
            file,
            data_dir=data_dir,
            create=False,
            atomic=atomic,
            verbose=verbose,
            as_json=as_json,
            dry_run=True,
        )
    )
