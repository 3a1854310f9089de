"""Files handed to the intake, with a progress bar, and the read model brought up to date."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from rich.progress import Progress

from consumers.authority import LOCAL
from consumers.files import in_batches, read_messages
from consumers.json_array import BrokenFile
from ledger.names import SEGMENT
from ledger.store.messages import RawMessage
from service.command import screen
from service.command.options import open_wiring
from service.command.shape import ExitCode, Failed
from service.command.submission import Submission, counted, print_as_json, print_for_people
from service.wiring import Wiring


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
    name = Path(file.name).name if file.name not in ("-", "<stdin>") else "stdin"
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
    with screen.progress(done.name, total) as bar:
        for batch in batches_of(file, done.name, atomic=atomic):
            if create:
                create_missing(wiring, batch)
            outcomes = wiring.intake.submit(
                batch, authority=LOCAL, atomic=atomic, dry_run=done.would
            )
            for message, outcome in zip(batch, outcomes, strict=True):
                done.add(message, outcome)
            _advance(bar, file, total)


def batches_of(file: BinaryIO, name: str, *, atomic: bool) -> Iterator[list[RawMessage]]:
    """The batches of a file; an atomic one is a single batch or is refused."""
    batches = in_batches(read_messages(file, name))
    if not atomic:
        return batches
    first = list(islice(batches, 2))
    if len(first) > 1:
        msg = "it is larger than one batch of 1,000 events, and only one batch can be atomic"
        raise BrokenFile(msg)
    return iter(first)


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


def size_of(file: BinaryIO) -> int | None:
    """How many bytes a file has; None for what has no end in sight, such as a pipe."""
    if not file.seekable():
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
