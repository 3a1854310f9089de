"""Files handed to the intake, with a progress bar, and the read model brought up to date."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import click
import msgspec
from rich.progress import Progress

from consumers.ahead import Ahead
from consumers.files import batches_of
from consumers.json_array import BrokenFile
from consumers.sender import LOCAL
from ledger.names import SEGMENT
from ledger.store.messages import Outcome, RawMessage
from service.command import screen
from service.command.options import open_wiring
from service.command.shape import ExitCode, Failed
from service.command.submission import Submission, counted, print_as_json, print_for_people
from service.wiring import Wiring

STDIN: Final = "-"


class _Subject(msgspec.Struct):
    """As much of an event as says whose it is."""

    subject: str = ""


_skim = msgspec.json.Decoder(_Subject).decode


def submit(
    file: BinaryIO,
    *,
    data_dir: Path | None,
    create: bool,
    atomic: bool,
    verbose: bool,
    as_json: bool,
    dry_run: bool,
) -> ExitCode:
    """Submit a file and print what became of its events."""
    name = name_of(file)
    done = Submission(name, keep_all=verbose, would=dry_run)
    with open_wiring(data_dir) as wiring:
        try:
            run(wiring, file, done, create=create, atomic=atomic)
        except BrokenFile as error:
            raise Failed(
                f"{name} cannot be read to its end: {error}",
                f"Before that {counted(done.recorded, 'event')} were recorded; mend the file and "
                "send it again: what is recorded stays as it is.",
            ) from None
        positions = {} if dry_run else catch_up(wiring, done.councils)
    if as_json:
        print_as_json(done)
    else:
        print_for_people(done)
        _print_next(done, positions)
    return ExitCode.FOUND if done.refused else ExitCode.OK


def run(wiring: Wiring, file: BinaryIO, done: Submission, *, create: bool, atomic: bool) -> None:
    """Submit batch by batch, and count the outcomes in ``done``."""
    total = size_of(file)
    batches = batches_of(file, done.name, atomic=atomic)
    if create:
        batches = _creating(wiring, batches)
    with screen.progress(done.name, total) as bar, Ahead() as ahead:
        taken = (
            _foreseen(wiring, batches, done, atomic=atomic)
            if done.would
            else wiring.intake.load(batches, sender=LOCAL, atomic=atomic, ahead=ahead)
        )
        for batch, outcomes in taken:
            for message, outcome in zip(batch, outcomes, strict=True):
                done.add(message, outcome)
            _advance(bar, file, total)


def _creating(wiring: Wiring, batches: Iterable[list[RawMessage]]) -> Iterator[list[RawMessage]]:
    for batch in batches:
        create_missing(wiring, batch)
        yield batch


def _foreseen(
    wiring: Wiring, batches: Iterable[list[RawMessage]], done: Submission, *, atomic: bool
) -> Iterator[tuple[Sequence[RawMessage], Sequence[Outcome]]]:
    """Each batch with what would become of it."""
    for batch in batches:
        outcomes, foreseen = wiring.validation.submit(batch, sender=LOCAL, atomic=atomic)
        done.foresee(foreseen)
        yield batch, outcomes


def create_missing(wiring: Wiring, batch: Iterable[RawMessage]) -> list[str]:
    """Make a ledger for each council that a message names and that has none; returns which."""
    there = set(wiring.directory.councils())
    named = dict.fromkeys(_council_of(message) for message in batch)
    missing = [council for council in named if council and council not in there]
    for council in missing:
        wiring.create(council)
    return missing


def _council_of(message: RawMessage) -> str:
    """The council in a message's subject; empty where there is none to be read."""
    try:
        council = _skim(message.body).subject.partition("/")[0]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return council if SEGMENT.fullmatch(council) else ""


def name_of(file: BinaryIO) -> str:
    """How a file is called in quarantine: its bare name, never a path."""
    name = str(getattr(file, "name", STDIN))
    return "stdin" if name in (STDIN, "<stdin>") else Path(name).name


def size_of(file: BinaryIO) -> int | None:
    """How many bytes a file has; None for what has no end in sight, such as a pipe."""
    if name_of(file) == "stdin" or not file.seekable():
        return None
    return os.fstat(file.fileno()).st_size


def _advance(bar: Progress, file: BinaryIO, total: int | None) -> None:
    if total is not None:
        bar.update(bar.task_ids[0], completed=file.tell())


def catch_up(wiring: Wiring, councils: Iterable[str]) -> dict[str, int]:
    """Bring the read models up to date; council -> the position reached."""
    reached = {}
    for council in sorted(councils):
        head = wiring.directory.open(council).head().size - 1
        with screen.progress(f"read model of {council}", head + 1) as bar:
            reached[council] = wiring.catch_up(council, partial(_projected, bar))
    return reached


def _projected(bar: Progress, position: int) -> None:
    bar.update(bar.task_ids[0], completed=position + 1)


def _print_next(done: Submission, positions: dict[str, int]) -> None:
    for council, position in positions.items():
        click.echo(f"\nThe read model of {council} is up to date with position {position}.")
    if "UNKNOWN_COUNCIL" in done.refused and not done.would:
        click.echo("\nadd --create to make the ledgers of councils that have none.")
