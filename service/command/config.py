"""``config``: the settings in effect."""

from __future__ import annotations

from pathlib import Path

import click

from service.command.options import data_dir_option, json_option, settings_of, understood
from service.command.shape import Example, ExitCode, LedgerCommand


@click.command(
    "config",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger config", "Every setting, and what chose it"),
        Example("improvement-ledger config --json", "The same for a program"),
    ),
)
@data_dir_option
@json_option
@click.pass_context
def command(ctx: click.Context, *, data_dir: Path | None, as_json: bool) -> None:
    """Print the settings in effect, and where each comes from.

    Settings come from the environment, as IMPROVEMENT_LEDGER_ and the setting's
    name in capitals; options of a command come first. Secrets are not printed.
    A variable that begins like one and is not a setting is most likely misspelt:
    it is named, and the exit code is 1.
    """
    from service.command import screen
    from service.settings import effective_settings, unknown_variables
    from service.wiring import home_of

    chosen = settings_of(data_dir=data_dir)
    with understood():
        home = home_of(chosen).name
    settings = effective_settings(chosen, () if data_dir is None else ("data_dir",))
    unknown = unknown_variables()
    if as_json:
        screen.print_json(
            {
                "ledgers": home,
                "settings": [each._asdict() for each in settings],
                "unknown_variables": unknown,
            }
        )
    else:
        screen.print_table(
            ("setting", "value", "chosen by", "meaning"),
            settings,
            whole=("setting",),
        )
        click.echo(f"The ledgers live in {home}.")
        for name in unknown:
            click.echo(f"{name} is not a setting and has no effect: check its spelling.", err=True)
    ctx.exit(ExitCode.FOUND if unknown else ExitCode.OK)
