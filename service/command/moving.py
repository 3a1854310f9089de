"""``ledger move``: a ledger to another database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand, NotUnderstood
from service.command.upkeep import coded, reporting, upkeep

if TYPE_CHECKING:
    from ledger.store.home import Home
    from ledger.store.move import Moved
    from service.wiring import Wiring


@click.command(
    "move",
    cls=LedgerCommand,
    short_help="Move a ledger to another folder or database.",
    examples=(
        Example(
            "improvement-ledger ledger move nottingham-city --to ${TMPDIR:-/tmp}/elsewhere",
            "Move a ledger to another folder",
        ),
    ),
)
@click.argument("council")
@click.option(
    "--to",
    "destination",
    metavar="URL|FOLDER",
    required=True,
    help="The URL of a PostgreSQL database, or a folder of SQLite files.",
)
@click.option(
    "--take-back",
    is_flag=True,
    help="Let the ledger take events here again, after a move there that was broken off.",
)
@data_dir_option
@json_option
def command(
    *, council: str, destination: str, take_back: bool, data_dir: Path | None, as_json: bool
) -> None:
    """Move the ledger of COUNCIL to another database, with every byte and in the same epoch.

    Writers go on while most of it is copied. Then it takes no more events here:
    senders are told LEDGER_MOVED, and send again to the service that has it now. A
    move that was broken off is finished by the same command. Reading goes on here
    until you remove what was left. Keep passwords out of the URL: see "PGPASSFILE" of
    PostgreSQL.
    """
    from ledger.store import failures

    with open_wiring(data_dir) as wiring, upkeep(council), home_of(destination) as target:
        wiring.directory.open(council)
        try:
            if take_back:
                taken_back(wiring, target, council)
                return
            done = moved(wiring, target, council)
        except failures.LedgerExists:
            raise Failed(
                f"{council} has a ledger in {target.name} already.",
                "Move it to a place that has none of that council.",
            ) from None
    if as_json:
        screen.print_json({"council": council, **done._asdict()})
    else:
        click.echo(f"{council}: {done.entries} events moved to {done.destination}.")
        click.echo("  It takes no events here any more: let the service use the other place.")


def home_of(destination: str) -> Home:
    """The home at a URL or in a folder."""
    from ledger.store.home import BadAddress, home_at

    if destination.startswith(("postgresql://", "postgres://")):
        try:
            return home_at(destination, Path())
        except BadAddress:
            raise NotUnderstood("--to cannot be read as a URL.") from None
    return home_at(None, Path(destination).resolve())


def moved(wiring: Wiring, target: Home, council: str) -> Moved:
    """Move; a failure where it was moved to another place before."""
    from ledger.store.move import MovedElsewhere, move
    from service import clock

    try:
        with reporting(f"moving {council}") as report:
            return move(wiring.directory.home, target, council, clock=clock.now_us, report=report)
    except MovedElsewhere as error:
        raise coded("LEDGER_MOVED", f"it was moved to {error}") from None


def taken_back(wiring: Wiring, target: Home, council: str) -> None:
    """Undo what a broken-off move left."""
    from ledger.store.move import MovedElsewhere, take_back

    try:
        take_back(wiring.directory.home, target, council)
    except MovedElsewhere as error:
        raise coded("LEDGER_MOVED", f"it was moved to {error}") from None
    click.echo(f"The ledger of {council} takes events here.")
