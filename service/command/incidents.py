"""``incidents``: records of topics that are lost, or may be."""

from __future__ import annotations

from pathlib import Path

import click

from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand


@click.group("incidents")
def command() -> None:
    """List and acknowledge what was lost of the topics.

    An incident is raised when records are gone that may not have been taken in: their
    time had passed, the topic was deleted, or the broker lost them. consume goes on,
    and is not ready until somebody has acknowledged it.
    """


@command.command(
    "list",
    cls=LedgerCommand,
    short_help="List incidents, the newest first.",
    examples=(
        Example("improvement-ledger incidents list", "Those that nobody has acknowledged"),
        Example("improvement-ledger incidents list --all", "The acknowledged ones as well"),
    ),
)
@click.option("--all", "all_", is_flag=True, help="Also those that were acknowledged.")
@data_dir_option
@json_option
def list_(*, all_: bool, data_dir: Path | None, as_json: bool) -> None:
    """List what was lost, and what is known of it."""
    with open_wiring(data_dir) as wiring:
        rows = wiring.directory.unrouted.incidents.list(only_open=not all_)
    if as_json:
        screen.print_json(rows)
    elif rows:
        screen.print_table(
            ("number", "code", "topic", "raised (UTC)", "acknowledged", "what happened"),
            [
                (
                    row.id,
                    row.code,
                    row.feed,
                    row.raised_at[:19],
                    (row.acknowledged_at or "")[:19],
                    row.detail,
                )
                for row in rows
            ],
            right=("number",),
            whole=("code",),
        )
    else:
        click.echo("There is no incident." if all_ else "There is no open incident.")


@command.command(
    "acknowledge",
    cls=LedgerCommand,
    short_help="Note that somebody knows of an incident.",
    examples=(Example("improvement-ledger incidents acknowledge 1", "It has been seen to"),),
)
@click.argument("number", type=click.IntRange(min=1))
@data_dir_option
def acknowledge(*, number: int, data_dir: Path | None) -> None:
    """Note that what was lost by incident NUMBER has been seen to."""
    with open_wiring(data_dir) as wiring:
        try:
            incident = wiring.directory.unrouted.incidents.acknowledge(number)
        except LookupError:
            raise Failed(
                f"There is no incident {number}.",
                "See what there is: improvement-ledger incidents list --all",
            ) from None
    click.echo(f"Incident {incident.id} is acknowledged: {incident.code}, {incident.feed}.")
