"""``migrate``: the tables of every ledger brought to the newest version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand


@click.command(
    "migrate",
    cls=LedgerCommand,
    examples=(Example("improvement-ledger migrate", "Every ledger ready for this release"),),
)
@click.option(
    "--roles",
    is_flag=True,
    help="On PostgreSQL, also create the roles to write, to project and to read with.",
)
@data_dir_option
@json_option
def command(*, roles: bool, data_dir: Path | None, as_json: bool) -> None:
    """Bring the tables of every ledger to the version of this release.

    Tables are only ever added to, and events are never touched. A ledger is migrated
    when it is opened, too; this does it for all of them at once, as the user who
    owns them: a user who only writes may not change tables.
    """
    from ledger.store.home import NoRoles

    with open_wiring(data_dir) as wiring:
        try:
            versions = wiring.directory.migrate(roles=roles)
        except NoRoles as error:
            raise Failed(
                f"There are no roles in {error}.", "Files are read and written by their owner."
            ) from None
        if as_json:
            screen.print_json(versions)
        else:
            _tell(versions, wiring.directory.home.name, roles=roles)


def _tell(versions: Mapping[str, int], home: str, *, roles: bool) -> None:
    for council, version in versions.items():
        click.echo(f"{council}: tables of version {version}.")
    if not versions:
        click.echo(f"There is no ledger in {home}.")
    if roles:
        click.echo(f"The roles have their rights in {home}.")
