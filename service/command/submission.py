"""What became of the events of a file: counted as they come, shown at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import click
import msgspec

from ledger.codes import CATALOGUE
from ledger.store.messages import Outcome, RawMessage, Receipt, Refused
from projections.concerns import Concern
from projections.foreseen import Foreseen
from service.command import screen
from service.concern_views import concerns_view

SHOWN: Final = 20
"""Different refusals that are listed without --verbose; the others are counted."""
PLACES_SHOWN: Final = 5
"""Places that are named for one refusal without --verbose."""


@dataclass
class Submission:
    """The outcomes of the file ``name`` so far.

    ``keep_all`` keeps every one of them, and not the refusals alone; ``would`` says
    that nothing is recorded: a validation. Then ``raised`` and ``settled`` are the concerns
    that would come and go; they are whole where ``is_foreseen``.
    """

    name: str
    keep_all: bool
    would: bool
    recorded: int = 0
    repeated: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    kept: list[tuple[str, Outcome]] = field(default_factory=list)
    councils: set[str] = field(default_factory=set)
    raised: list[Concern] = field(default_factory=list)
    settled: list[Concern] = field(default_factory=list)
    is_foreseen: bool = True

    def add(self, message: RawMessage, outcome: Outcome) -> None:
        """Count one more."""
        if isinstance(outcome, Refused):
            self.refused[outcome.code] += 1
        else:
            self.councils.add(outcome.stream.partition("/")[0])
            self.recorded += not outcome.duplicate
            self.repeated += outcome.duplicate
        if self.keep_all or isinstance(outcome, Refused):
            self.kept.append((self.place_of(message), outcome))

    def foresee(self, foreseen: Foreseen | None) -> None:
        """Add what a part of the file would do to concerns; None where that cannot be told."""
        if foreseen is None:
            self.is_foreseen = False
            return
        self.raised += foreseen.raised
        self.settled += foreseen.settled

    def place_of(self, message: RawMessage) -> str:
        """Where in its file an event stands: "line 12", "[3]" for an item of an array."""
        place = message.coordinates.removeprefix(f"file:{self.name}")
        return place.replace(":", "line ", 1) or "event"


def print_as_json(done: Submission) -> None:
    """The counts, and the outcomes that were kept."""
    results = [
        {"place": place, "refused": isinstance(each, Refused), **msgspec.to_builtins(each)}
        for place, each in done.kept
    ]
    told: dict[str, object] = {
        "recorded": done.recorded,
        "recorded_before": done.repeated,
        "refused": done.refused.total(),
        "refused_by_code": dict(done.refused),
        "validated_only": done.would,
        "results": results,
    }
    if done.would:
        foreseen = Foreseen(done.raised, done.settled) if done.is_foreseen else None
        told["concerns"] = concerns_view(foreseen)
    screen.print_json(told)


def print_for_people(done: Submission) -> None:
    """A summary; what was refused, and what to do about it."""
    total = done.recorded + done.repeated + done.refused.total()
    click.echo(f"{done.name}: {counted(total, 'event')}")
    click.echo(f"  {'would be recorded' if done.would else 'recorded':<18} {done.recorded:>7,}")
    if done.repeated:
        click.echo(f"  {'recorded before':<18} {done.repeated:>7,}")
    if done.refused:
        click.echo(f"  {'refused':<18} {done.refused.total():>7,}")
    if done.keep_all and done.recorded + done.repeated:
        _print_receipts(done)
    if done.refused:
        _print_refusals(done)
    if not done.is_foreseen:
        click.echo("\nThe read model is not there yet, so concerns cannot be told.")
    _print_concerns("It would raise", done.raised, whole=done.keep_all)
    _print_concerns("It would settle", done.settled, whole=done.keep_all)


def _print_concerns(what: str, concerns: list[Concern], *, whole: bool) -> None:
    if not concerns:
        return
    click.echo(f"\n{what} {counted(len(concerns), 'concern')}")
    for each in concerns if whole else concerns[:SHOWN]:
        screen.say(f"  {each.code}, {each.entity}: {each.detail}")
    if not whole and len(concerns) > SHOWN:
        click.echo(f"  and {len(concerns) - SHOWN} more: --verbose lists them all.")


def _print_receipts(done: Submission) -> None:
    rows = [
        (
            place,
            "recorded before" if each.duplicate else "would be" if done.would else "recorded",
            each.position,
            each.type,
            each.stream,
        )
        for place, each in done.kept
        if isinstance(each, Receipt)
    ]
    click.echo()
    screen.print_table(("", "", "position", "type", "stream"), rows, right=("position",))


def _print_refusals(done: Submission) -> None:
    """Each kind of refusal once, with the places at which it was met."""
    alike: dict[tuple[str, str, str], list[tuple[str, Refused]]] = {}
    for place, each in done.kept:
        if isinstance(each, Refused):
            alike.setdefault((each.code, each.detail, each.pointer), []).append((place, each))
    shown = list(alike.items())[: None if done.keep_all else SHOWN]
    for (code, detail, pointer), met in shown:
        click.echo()
        screen.say(f"{code} at {_places(met, whole=done.keep_all)}", style="bold")
        screen.say(f"  {detail}{f' (at {pointer})' if pointer else ''}")
    if len(alike) > len(shown):
        click.echo(f"\nand {len(alike) - len(shown)} other refusals: --verbose lists them all.")
    click.echo("\nWhat to do")
    for code in done.refused:
        screen.say(f"  {code}: {CATALOGUE[code].remedy}")


def _places(met: list[tuple[str, Refused]], *, whole: bool) -> str:
    shown = met if whole else met[:PLACES_SHOWN]
    told = [
        place if each.quarantine_id is None else f"{place} (quarantine {each.quarantine_id})"
        for place, each in shown
    ]
    more = len(met) - len(shown)
    return ", ".join(told) + (f" and {more:,} more places" if more else "")


def counted(number: int, noun: str) -> str:
    """A number of things: "1 event", "2,000 events"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
