"""``ask``: a plan as it stood."""

from __future__ import annotations

from pathlib import Path

import click

from service.answers.section_keys import SectionKey
from service.command.options import data_dir_option, json_option, open_wiring
from service.command.shape import Example, ExitCode, LedgerCommand, NotUnderstood


@click.command(
    "ask",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger ask devon/improvement-2020", "The plan as it stands today"),
        Example(
            "improvement-ledger ask devon/improvement-2020 --as-at 2020-07-15 "
            "--known-at 2020-06-01 --known-by documented",
            "As it stood on 15 July 2020, out of what documents said by 1 June 2020",
        ),
        Example(
            "improvement-ledger ask devon/improvement-2020 --as-at 2020-07-15 "
            "--known-by documented --field plan.governingBody",
            "One field, with the document and the event behind it",
        ),
        Example(
            "improvement-ledger ask devon/improvement-2020 --known-by documented "
            "--only budget --provenance",
            "One section, with the source of every value",
        ),
        Example(
            "improvement-ledger ask devon/improvement-2020 --as-at 2020-12-01 "
            "--known-at 2020-12-01 --known-by documented --changes-since 2020-06-01",
            "What happened between two days, and what was learned later",
        ),
    ),
)
@click.argument("plan")
@click.option(
    "--as-at", metavar="DATE", help="What was true in the world on this day or at this instant."
)
@click.option(
    "--known-at", metavar="DATE", help="Out of what was known on this day or at this instant."
)
@click.option(
    "--known-by",
    type=click.Choice(["recorded", "documented"], case_sensitive=False),
    help="Whether known means recorded in this ledger, or said in a document by then.",
)
@click.option("--position", metavar="POSITION", help="Out of the events up to this position only.")
@click.option("--epoch", type=int, help="The epoch of the ledger in which --position was given.")
@click.option(
    "--only",
    type=click.Choice([str(each) for each in SectionKey]),
    multiple=True,
    metavar="SECTION",
    help=f"This section, and not the whole plan: {', '.join(SectionKey)}.",
)
@click.option(
    "--field",
    metavar="PLACE",
    help="One field: plan.governingBody, action/KEY.status, budget/KEY/budgetLine/KEY.money.",
)
@click.option(
    "--changes-since", metavar="DATE", help="What differs from this day to --as-at, and why."
)
@click.option("--provenance", is_flag=True, help="With the document and event behind every value.")
@data_dir_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    plan: str,
    as_at: str | None,
    known_at: str | None,
    known_by: str | None,
    position: str | None,
    epoch: int | None,
    only: tuple[str, ...],
    field: str | None,
    changes_since: str | None,
    provenance: bool,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Print PLAN, written <council>/<plan>, as it stood on a day, as known on a day.

    Two days make a question: --as-at says of when, and --known-at by when it was
    known. With --known-by recorded (the default) known means recorded in this
    ledger; with documented it means said in a document of that date, which makes
    history answerable that was loaded later. Without days it is today, as known now.

    Where an uncertain date leaves an answer open it says indeterminate, with every
    candidate and why; what no source tells is not recorded or not stated, never
    left out. --json prints the answer of GraphQL as it is. The exit code is 1 where
    there is no such plan, or no answer.
    """
    from service.answers.asking import NotAnswered
    from service.answers.plan_answer import Coordinates
    from service.command import asked

    council, slash, key = plan.partition("/")
    if not (slash and council and key) or "/" in key:
        raise NotUnderstood(f"{plan} is no plan.", "Write e.g. devon/improvement-2020.")
    if sum((bool(only), field is not None, changes_since is not None)) > 1:
        raise NotUnderstood("Choose one of --only, --field and --changes-since.")
    at = Coordinates(
        council, key, as_at, known_at, known_by.upper() if known_by else None, position, epoch
    )
    with open_wiring(data_dir) as wiring:
        wiring.catch_up(council)
        try:
            if field is not None:
                found = asked.print_field(wiring, at, field, as_json=as_json)
            elif changes_since is not None:
                found = asked.print_changes(wiring, at, changes_since, as_json=as_json)
            else:
                found = asked.print_plan(wiring, at, only, provenance=provenance, as_json=as_json)
        except NotAnswered as error:
            raise asked.no_answer(error) from None
        if not found:
            raise asked.no_plan(wiring, at)
    ctx.exit(ExitCode.OK)
