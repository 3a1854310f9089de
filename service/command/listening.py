"""What the commands that listen share: where they do, and that they go on until told to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from service.command.shape import Failed

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from service.wiring import Wiring

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option("--host", help="The address to listen at, in place of IMPROVEMENT_LEDGER_HOST."),
    click.option("--port", type=click.IntRange(0, 65_535), help="The port; 0 takes a free one."),
    click.option(
        "--open-to-all",
        is_flag=True,
        default=None,
        help="Listen beyond this machine, although nobody is asked who they are.",
    ),
)


def listening_options(command: Command) -> Command:
    """Let a command be told where to listen: ``host``, ``port`` and ``open_to_all``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def run(doing: str, wiring: Wiring, application: Starlette) -> None:
    """Serve ``application`` where the settings say, until the process is told to stop.

    ``doing`` begins the line that says where it answers, such as "Serving".
    """
    from service.serving import CannotListen, listen, serve

    try:
        listener = listen(wiring.settings)
    except CannotListen as error:
        raise Failed(str(error), error.next_step) from None
    councils = ", ".join(wiring.directory.councils()) or "no council yet"
    serve(
        application,
        wiring.settings,
        listener,
        lambda address: click.echo(f"{doing} {councils} at {address}/ (Ctrl-C ends it)"),
    )
    click.echo("Stopped.")
