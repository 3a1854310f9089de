"""``ledger``: the councils' ledgers themselves."""

from __future__ import annotations

from pathlib import Path

import click

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand


@click.group("ledger")
def command() -> None:
    """Create a council's ledger, or list the ledgers there are.

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
        rows = [
            {
                "council": name,
                "events": wiring.directory.open(name).head().size,
                "origin": wiring.directory.open(name).identity.origin,
                "created_at": wiring.directory.open(name).identity.created_at,
            }
            for name in wiring.directory.councils()
        ]
        if as_json:
            screen.print_json(rows)
        elif rows:
            screen.print_table(
                ("council", "events", "origin", "created (UTC)"),
                [tuple(row.values()) for row in rows],
                right=("events",),
            )
        else:
            click.echo(f"There is no ledger in {wiring.directory.home.name}.")
            click.echo('Make one with "improvement-ledger ledger create COUNCIL".')
