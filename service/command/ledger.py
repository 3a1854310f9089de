"""``ledger``: the councils' ledgers themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.command import screen
from service.command.moving import command as move
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand

if TYPE_CHECKING:
    from ledger.store.ledger import Ledger


@click.group("ledger")
def command() -> None:
    """Create, list and move councils' ledgers.

    Every council has a ledger of its own, in a folder or a schema of its own: it can
    be moved, restored or handed over whole.
    """


@command.command(
    "create",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger ledger create somerset", "A ledger for one more council"),
    ),
)
@click.argument("council")
@click.option(
    "--roles",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON of the council's own roles, key to label, beside those of the vocabulary.",
)
@data_dir_option
@json_option
def create(*, council: str, roles: Path | None, data_dir: Path | None, as_json: bool) -> None:
    """Create an empty ledger for COUNCIL, a key of lower-case letters, digits and hyphens."""
    from ledger.store.failures import LedgerExists, NoLedger

    with open_wiring(data_dir, roles_file=roles) as wiring:
        try:
            ledger = wiring.create(council)
        except LedgerExists:
            raise Failed(
                f"{council} has a ledger already.", "See it with improvement-ledger ledger list."
            ) from None
        except (NoLedger, ValueError) as error:
            raise Failed(f"No ledger was made: {error}", "Write a key such as somerset.") from None
        if as_json:
            screen.print_json(ledger.identity)
        else:
            click.echo(f"Created the ledger of {council}, with origin {ledger.identity.origin}.")


@command.command(
    "list",
    cls=LedgerCommand,
    examples=(Example("improvement-ledger ledger list", "The ledgers there are"),),
)
@data_dir_option
@json_option
def list_(*, data_dir: Path | None, as_json: bool) -> None:
    """List the councils that have a ledger, with how many events each holds."""
    with open_wiring(data_dir) as wiring:
        rows = [listed(wiring.directory.open(name)) for name in wiring.directory.councils()]
        if as_json:
            screen.print_json(rows)
        elif rows:
            print_listed(rows)
        else:
            click.echo(f"There is no ledger in {wiring.directory.home.name}.")
            click.echo('Make one with "improvement-ledger ledger create COUNCIL".')


def listed(ledger: Ledger) -> dict[str, object]:
    """A ledger as it is listed."""
    identity = ledger.identity
    return {
        "council": identity.council,
        "events": ledger.head().size,
        "epoch": identity.epoch,
        "origin": identity.origin,
        "created_at": identity.created_at,
        "moved_to": ledger.moved_to(),
    }


def print_listed(rows: Sequence[Mapping[str, object]]) -> None:
    """The ledgers as a table; where each was moved to, if one was."""
    columns = ["council", "events", "epoch", "origin", "created (UTC)"]
    if any(row["moved_to"] for row in rows):
        columns.append("moved to")
    table = [
        ["" if each is None else each for each in row.values()][: len(columns)] for row in rows
    ]
    screen.print_table(columns, table, right=("events", "epoch"))


@command.command(
    "aside",
    cls=LedgerCommand,
    short_help="List the ledgers whose place another has taken, or drop them.",
    examples=(
        Example("improvement-ledger ledger aside devon", "What restores have kept"),
        Example("improvement-ledger ledger aside devon --drop", "Remove it for good"),
    ),
)
@click.argument("council")
@click.option("--drop", is_flag=True, help="Remove them for good.")
@data_dir_option
@json_option
def aside(*, council: str, drop: bool, data_dir: Path | None, as_json: bool) -> None:
    """List the ledgers of COUNCIL in whose place a restore has put another."""
    with open_wiring(data_dir) as wiring:
        wiring.directory.open(council)
        home = wiring.directory.home
        epochs = home.kept_aside(council)
        for epoch in epochs if drop else ():
            home.drop_aside(council, epoch)
    if as_json:
        screen.print_json({"council": council, "epochs": epochs, "dropped": drop})
    elif not epochs:
        click.echo(f"No ledger of {council} is kept aside.")
    else:
        listed = ", ".join(map(str, epochs))
        click.echo(f"{'Dropped' if drop else 'Kept aside'}: {council}, epoch {listed}.")


command.add_command(move)
