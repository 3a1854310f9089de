"""Refused events submitted again."""

from __future__ import annotations

from collections.abc import Iterable

import click
import msgspec

from consumers.sender import LOCAL
from ledger.store.messages import Outcome, Receipt, Refused
from service.command import screen
from service.wiring import Wiring

Replays = dict[int, Outcome]
"""Number in quarantine -> what became of it now."""


def replay_all(wiring: Wiring, council: str | None, numbers: Iterable[int]) -> Replays:
    """Submit each again, in this order, and bring the read models up to date."""
    done: Replays = {}
    for number in numbers:
        outcome = wiring.intake.replay(number, council=council, sender=LOCAL)
        if outcome is not None:
            done[number] = outcome
    taken = [each.stream for each in done.values() if isinstance(each, Receipt)]
    for name in sorted({stream.partition("/")[0] for stream in taken}):
        wiring.catch_up(name)
    return done


def print_replays(done: Replays, *, as_json: bool) -> int:
    """Say what became of each; returns how many were refused again."""
    refused = {number for number, each in done.items() if isinstance(each, Refused)}
    if as_json:
        screen.print_json(
            [
                {"number": number, "refused": number in refused, **msgspec.to_builtins(each)}
                for number, each in done.items()
            ]
        )
        return len(refused)
    for number, each in done.items():
        if isinstance(each, Receipt):
            click.echo(f"{number}: taken at position {each.position}")
        else:
            screen.say(f"{number}: refused again, {each.code}: {each.detail}")
    if not done:
        click.echo("There is nothing to replay.")
    return len(refused)
