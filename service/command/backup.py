"""``backup``: a ledger as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand, NotUnderstood
from service.command.upkeep import reporting, upkeep

if TYPE_CHECKING:
    from ledger.store.backup import Backup
    from service.wiring import Wiring


@click.command(
    "backup",
    cls=LedgerCommand,
    examples=(
        Example(
            "improvement-ledger backup devon --to ${TMPDIR:-/tmp}/backups", "Back up one ledger"
        ),
        Example(
            "improvement-ledger backup --all --to ${TMPDIR:-/tmp}/nightly --json",
            "Back up all of them, for a program",
        ),
    ),
)
@click.argument("councils", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="The ledgers of all councils.")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder for the files, made where it is missing.",
)
@data_dir_option
@json_option
def command(
    *,
    councils: tuple[str, ...],
    all_: bool,
    folder: Path,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Write the ledgers of COUNCILS to files, each whole and of one moment.

    Writers go on meanwhile. A file is checked before it gets its name, and is an SQLite
    database whatever database the ledger is kept in. It holds all there is: names of
    people, refused messages and the ledger's secret. Guard it as you guard the ledger.
    """
    if bool(councils) is all_:
        raise NotUnderstood("Name the councils, or give --all.")
    with open_wiring(data_dir) as wiring:
        done = [backed_up(wiring, name, folder) for name in councils or wiring.directory.councils()]
    if as_json:
        screen.print_json([described(each) for each in done])
        return
    for each in done:
        click.echo(
            f"{each.identity.council}: {each.entries} events of epoch {each.identity.epoch} in "
            f"{each.path}, {each.size_bytes} bytes."
        )
        click.echo(f"  SHA-256 {each.sha256}")


def backed_up(wiring: Wiring, council: str, folder: Path) -> Backup:
    """Back up one ledger, into a file named for it and for now."""
    from ledger.moments import format_us
    from ledger.store.backup import back_up
    from service import clock

    ledger = wiring.directory.open(council)
    now = format_us(clock.now_us()).partition(".")[0].translate(str.maketrans("", "", "-:"))
    path = folder / f"{council}-{now}Z.db"
    try:
        with upkeep(council), reporting(f"backing up {council}") as report:
            return back_up(ledger, path, report)
    except FileExistsError:
        raise Failed(f"{path} is there already.", "Wait a second, and try again.") from None
    except OSError as error:
        raise Failed(f"{folder} cannot be used: {error.strerror}.", "Choose another.") from None


def described(backup: Backup) -> dict[str, object]:
    """A backup as JSON."""
    return {
        "council": backup.identity.council,
        "file": str(backup.path),
        "bytes": backup.size_bytes,
        "sha256": backup.sha256,
        "epoch": backup.identity.epoch,
        "events": backup.entries,
        "head": backup.entries - 1,
    }
