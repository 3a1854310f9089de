"""``rebuild``: the read model, made again from the ledger, or the one before put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, ExitCode, Failed, LedgerCommand, NotUnderstood

if TYPE_CHECKING:
    from projections.generations import Rebuilt
    from service.wiring import Wiring

Done: TypeAlias = dict[str, Any]
"""What came of it for one council, as ``--json`` prints it."""


@click.command(
    "rebuild",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger rebuild devon", "Rebuild one read model"),
        Example(
            "improvement-ledger rebuild --all --json",
            "Rebuild all of them, for a program",
        ),
        Example("improvement-ledger rebuild devon --list", "See which generations there are"),
        Example("improvement-ledger rebuild devon --rollback", "Put the one before back"),
        Example("improvement-ledger rebuild devon --drop-old", "Free the room of the one before"),
    ),
)
@click.argument("councils", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="The read models of all councils.")
@click.option("--list", "what", flag_value="list", help="List the generations; change nothing.")
@click.option("--rollback", "what", flag_value="rollback", help="Put the one before back.")
@click.option("--drop-old", "what", flag_value="drop-old", help="Remove the one before.")
@data_dir_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    councils: tuple[str, ...],
    all_: bool,
    what: str | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Rebuild the read models of COUNCILS from their ledgers.

    The new one is built beside the old, which goes on answering, and takes its
    place all at once. The two are compared by their digests: where they differ, the
    old one did not hold what the ledger says, and the exit code is 1.

    The old one is kept until the next rebuild. --rollback brings it level with the
    ledger and lets it stand again; the other is kept in turn. --drop-old frees its
    room.
    """
    if bool(councils) is all_:
        raise NotUnderstood("Name the councils, or give --all.")
    do, tell = WAYS[what]
    with open_wiring(data_dir) as wiring:
        done = [do(wiring, council) for council in councils or wiring.directory.councils()]
    if as_json:
        screen.print_json(done)
    else:
        for each in done:
            tell(each)
    ctx.exit(ExitCode.OK if all(each.get("agrees", True) for each in done) else ExitCode.FOUND)


def rebuilt(wiring: Wiring, council: str) -> Done:
    """Rebuild one; what came of it."""
    with _failures(council), screen.progress(f"rebuilding {council}", None) as bar:
        return _what_stands(
            wiring,
            council,
            lambda: wiring.rebuild(
                council,
                lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
            ),
        )


def rolled_back(wiring: Wiring, council: str) -> Done:
    """Put the one before back; what came of it."""
    with _failures(council):
        return _what_stands(wiring, council, lambda: wiring.roll_back(council))


def dropped(wiring: Wiring, council: str) -> Done:
    """Remove the one before; which it was."""
    with _failures(council):
        return {"council": council, "dropped": wiring.drop_old(council)}


def listed(wiring: Wiring, council: str) -> Done:
    """Which generations there are."""
    generations = [each._asdict() for each in wiring.generations(council)]
    return {"council": council, "generations": generations}


@contextmanager
def _failures(council: str) -> Iterator[None]:
    """What may stand in the way, as a failure that says what to do."""
    from projections.generations import NothingKept, RebuildUnderWay

    try:
        yield
    except RebuildUnderWay:
        raise Failed(
            f"The read model of {council} is being rebuilt by another process.",
            "Wait for it to end; one that died is forgotten after a minute.",
        ) from None
    except NothingKept:
        raise Failed(
            f"There is no read model of {council} from before the last rebuild.",
            f'See what there is: "improvement-ledger rebuild {council} --list".',
        ) from None


def _what_stands(wiring: Wiring, council: str, put: Callable[[], Rebuilt]) -> Done:
    from service import clock

    started = clock.monotonic()
    found = put()
    return {
        "council": council,
        "events": found.position + 1,
        "seconds": round(clock.monotonic() - started, 3),
        "digest": found.digest or wiring.read_model(council).digest(),
        "digest_before": found.old_digest,
        "compared_at": found.compared_at,
        "agrees": found.agrees,
    }


def print_rebuilt(done: Done) -> None:
    """What came of a rebuild, in sentences."""
    click.echo(f"{done['council']}: {done['events']} events projected in {done['seconds']} s.")
    _print_digests(done)


def print_rolled_back(done: Done) -> None:
    """What stands again, in sentences."""
    click.echo(f"{done['council']}: the one before stands again, with {done['events']} events.")
    _print_digests(done)


def _print_digests(done: Done) -> None:
    click.echo(f"  digest {done['digest']}")
    if done["digest_before"] is None:
        click.echo("  There was no read model to compare it with.")
    elif done["agrees"]:
        click.echo("  The read model before held the very same.")
    else:
        click.echo(f"  before {done['digest_before']}")
        click.echo("  They differ: the read model before did not hold what the ledger says.")


def print_dropped(done: Done) -> None:
    """What was removed, in a sentence."""
    click.echo(f"{done['council']}: generation {done['dropped']} is removed.")


def print_listed(done: Done) -> None:
    """A line for each generation."""
    click.echo(f"{done['council']}:")
    for each in done["generations"]:
        role = "answers" if each["stands"] else "kept"
        events = "of another release" if each["events"] is None else f"{each['events']} events"
        click.echo(f"  {each['number']}  {role:<7}  {events}, {each['size_bytes'] / 2**20:.1f} MiB")


WAYS: Final[Mapping[str | None, tuple[Callable[[Wiring, str], Done], Callable[[Done], None]]]] = {
    None: (rebuilt, print_rebuilt),
    "rollback": (rolled_back, print_rolled_back),
    "drop-old": (dropped, print_dropped),
    "list": (listed, print_listed),
}
"""What may be done, and how it is told."""
