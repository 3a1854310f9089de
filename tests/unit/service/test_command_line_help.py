"""The help: quick, complete, and the same as the manual."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from service.command import COMMANDS, command_line
from service.command.manual import examples, manual
from service.command.shape import LedgerCommand

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("eventsourcing", "graphene", "graphql", "jinja2", "psycopg", "pydantic", "rich", "uvicorn")


def commands() -> list[tuple[str, click.Command]]:
    """Every command and every command of a group, under what is typed."""
    ctx = click.Context(command_line)
    found: list[tuple[str, click.Command]] = []
    for name in COMMANDS:
        command = command_line.get_command(ctx, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += [(f"{name} {inner}", each) for inner, each in command.commands.items()]
        else:
            found.append((name, command))
    return found


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_has_help_and_examples(name: str, command: click.Command) -> None:
    assert command.help
    assert isinstance(command, LedgerCommand)
    assert command.examples
    assert all(f"improvement-ledger {name}" in each.line for each in command.examples)
    unexplained = [
        param.name
        for param in command.params
        if isinstance(param, click.Option) and not param.help and param.name != "limit"
    ]
    assert unexplained == []


def test_the_line_in_the_list_begins_as_the_help_of_the_command_does() -> None:
    ctx = click.Context(command_line)
    for name in COMMANDS:
        command = command_line.get_command(ctx, name)
        assert command is not None
        assert command.name == name


def test_the_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from service.command import command_line; "
        "command_line(['--help'], standalone_mode=False); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_manual_has_every_command_and_every_example() -> None:
    text = manual()
    assert all(f"\n## improvement-ledger {name}\n" in text for name in COMMANDS)
    assert all(f"\n{example.line}\n" in text for _, example in examples())


def test_the_committed_manual_is_the_one_that_the_commands_make() -> None:
    # Where this fails: improvement-ledger schemas --write, and look at what changed.
    assert (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8") == manual()


def test_a_command_that_is_none_is_a_usage_error() -> None:
    with pytest.raises(click.UsageError, match="apend"):
        command_line(["apend"], standalone_mode=False)
