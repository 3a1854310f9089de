"""``topics``: the topics that are read, and those that are published to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.command import screen
from service.command.kafka import brokers, reached
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, ExitCode, LedgerCommand

if TYPE_CHECKING:
    from consumers.kafka.topic_maker import Found


@click.group("topics")
def command() -> None:
    """Make the topics, and see whether they are as they should be."""


@command.command(
    "list",
    cls=LedgerCommand,
    examples=(Example("improvement-ledger topics list", "Which topics there are"),),
)
@data_dir_option
@json_option
@click.pass_context
def list_(ctx: click.Context, *, data_dir: Path | None, as_json: bool) -> None:
    """Show the topics; exit code 1 if one is missing or set otherwise than it should be."""
    from consumers.kafka.topic_maker import TopicMaker
    from consumers.kafka.topics import sent_topics, topics
    from service.kafka import topics_of

    with open_wiring(data_dir) as wiring, reached():
        settings = wiring.settings
        with closing(TopicMaker(brokers(settings).settings())) as maker:
            found = maker.look(topics(topics_of(settings), sent_topics(settings.kafka_prefix)))
    _print(found, as_json=as_json)
    is_well = all(each.state == "there" for each in found)
    ctx.exit(ExitCode.OK if is_well else ExitCode.FOUND)


@command.command(
    "create",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger topics create", "Make those that are missing"),
        Example(
            "improvement-ledger topics create --replication 3 --partitions 12",
            "On three brokers, for many councils",
        ),
    ),
)
@click.option(
    "--replication",
    type=click.IntRange(min=1),
    help="On how many brokers each record is kept; without it, as the brokers choose.",
)
@click.option(
    "--partitions",
    type=click.IntRange(min=1),
    default=6,
    show_default=True,
    help="Partitions of a new topic: as many councils are read side by side.",
)
@data_dir_option
@json_option
def create(
    *, replication: int | None, partitions: int, data_dir: Path | None, as_json: bool
) -> None:
    """Make the topics that are missing; those that are there are left as they are.

    What is read is kept for 30 days, what was recorded for ever, the last receipt of
    each event for ever, and dead letters for 90 days.
    """
    from consumers.kafka.topic_maker import TopicMaker
    from consumers.kafka.topics import sent_topics, topics
    from service.kafka import topics_of

    with open_wiring(data_dir) as wiring, reached():
        settings = wiring.settings
        wanted = topics(topics_of(settings), sent_topics(settings.kafka_prefix))
        with closing(TopicMaker(brokers(settings).settings())) as maker:
            found = maker.make(
                [each._replace(partitions=partitions) for each in wanted],
                replication=replication or -1,
            )
    _print(found, as_json=as_json)


def _print(found: Sequence[Found], *, as_json: bool) -> None:
    if as_json:
        screen.print_json([each._asdict() for each in found])
        return
    screen.print_table(
        ("topic", "holds", "partitions", "state"),
        [(each.name, each.purpose, each.partitions, each.state) for each in found],
        right=("partitions",),
    )
    for each in found:
        for name, (value, due) in each.differences.items():
            click.echo(f"{each.name}: {name} is {value}, and should be {due}.")
