"""``serve``: questions, intake and pages over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from service.command.options import data_dir_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand


@click.command(
    "serve",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger serve", "Serve the ledgers in the data folder"),
        Example("improvement-ledger serve --port 0", "The same at any port that is free"),
    ),
)
@click.option("--host", help="The address to listen at, in place of IMPROVEMENT_LEDGER_HOST.")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port; 0 takes a free one.")
@click.option(
    "--open-to-all",
    is_flag=True,
    default=None,
    help="Listen beyond this machine, although nobody is asked who they are.",
)
@data_dir_option
def command(
    *, host: str | None, port: int | None, open_to_all: bool | None, data_dir: Path | None
) -> None:
    """Serve every ledger of the data folder over HTTP until it is told to stop.

    Questions are at /<council>/graphql, the intake at /v1/events, pages at /. The
    read models follow their ledgers live; /ready answers 503 until they are level.
    Ctrl-C or SIGTERM ends it once the requests under way are answered.
    """
    from service.serving import CannotListen, listen, serve

    with open_wiring(data_dir, host=host, port=port, open_to_all=open_to_all) as wiring:
        try:
            listener = listen(wiring.settings)
        except CannotListen as error:
            raise Failed(str(error), error.next_step) from None
        councils = ", ".join(wiring.directory.councils()) or "no council yet"
        serve(
            wiring,
            listener,
            lambda address: click.echo(f"Serving {councils} at {address}/ (Ctrl-C ends it)"),
        )
    click.echo("Stopped.")
