"""``demo``: real councils, three questions, and the service."""

from __future__ import annotations

from pathlib import Path

import click

from service.command.shape import Example, LedgerCommand


@click.command(
    "demo",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger demo --no-serve", "The three answers, and no more"),
        Example("improvement-ledger demo --port 0", "The same, then serve at a free port"),
    ),
)
@click.option(
    "--serve/--no-serve",
    default=True,
    envvar="SERVE",
    help="Serve after the answers, which is the default; the variable SERVE=0 says no too.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    envvar="PORT",
    help="The port to serve at, in place of 8000; the variable PORT says so too.",
)
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Load into this folder, and leave it there. Else into a new temporary one.",
)
def command(*, serve: bool, port: int | None, data_dir: Path | None) -> None:
    """Load three councils and a made-up one, answer three questions, and serve.

    The events were drawn from the councils' own documents and go through the same
    intake as everything else; SQLite is all that it needs. A temporary folder is
    removed when serving ends, and stays with --no-serve, so that the questions can
    be asked again.
    """
    from service.command.demonstrating import demonstrate

    demonstrate(serve=serve, port=port, data_dir=data_dir)
