"""``restore``: a backup in the place of a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.command import screen
from service.command.backup import described
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, LedgerCommand
from service.command.upkeep import coded, reporting, upkeep

if TYPE_CHECKING:
    from ledger.store.backup import Backup
    from ledger.store.restore import Comparison, Restored
    from service.wiring import Wiring


@click.command(
    "restore",
    cls=LedgerCommand,
    examples=(
        Example(
            "improvement-ledger backup devon --to ${TMPDIR:-/tmp}/kept && "
            "improvement-ledger restore ${TMPDIR:-/tmp}/kept/devon-*.db",
            "Back up, and put back",
        ),
        Example(
            "improvement-ledger backup example --to ${TMPDIR:-/tmp}/kept && "
            "improvement-ledger restore --check ${TMPDIR:-/tmp}/kept/example-*.db",
            "Check a backup, and change nothing",
        ),
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "check_only", is_flag=True, help="Check the file, and change nothing.")
@click.option(
    "--replace", is_flag=True, help="Also where the ledger has entries that the backup lacks."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_dir_option
@json_option
def command(
    *,
    file: Path,
    check_only: bool,
    replace: bool,
    yes: bool,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Put the backup in FILE in the place of the ledger of its council.

    The file is checked first: every entry, its hash and what stands beside it. The
    ledger then begins a new epoch, so that whoever holds a position from before is told
    where it may mean something else. A running service goes on with the restored
    ledger by itself. The ledger that stood is kept aside: see "ledger aside".

    Of refused messages that belong to no ledger, those that are not here are added.
    """
    from ledger.store.backup import opened
    from ledger.store.restore import compare, restore_unrouted

    with open_wiring(data_dir) as wiring, upkeep(file.name):
        with reporting(f"checking {file.name}") as report:
            backup = opened(file, report)
        if backup.is_unrouted:
            added = None if check_only else restore_unrouted(wiring.directory.unrouted, backup)
            print_unrouted(backup, added, as_json=as_json)
            return
        compared = compare(wiring.directory.home, backup)
        if check_only:
            print_checked(backup, compared, as_json=as_json)
            return
        require_leave(backup, compared, replace=replace, yes=yes)
        done = put_back(wiring, backup, replace=replace)
    if as_json:
        screen.print_json({**described(backup), **done._asdict()})
    else:
        print_restored(backup.identity.council, done)


def require_leave(backup: Backup, compared: Comparison | None, *, replace: bool, yes: bool) -> None:
    """Stop, or ask, where entries of the ledger that stands would be lost."""
    if compared is None or not compared.lost:
        return
    losing = f"{in_words(backup, compared)} would no longer count"
    if not replace:
        raise coded("WOULD_LOSE_ENTRIES", losing)
    if not yes:
        click.confirm(f"{losing[0].upper()}{losing[1:]}. Restore all the same?", abort=True)


def in_words(backup: Backup, compared: Comparison) -> str:
    """Which entries are lost."""
    council, first, last = backup.identity.council, compared.common, compared.standing - 1
    return f"{compared.lost} events of {council}, from position {first} to {last},"


def put_back(wiring: Wiring, backup: Backup, *, replace: bool) -> Restored:
    """Restore; the ledger that stands may have grown since it was looked at."""
    from ledger.store.restore import WouldLose, restore
    from service import clock

    with reporting(f"restoring {backup.identity.council}") as report:
        try:
            return restore(
                wiring.directory.home, backup, clock=clock.now_us, replace=replace, report=report
            )
        except WouldLose as error:
            losing = f"{in_words(backup, error.comparison)} would no longer count"
            raise coded("WOULD_LOSE_ENTRIES", losing) from None


def print_checked(backup: Backup, compared: Comparison | None, *, as_json: bool) -> None:
    """What the file holds, and how it compares."""
    standing = None if compared is None else compared._asdict() | {"lost": compared.lost}
    if as_json:
        screen.print_json({**described(backup), "standing": standing})
        return
    identity = backup.identity
    click.echo(f"{backup.path} is whole: {backup.entries} events of {identity.council}.")
    click.echo(f"  epoch {identity.epoch}, origin {identity.origin}")
    click.echo(f"  SHA-256 {backup.sha256}")
    if compared is None:
        click.echo(f"  {identity.council} has no ledger here.")
    else:
        click.echo(
            f"  The ledger here has {compared.standing} events; the first {compared.common} "
            f"are the same, {compared.lost} are not in the backup."
        )


def print_unrouted(backup: Backup, added: int | None, *, as_json: bool) -> None:
    """What the file holds that belongs to no ledger, and how much of it was put back."""
    if as_json:
        screen.print_json({**described(backup), "added": added})
    elif added is None:
        click.echo(f"{backup.path} is whole: {backup.refused} refused messages of no ledger.")
        click.echo(f"  SHA-256 {backup.sha256}")
    else:
        click.echo(f"{added} refused messages put back, {backup.refused - added} were here.")


def print_restored(council: str, done: Restored) -> None:
    """What was done, in sentences."""
    click.echo(f"{council}: {done.entries} events restored; epoch {done.epoch} has begun.")
    if done.lost:
        click.echo(f"  {done.lost} events no longer count: have their senders send them again.")
    if done.kept_aside is not None:
        click.echo(
            f"  The ledger of epoch {done.kept_aside} is kept aside: "
            f'"improvement-ledger ledger aside {council}".'
        )
