"""``project``: read models kept level by a process of their own."""

from __future__ import annotations

from pathlib import Path

import click

from service.command.listening import listening_options, run
from service.command.options import data_dir_option, open_wiring
from service.command.shape import Example, LedgerCommand


@click.command(
    "project",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger project --port 8001", "Project beside serve --no-projector"),
        Example("improvement-ledger project --port 0", "The same, telling at any port how it is"),
    ),
)
@listening_options
@data_dir_option
def command(
    *, host: str | None, port: int | None, open_to_all: bool | None, data_dir: Path | None
) -> None:
    """Keep the read models of all ledgers level with them until it is told to stop.

    serve does so by itself; a process of its own leaves serve its time, and goes on
    while serve is exchanged. Any number may run: one at a time projects a ledger, and
    another takes over when that one dies. /live and /ready tell how it is, as with
    serve. Ctrl-C or SIGTERM ends it once the batch under way is written.
    """
    from service.app import create_projector_app

    with open_wiring(data_dir, host=host, port=port, open_to_all=open_to_all) as wiring:
        run("Projecting", wiring, create_projector_app(wiring))
