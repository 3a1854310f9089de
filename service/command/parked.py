"""``parked``: what came before what it needs, and is held back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, ExitCode, Failed, LedgerCommand

if TYPE_CHECKING:
    from ledger.store.parking import ParkedMessage


@click.group("parked")
def command() -> None:
    """List, show and retry what is held back.

    What came through Kafka before an event that it needs waits for it, and what came
    later for the same stream waits behind it. It is tried again by itself for about an
    hour, and then goes into quarantine. Read it with care: it may name a child.
    """


@command.command(
    "list",
    cls=LedgerCommand,
    short_help="List what is held back, the oldest first.",
    examples=(
        Example("improvement-ledger parked list devon", "What waits, and for what"),
        Example("improvement-ledger parked list devon --json", "The same for a program"),
    ),
)
@click.argument("council")
@click.option("--stream", help="Messages of this stream only.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--after", type=click.IntRange(min=0), help="Messages with a higher number only.")
@data_dir_option
@json_option
def list_(
    *,
    council: str,
    stream: str | None,
    limit: int,
    after: int | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """List what COUNCIL's ledger holds back, the oldest first. Bodies are not shown."""
    with open_wiring(data_dir) as wiring:
        parked = wiring.directory.open(council).parked
        rows = parked.list(stream=stream, limit=limit, after=after)
    if as_json:
        screen.print_json([described(row) for row in rows])
    elif rows:
        screen.print_table(
            ("number", "stream", "code", "attempts", "next (UTC)", "came from", "event"),
            [
                (
                    row.id,
                    row.stream,
                    row.code,
                    row.attempts,
                    row.next_at[:19],
                    row.raw.coordinates,
                    row.event_id,
                )
                for row in rows
            ],
            right=("number", "attempts"),
        )
    else:
        click.echo("Nothing is held back.")


@command.command(
    "show",
    cls=LedgerCommand,
    short_help="Show one message, why it waits, and its bytes.",
    examples=(
        Example("improvement-ledger parked show devon 1", "Why it waits"),
        Example("improvement-ledger parked show devon 1 --raw", "The very bytes that came"),
    ),
)
@click.argument("council")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--raw", is_flag=True, help="Write the bytes that came, and nothing else.")
@data_dir_option
@json_option
def show(*, council: str, number: int, raw: bool, data_dir: Path | None, as_json: bool) -> None:
    """Show why NUMBER of what COUNCIL's ledger holds back has to wait."""
    with open_wiring(data_dir) as wiring:
        row = wiring.directory.open(council).parked.show(number)
    if row is None:
        raise Failed(
            f"{council} holds back no number {number}.",
            f"See what there is: improvement-ledger parked list {council}",
        )
    if raw:
        sys.stdout.buffer.write(row.raw.body)
    elif as_json:
        screen.print_json({**described(row), "body": row.raw.body.decode("utf-8", "replace")})
    else:
        print_waiting(row)


@command.command(
    "retry",
    cls=LedgerCommand,
    short_help="Try what is held back again, now.",
    examples=(
        Example("improvement-ledger parked retry devon", "Try all of it"),
        Example(
            "improvement-ledger parked retry devon --give-up",
            "The same, and let what cannot be recorded go into quarantine",
        ),
    ),
)
@click.argument("council")
@click.option("--stream", help="Messages of this stream only.")
@click.option("--give-up", is_flag=True, help="Refuse for good what still cannot be recorded.")
@data_dir_option
@json_option
@click.pass_context
def retry(
    ctx: click.Context,
    *,
    council: str,
    stream: str | None,
    give_up: bool,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Try what COUNCIL's ledger holds back again; exit code 1 if any of it still waits."""
    from service.command.retrying import retry_all

    with open_wiring(data_dir) as wiring:
        counts = retry_all(wiring, council, stream, give_up=give_up)
        waiting = wiring.directory.open(council).parked.count()
    if as_json:
        screen.print_json({"outcomes": counts, "waiting": waiting})
    else:
        for outcome, count in counts.items():
            click.echo(f"{count} {outcome}")
        click.echo(f"{waiting} still held back." if waiting else "Nothing is held back.")
    ctx.exit(ExitCode.FOUND if waiting else ExitCode.OK)


def described(row: ParkedMessage) -> dict[str, object]:
    """A message for programs, without its bytes."""
    told = {name: getattr(row, name) for name in row.__struct_fields__ if name not in _PARTS}
    return {
        **told,
        "feed": str(row.feed),
        "coordinates": row.raw.coordinates,
        "headers": msgspec.to_builtins(row.raw.headers),
    }


_PARTS = ("raw", "feed")


def print_waiting(row: ParkedMessage) -> None:
    """A message in sentences, and its bytes as text."""
    from ledger.codes import CATALOGUE

    code = CATALOGUE[row.code]
    screen.say(f"{row.code}: {code.title}", style="bold")
    screen.say(row.detail)
    screen.say(f"What to do: {code.remedy}")
    click.echo()
    screen.say(f"stream   {row.stream}")
    screen.say(f"event    {row.event_id} of {row.source}")
    screen.say(f"came by  {row.raw.coordinates}, {row.first_at}")
    screen.say(f"tried    {row.attempts} times, next {row.next_at}")
    click.echo(f"\n{row.raw.body.decode('utf-8', 'backslashreplace')}")
