"""``backup``: a ledger as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand, NotUnderstood
from service.command.upkeep import reporting, upkeep

if TYPE_CHECKING:
    from ledger.store.backup import Backup
    from ledger.store.ledger import Ledger
    from ledger.store.unrouted import Unrouted

OF_NONE: Final = "unrouted_quarantine"
"""The file of what belongs to no ledger; no council's key has a low line."""


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
@click.option("--all", "all_", is_flag=True, help="All ledgers, and what belongs to none.")
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
    With --all the refused messages that belong to no ledger get a file of their own.
    """
    if bool(councils) is all_:
        raise NotUnderstood("Name the councils, or give --all.")
    with open_wiring(data_dir) as wiring:
        directory = wiring.directory
        done = [
            backed_up(directory.open(council), council, folder)
            for council in councils or directory.councils()
        ]
        if all_ and directory.unrouted.is_made():
            done.append(backed_up(directory.unrouted, OF_NONE, folder))
    if as_json:
        screen.print_json([described(each) for each in done])
        return
    for each in done:
        held = f"{each.identity.council}: {each.entries} events of epoch {each.identity.epoch}"
        if each.is_unrouted:
            held = f"of no ledger: {each.refused} refused messages"
        click.echo(f"{held} in {each.path}, {each.size_bytes} bytes.")
        click.echo(f"  SHA-256 {each.sha256}")


def backed_up(source: Ledger | Unrouted, name: str, folder: Path) -> Backup:
    """Back up ``source``, into a file named for it and for now."""
    from ledger.moments import format_us
    from ledger.store.backup import back_up
    from service import clock

    now = format_us(clock.now_us()).partition(".")[0].translate(str.maketrans("", "", "-:"))
    path = folder / f"{name}-{now}Z.db"
    try:
        with upkeep(name), reporting(f"backing up {name}") as report:
            return back_up(source, path, report)
    except FileExistsError:
        raise Failed(f"{path} is there already.", "Wait a second, and try again.") from None
    except OSError as error:
        raise Failed(f"{folder} cannot be used: {error.strerror}.", "Choose another.") from None


def described(backup: Backup) -> dict[str, object]:
    """A backup as JSON."""
    return {
        "council": None if backup.is_unrouted else backup.identity.council,
        "file": str(backup.path),
        "bytes": backup.size_bytes,
        "sha256": backup.sha256,
        "epoch": backup.identity.epoch,
        "events": backup.entries,
        "head": backup.entries - 1,
        "refused": backup.refused,
    }
