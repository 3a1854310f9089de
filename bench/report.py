"""The results as files, and the documentation that is made from them and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench.measure import AIM, Result
from bench.run import Report

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "results.json"
REPORT: Final = HERE / "report.json"
WHOLE_FROM: Final = 100
DOCUMENT: Final = HERE.parent / "docs" / "performance.md"


def write(results: Sequence[Result], report: Report) -> None:
    """Write the results, how they came about, and the documentation made from both."""
    RESULTS.write_bytes(_json(results))
    REPORT.write_bytes(_json(report))
    DOCUMENT.write_text(document(results, report), encoding="utf-8")


def read() -> tuple[list[Result], Report]:
    """The results of the last run, and how they came about."""
    results = msgspec.json.decode(RESULTS.read_bytes(), type=list[Result])
    return results, msgspec.json.decode(REPORT.read_bytes(), type=Report)


def document(results: Sequence[Result], report: Report) -> str:
    """``docs/performance.md``."""
    paragraphs = (
        _OPENING,
        _table(results),
        _verdict(results),
        "## The machine and the run\n",
        _machine(report),
        "## Told beside it\n",
        _told(report),
        _METHOD,
    )
    return "\n".join(paragraphs)


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _table(results: Sequence[Result]) -> str:
    head = "| What | Ours | Beside | | Unit | Times better | Aim |\n|---|--:|---|--:|---|--:|--:|\n"
    return head + "".join(map(_row, results))


def _row(result: Result) -> str:
    beside = "at most" if result.peer_name == AIM else result.peer_name
    aim = "–" if result.aim is None else f"{result.aim:g}{'' if result.is_reached else ' missed'}"
    cells = (
        result.name,
        figure(result.ours),
        beside,
        figure(result.peer),
        result.unit.replace("microseconds", "µs"),
        figure(result.ratio),
        aim,
    )
    return f"| {' | '.join(cells)} |\n"


def figure(number: float) -> str:
    """A figure for people: whole from a hundred on, else with three digits that count."""
    return f"{number:,.0f}" if number >= WHOLE_FROM else f"{number:.3g}"


def _verdict(results: Sequence[Result]) -> str:
    aimed = [result for result in results if result.aim is not None]
    missed = [f"*{each.name}* ({each.peer_name})" for each in aimed if not each.is_reached]
    if not missed:
        return f"All {len(aimed)} aims are reached.\n"
    reached = len(aimed) - len(missed)
    return f"{reached} of {len(aimed)} aims are reached. Missed: {'; '.join(missed)}.\n"


def _machine(report: Report) -> str:
    programs = ", ".join(f"{name} {version}" for name, version in report.peers.items())
    return (
        f"{report.cores} cores, {report.memory_gib} GiB of memory, {report.system}, Python "
        f"{report.python}, SQLite {report.sqlite}; {programs}. A {report.sizes} run, "
        f"which took {report.minutes:g} minutes.\n"
    )


def _told(report: Report) -> str:
    return "".join(f"- {name}: {figure(number)}\n" for name, number in report.told.items())


_OPENING: Final = """# Performance

<!-- Made by `make bench` from bench/results.json and bench/report.json. -->

How fast the ledger is, beside programs that do a part of the same. The sides take turns
within one run, each in a process of its own, every turn beginning with another side; what
stands here are medians. Absolute figures belong to one machine on one day: look at the
column *times better*, which is what the aims are set on. For a rate it is ours divided by
theirs, for a time or a size theirs divided by ours.
"""

_METHOD: Final = """## How to repeat it

    make bench            # all of it, about a quarter of an hour and three gigabytes of disk
    make bench QUICK=1    # within three minutes, with smaller ledgers
    make bench ARGS=as-of # one measurement, shown and not written

The files lie in the system's temporary folder while it runs; `TMPDIR` names another. A
disk that is slow to confirm a write makes single appends alike on both sides, a fast one
shows what each of them computes.

## What is measured

- **append**: CloudEvents about actions, sent singly or a thousand at a time over a hundred
  streams. *From bytes to receipt* is the whole way of the intake: strict parsing, the
  payload against its type, screening, the council and its roles, the rules, the inbox, the
  entry with its hash, the commit. *Prepared* is the ledger's append alone, of events that
  were parsed before. Every event comes back with its receipt, or the run fails.
- **concurrent**: single events posted to a running service, which projects them as it does; by
  one client that waits for each receipt before it sends its next event, and by sixteen such
  clients at once. The service is a process of its own, all clients together another.
- **rebuild**: everything `improvement-ledger rebuild` does, the wait for the disk and the new
  file's taking its place included. Both sides must end with the same digest.
- **as-of**: 50 plans of 200 actions, of which one event in ten is backdated and one in twenty
  dated ahead. A question is eight fields of all actions of a plan as at one day, as known on
  another; half the questions look back, half at any day. Every single answer is compared with
  a replay that shares no code with the read model, and the run fails where they differ. A
  probe is one field of one action.
- **memory**: the most that a process has resident while it rebuilds a ledger.

Where an aim is a figure of its own it stands under *at most*, and *times better* is what is
left of it. The aims of as-of and of memory are set on a ledger of a million events; a quick
run does not go so far and only tells its figures.

## The peers, and what they do not do

- **eventsourcing `Application.save`**: the library we take our recorder from, used as its
  documentation has it: an application on an SQLite file, write-ahead log, `synchronous = FULL`
  as ours. It is handed events that are already made, maps them to JSON and inserts them under
  a unique aggregate version. It does not parse, validate, decide, deduplicate, hash, keep the
  time of recording or give a receipt. Its events carry what the CloudEvents carry. *From
  bytes as well*: it reads the CloudEvents and makes its events while the clock runs.
- **eventsourcing `ProjectionRunner`**: reads pages of 500 and commits once an event, together
  with its position. It makes the same rows by the same functions and the same writer as we
  do. The library's SQLite recorder offers no subscription, so it is given the one that its
  other recorders use. It runs with the library's own `synchronous = FULL`, and once more with
  `NORMAL`. Unlike a rebuild it shows its rows as it goes.
- **django-simple-history `as_of`**: a history table with a copy of the row at every change,
  loaded in bulk, with the cache and memory mapping of our readers. The date of a row is when
  the change took effect. It has one axis of time: it cannot be asked what was known at a date,
  and a backdated change brings along what later ones had set. How many of its cells differ
  from the ledger's is told above; its speed is counted all the same.
- **replay of the plan's entries**: what a ledger does that has no read model: read the entries
  of every action of the plan, leave out what was not yet known, sort and fold the rest.
"""
