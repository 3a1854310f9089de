"""``rebuild``: the read model, made again from the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, ExitCode, Failed, LedgerCommand, NotUnderstood

if TYPE_CHECKING:
    from projections.rebuild import Rebuilt
    from service.wiring import Wiring


@click.command(
    "rebuild",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger rebuild devon", "Rebuild one read model"),
        Example(
            "improvement-ledger rebuild --all --json",
            "Rebuild all of them, for a program",
        ),
    ),
)
@click.argument("councils", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="The read models of all councils.")
@data_dir_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    councils: tuple[str, ...],
    all_: bool,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Rebuild the read models of COUNCILS from their ledgers.

    The new one is built beside the old, which goes on answering, and takes its
    place all at once. The two are compared by their digests: where they differ, the
    old one did not hold what the ledger says, and the exit code is 1.
    """
    if bool(councils) is all_:
        raise NotUnderstood("Name the councils, or give --all.")
    with open_wiring(data_dir) as wiring:
        done = [rebuilt(wiring, name) for name in councils or wiring.directory.councils()]
    if as_json:
        screen.print_json(done)
    else:
        for each in done:
            print_rebuilt(each)
    ctx.exit(ExitCode.OK if all(each["agrees"] for each in done) else ExitCode.FOUND)


def rebuilt(wiring: Wiring, council: str) -> dict[str, object]:
    """Rebuild one; what came of it."""
    from projections.rebuild import RebuildUnderWay
    from service import clock

    started = clock.monotonic()
    try:
        with screen.progress(f"rebuilding {council}", None) as bar:
            found: Rebuilt = wiring.rebuild(
                council,
                lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
            )
    except RebuildUnderWay:
        raise Failed(
            f"The read model of {council} is being rebuilt by another process.",
            "Wait for it to end; one that died is forgotten after a minute.",
        ) from None
    return {
        "council": council,
        "events": found.position + 1,
        "seconds": round(clock.monotonic() - started, 3),
        "digest": found.digest or wiring.read_model(council).digest(),
        "digest_before": found.old_digest,
        "compared_at": found.compared_at,
        "agrees": found.agrees,
    }


def print_rebuilt(done: dict[str, object]) -> None:
    """What came of a rebuild, in sentences."""
    click.echo(f"{done['council']}: {done['events']} events projected in {done['seconds']} s.")
    click.echo(f"  digest {done['digest']}")
    if done["digest_before"] is None:
        click.echo("  There was no read model to compare it with.")
    elif done["agrees"]:
        click.echo("  The read model before held the very same.")
    else:
        click.echo(f"  before {done['digest_before']}")
        click.echo("  They differ: the read model before did not hold what the ledger says.")
