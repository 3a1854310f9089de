"""``quarantine``: what was refused, and what became of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, ExitCode, Failed, LedgerCommand, NotUnderstood

if TYPE_CHECKING:
    from ledger.store.quarantine import Quarantine, Quarantined
    from service.wiring import Wiring

NOBODYS: Final = "-"
"""In the place of a council: what names no ledger that is here."""


@click.group("quarantine")
def command() -> None:
    """List, show and replay what was refused.

    A refused event is kept byte for byte, with why it was refused. Read it with
    care: it may have been refused for naming a child. "-" in the place of a council
    is the quarantine of messages that belong to no ledger here.
    """


@command.command(
    "list",
    cls=LedgerCommand,
    short_help="List what was refused, the newest first.",
    examples=(
        Example("improvement-ledger quarantine list devon", "The newest refusals"),
        Example("improvement-ledger quarantine list -", "Those that belong to no ledger"),
    ),
)
@click.argument("council")
@click.option("--code", help="Refusals with this code only.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--before", type=click.IntRange(min=1), help="Rows with a lower number only.")
@data_dir_option
@json_option
def list_(
    *,
    council: str,
    code: str | None,
    limit: int,
    before: int | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """List what COUNCIL's ledger refused, the newest first. Bodies are not shown."""
    with open_wiring(data_dir) as wiring:
        kept = quarantine_of(wiring, council)
        rows = kept.list(code=code, limit=limit, before=before) if kept else []
    if as_json:
        screen.print_json([described(row) for row in rows])
    elif rows:
        print_rows(rows)
    else:
        click.echo("Nothing is in quarantine.")


@command.command(
    "show",
    cls=LedgerCommand,
    short_help="Show one refusal, why it was made, and its bytes.",
    examples=(
        Example("improvement-ledger quarantine show devon 1", "Why it was refused"),
        Example(
            "improvement-ledger quarantine show devon 1 --raw", "The very bytes that were refused"
        ),
    ),
)
@click.argument("council")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--raw", is_flag=True, help="Write the refused bytes, and nothing else.")
@data_dir_option
@json_option
def show(*, council: str, number: int, raw: bool, data_dir: Path | None, as_json: bool) -> None:
    """Show why NUMBER of COUNCIL's quarantine was refused, and what to do."""
    with open_wiring(data_dir) as wiring:
        kept = quarantine_of(wiring, council)
        row = kept.show(number) if kept else None
    if row is None:
        raise no_such(council, number)
    if raw:
        sys.stdout.buffer.write(row.raw.body)
    elif as_json:
        screen.print_json({**described(row), "body": row.raw.body.decode("utf-8", "replace")})
    else:
        print_refusal(row)


@command.command(
    "replay",
    cls=LedgerCommand,
    short_help="Submit what was refused again, as it came.",
    examples=(
        Example("improvement-ledger quarantine replay devon 1", "Submit one of them again"),
        Example(
            "improvement-ledger quarantine replay devon --all --code STREAM_NOT_OPEN",
            "Submit again all that came too early",
        ),
    ),
)
@click.argument("council")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--all", "all_", is_flag=True, help="All that were not taken since, oldest first.")
@click.option("--code", help="With --all: those refused with this code only.")
@data_dir_option
@json_option
@click.pass_context
def replay(
    ctx: click.Context,
    *,
    council: str,
    number: int | None,
    all_: bool,
    code: str | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Submit what was refused again, as it came; exit code 1 if any is refused again."""
    from service.command.replaying import print_replays, replay_all

    if (number is None) is not all_:
        raise NotUnderstood("Give the number of a refused event, or --all.")
    with open_wiring(data_dir) as wiring:
        numbers = waiting(wiring, council, code) if number is None else [number]
        done = replay_all(wiring, None if council == NOBODYS else council, numbers)
    if number is not None and not done:
        raise no_such(council, number)
    refused = print_replays(done, as_json=as_json)
    ctx.exit(ExitCode.FOUND if refused else ExitCode.OK)


def quarantine_of(wiring: Wiring, council: str) -> Quarantine | None:
    """The quarantine of a council's ledger, or of what belongs to none; None if it is empty."""
    from consumers.sender import LOCAL

    if council != NOBODYS:
        return wiring.directory.open(council).quarantine
    return wiring.intake.quarantine(None, sender=LOCAL)


def no_such(council: str, number: int) -> Failed:
    """There is no refusal of this number."""
    return Failed(
        f"There is no number {number} in the quarantine of {council}.",
        f"See what there is: improvement-ledger quarantine list {council}",
    )


def waiting(wiring: Wiring, council: str, code: str | None) -> list[int]:
    """The numbers of all that were not taken since and are there whole, the oldest first."""
    kept = quarantine_of(wiring, council)
    found: list[Quarantined] = []
    while kept and (rows := kept.list(code=code, before=found[-1].id if found else None)):
        found += rows
    return [row.id for row in reversed(found) if row.replayed_position is None and row.is_whole]


def described(row: Quarantined) -> dict[str, object]:
    """A refusal for programs, without the refused bytes."""
    told = {name: getattr(row, name) for name in row.__struct_fields__ if name != "raw"}
    return {
        **told,
        "channel": row.raw.channel,
        "coordinates": row.raw.coordinates,
        "headers": msgspec.to_builtins(row.raw.headers),
    }


def print_rows(rows: list[Quarantined]) -> None:
    """A table of refusals."""
    screen.print_table(
        ("number", "code", "times", "last refused (UTC)", "came from", "event", "taken since"),
        [
            (
                row.id,
                row.code,
                row.count,
                row.last_at[:19],
                row.raw.coordinates or row.raw.channel,
                row.event_id or "",
                "" if row.replayed_position is None else f"at {row.replayed_position}",
            )
            for row in rows
        ],
        right=("number", "times"),
    )


def print_refusal(row: Quarantined) -> None:
    """A refusal in sentences, and its bytes as text."""
    from ledger.codes import CATALOGUE

    code = CATALOGUE[row.code]
    screen.say(f"{row.code}: {code.title}", style="bold")
    screen.say(row.detail + (f" (at {row.pointer})" if row.pointer else ""))
    screen.say(f"What to do: {code.remedy}")
    facts = {
        "refused": f"{row.count} times, first {row.first_at}, last {row.last_at}",
        "came by": f"{row.raw.channel} {row.raw.coordinates}",
        "event": f"{row.event_id} of {row.source}" if row.source else "",
        "taken": "" if row.replayed_position is None else f"since, at {row.replayed_position}",
        "size": "" if row.is_whole else f"{row.size} bytes, of which the first are kept",
    }
    click.echo()
    for name, fact in facts.items():
        if fact:
            screen.say(f"{name:<8} {fact}")
    click.echo(f"\n{row.raw.body.decode('utf-8', 'backslashreplace')}")
