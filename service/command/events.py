"""``events``: what is recorded, one line an event, or one event whole."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import click
import msgspec

from ledger.entry import Entry
from ledger.store.reader import LedgerReader
from service.command import screen
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand

PAGE: Final = 500
"""Entries read at once."""
DEFAULT_LIMIT: Final = 50
TYPE_PREFIX: Final = "improvement."


@click.command(
    "events",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger events devon", "The first fifty events of a council"),
        Example(
            "improvement-ledger events devon --stream budget --limit 0",
            "Every event of its budget approvals",
        ),
        Example(
            'improvement-ledger events devon --type "measure.*" --json', "Every event of a measure"
        ),
        Example("improvement-ledger events devon --position 0", "The first entry, whole"),
    ),
)
@click.argument("council")
@click.option("--plan", help="Events of this plan only.")
@click.option("--stream", help="Events of streams such as action, or action/care-leavers, only.")
@click.option("--type", "type_", help="Events of this type only; * and ? stand for anything.")
@click.option("--since", type=click.IntRange(min=0), default=0, help="From this position on.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=DEFAULT_LIMIT,
    show_default=True,
    help="At most so many; 0 lists all.",
)
@click.option("--position", type=click.IntRange(min=0), help="Show the entry there, whole.")
@data_dir_option
@json_option
def command(
    *,
    council: str,
    plan: str | None,
    stream: str | None,
    type_: str | None,
    since: int,
    limit: int,
    position: int | None,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """List recorded events of COUNCIL in the order of the ledger, or show one whole.

    An entry is shown as the ledger keeps it; personal fields are commitments, and
    their values are not shown.
    """
    with open_wiring(data_dir) as wiring:
        ledger = wiring.directory.open(council)
        if position is not None:
            show_entry(ledger, position)
            return
        wanted = Wanted(plan, stream, type_)
        found = wanted.entries(ledger, since, limit)
        if as_json:
            screen.print_json(list(found))
        else:
            print_entries(list(found), council, limit)


class Wanted(msgspec.Struct, frozen=True):
    """Which events are asked for."""

    plan: str | None
    stream: str | None
    type: str | None

    def entries(self, reader: LedgerReader, since: int, limit: int) -> Iterator[Entry]:
        """The entries from ``since`` on that are wanted, at most ``limit`` of them (0: all)."""
        count, position = 0, since
        while page := reader.entries(position, PAGE):
            position += len(page)
            for entry in filter(self.covers, page):
                yield entry
                count += 1
                if count == limit:
                    return

    def covers(self, entry: Entry) -> bool:
        """Whether this entry is asked for."""
        _, plan, place = entry.stream.split("/", 2)
        return (
            self.plan in (None, plan)
            and (self.stream is None or f"{place}/".startswith(f"{self.stream.rstrip('/')}/"))
            and (self.type is None or self._is_of_type(entry.type))
        )

    def _is_of_type(self, name: str) -> bool:
        wanted = (self.type or "").removeprefix(TYPE_PREFIX)
        short = name.removeprefix(TYPE_PREFIX)
        return fnmatchcase(short, wanted) or fnmatchcase(short.rpartition(".v")[0], wanted)


def print_entries(entries: list[Entry], council: str, limit: int) -> None:
    """A table for each plan; says how to go on where there may be more."""
    for plan in dict.fromkeys(each.stream.split("/")[1] for each in entries):
        here = [each for each in entries if each.stream.split("/")[1] == plan]
        screen.print_table(
            ("position", "effective", "documented", "stream", "event"),
            [_row(each) for each in here],
            title=f"{council}/{plan}",
            right=("position",),
        )
        click.echo()
    if entries and len(entries) == limit:
        click.echo(f"These are the first {limit}; go on with --since {entries[-1].position + 1}.")
    if not entries:
        click.echo("No such event is recorded.")


def _row(entry: Entry) -> tuple[object, ...]:
    """A line of the table; the type's own stream word is in the stream's name already."""
    _, _, stream, key = entry.stream.split("/")
    event = entry.type.removeprefix(f"{TYPE_PREFIX}{stream}.").removesuffix(".v1")
    return (entry.position, entry.effective, entry.documented or "", f"{stream}/{key}", event)


def show_entry(reader: LedgerReader, position: int) -> None:
    """One entry as the ledger keeps it."""
    entry = reader.entry(position)
    if entry is None:
        size = reader.head().size
        raise Failed(
            f"There is no entry at position {position}.",
            f"The last one is at {size - 1}." if size else "The ledger is empty.",
        )
    screen.print_json(entry)
