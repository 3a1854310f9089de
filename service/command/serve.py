"""``serve``: questions, intake and pages over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from service.command.listening import listening_options, run
from service.command.options import data_dir_option, open_wiring
from service.command.shape import Example, LedgerCommand


@click.command(
    "serve",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger serve", "Serve the ledgers in the data folder"),
        Example("improvement-ledger serve --port 0", "The same at any port that is free"),
    ),
)
@listening_options
@click.option(
    "--projector/--no-projector",
    default=None,
    help="Whether to keep the read models level; without, run improvement-ledger project.",
)
@data_dir_option
def command(
    *,
    host: str | None,
    port: int | None,
    open_to_all: bool | None,
    projector: bool | None,
    data_dir: Path | None,
) -> None:
    """Serve every ledger of the data folder over HTTP until it is told to stop.

    Questions are at /<council>/graphql, the intake at /v1/events, pages at /. The
    read models follow their ledgers live; /ready answers 503 until they are level.
    Ctrl-C or SIGTERM ends it once the requests under way are answered.
    """
    from service.app import create_app

    options = {"host": host, "port": port, "open_to_all": open_to_all, "projector": projector}
    with open_wiring(data_dir, **options) as wiring:
        run("Serving", wiring, create_app(wiring))
