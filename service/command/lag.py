"""``lag``: how far the ledgers are behind the topics."""

from __future__ import annotations

from pathlib import Path

import click

from service.command import screen
from service.command.kafka import brokers, reached
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, ExitCode, LedgerCommand


@click.command(
    "lag",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger lag", "How far each partition was taken in"),
        Example("improvement-ledger lag --json", "The same for a program"),
    ),
)
@data_dir_option
@json_option
@click.pass_context
def command(ctx: click.Context, *, data_dir: Path | None, as_json: bool) -> None:
    """Show how far the ledgers here are behind the topics, as the broker has them now.

    The position is the lowest that any ledger here holds of the partition, so it may be
    a few seconds old where little comes. Exit code 1 if a ledger stands at records that
    the topic does not hold any more.
    """
    from consumers.kafka.lag import lags
    from consumers.kafka.onlooker import Onlooker
    from consumers.kafka.stores import Stores
    from consumers.kafka.taking import KAFKA
    from service.kafka import topics_of

    with (
        open_wiring(data_dir) as wiring,
        reached(),
        Onlooker(brokers(wiring.settings).settings()) as onlooker,
    ):
        found = lags(onlooker, Stores(wiring.directory, KAFKA), topics_of(wiring.settings))
    if as_json:
        screen.print_json(found)
    else:
        screen.print_table(
            ("topic", "partition", "first", "position", "end", "lag"),
            [(e.topic, e.partition, e.first, e.position, e.end, e.lag) for e in found],
            right=("partition", "first", "position", "end", "lag"),
        )
    is_lost = any(not each.first <= each.position <= each.end for each in found)
    ctx.exit(ExitCode.FOUND if is_lost else ExitCode.OK)
