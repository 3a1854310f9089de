"""The documentation that is made from the results and their report, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.measure import AIM, Result
from bench.report import Machine, Measured, Part

DOCUMENT: Final = Path(__file__).parent.parent / "docs" / "performance.md"
WHOLE_FROM: Final = 100


def write(measured: Measured) -> None:
    """Write ``docs/performance.md``."""
    DOCUMENT.write_text(document(measured), encoding="utf-8")


def document(measured: Measured) -> str:
    """``docs/performance.md``."""
    report = measured.report
    paragraphs = (
        _OPENING,
        _table(measured.results),
        _verdict(measured.results),
        "## The machine, and when it was measured\n",
        _machine(report.machine),
        _parts(report.parts),
        "## Told beside it\n",
        _told(report.parts),
        _METHOD,
    )
    return "\n".join(paragraphs)


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


def _machine(machine: Machine) -> str:
    programs = machine.databases | machine.peers
    return (
        f"{machine.cores} cores, {machine.memory_gib} GiB of memory, {machine.system}, Python "
        f"{machine.python}; {', '.join(f'{name} {version}' for name, version in programs.items())}."
        "\n"
    )


def _parts(parts: Mapping[str, Part]) -> str:
    head = "| Measurement | On | Measured on | Run | Minutes | Load |\n|---|---|---|---|--:|--:|\n"
    rows = "".join(
        f"| {name} | {', '.join(part.databases)} | {part.measured_on} | {part.sizes} | "
        f"{_or_dash(part.minutes)} | {_or_dash(part.load)} |\n"
        for name, part in parts.items()
    )
    return f"{head}{rows}\n{_PARTS}"


def _or_dash(number: float | None) -> str:
    return "–" if number is None else f"{number:g}"


def _told(parts: Mapping[str, Part]) -> str:
    return "".join(
        f"- {name}: {figure(number)}\n"
        for part in parts.values()
        for name, number in part.told.items()
    )


_OPENING: Final = """# Performance

<!-- Made by `make bench` from bench/results.json and bench/report.json. -->

How fast the ledger is on both databases, beside programs that do a part of the same on the
same database. The sides take turns within one run, each in a process of its own with a folder
or a database of its own, every turn beginning with another side; what stands here are medians.
Absolute figures belong to one machine on one day: look at the column *times better*, which is
what the aims are set on. For a rate it is ours divided by theirs, for a time or a size theirs
divided by ours.
"""

_PARTS: Final = """A measurement can be made again by itself, so each tells its day. *Load* is how
many programs were at work or waiting for a core when it began: next to none on a quiet machine.
Where there are more, figures say less than usual. What nobody looked at has a dash.
"""

_METHOD: Final = """## How to repeat it

    make bench                        # all of it: half an hour, nine gigabytes of disk
    make bench QUICK=1                # within three minutes, with smaller ledgers
    make bench ARGS="append rebuild"  # these, shown and not written
    make bench ARGS="--merge append"  # this one anew, in the place of its results above

The files lie in the system's temporary folder while it runs; `TMPDIR` names another. A
disk that is slow to confirm a write makes single appends alike on both sides, a fast one
shows what each of them computes.

PostgreSQL is a server that the run starts for itself, from the programs of the machine or of
a wheel. Its settings are those it comes with, but for `shared_buffers`, which is 2 GB; `fsync` and
`synchronous_commit` are on, the order of texts is that of their bytes, and every side has a
fresh database of its own on it. SQLite is in write-ahead mode with `synchronous = FULL`.

## What is measured

- **append**: CloudEvents about actions, sent singly or a thousand at a time over a hundred
  streams. *From bytes to receipt* is the whole way of the intake: strict parsing, the
  payload against its type, screening, the council and its roles, the rules, the inbox, the
  entry with its hash, the commit. A thousand at a time it is what `improvement-ledger append`
  does with a file: a process of its own reads the next batch while one is recorded, so two
  cores are at work, where the peer has no use for a second. *Prepared* is the ledger's append
  alone, of events that were parsed before. Every event comes back with its receipt, or the run
  fails. Before each turn of a side the database writes what the turn before left in memory
  (`CHECKPOINT`, `sync`): a floor that copies rows would else leave its work to whoever is next.
- **concurrent**: single events posted to a running service, which projects them as it does; by
  one client that waits for each receipt before it sends its next event, and by sixteen such
  clients at once. The service is a process of its own, all clients together another.
- **kafka**: events that lie in a topic of one partition, taken into a new ledger by the consumer as
  `improvement-ledger consume` runs it, reading ahead in a second process; the time counts from
  when the first of them are recorded. Beside it the intake takes the same events in batches
  without a topic, in one process. And from a producer that sends a thousand a second until an
  answer of GraphQL knows the event, with `consume` and `serve` as processes of their own. A
  first event, which does not count, waits until both are ready; GraphQL is asked every 20 ms. The
  broker is Apache Kafka, or that of a wheel, on the same machine.
- **rebuild**: everything `improvement-ledger rebuild` does, the new file's or schema's taking
  its place included. Both sides must end with the same digest.
- **as-of**: 50 plans of 200 actions, of which one event in ten is backdated and one in twenty
  dated ahead. A question is eight fields of all actions of a plan as at one day, as known on
  another; half the questions look back, half at any day. Every single answer is compared with
  a replay that shares no code with the read model, and the run fails where they differ. A
  probe is one field of one action.
- **memory**: the most that a process has resident while it rebuilds a ledger; a server's own
  memory is not in it.

Where an aim is a figure of its own it stands under *at most*, and *times better* is what is
left of it. The aims of as-of and of memory are set on a ledger of a million events; a quick
run does not go so far and only tells its figures.

## The peers, and what they do not do

- **eventsourcing `Application.save`**: the library we take our recorder from, used as its
  documentation has it: an application on an SQLite file or on PostgreSQL, whose commits wait
  for the disk as ours do. It is handed events that are already made, maps them to JSON and
  inserts them under a unique aggregate version. It does not parse, validate, decide,
  deduplicate, hash, keep the time of recording or give a receipt. Its events carry what the
  CloudEvents carry. *From bytes as well*: it reads the CloudEvents and makes its events while
  the clock runs.
- **kafka-python alone**: the client that the consumer is built on reads the same topic, in batches
  of the same size, and does nothing with it.
- **executemany of its rows, COPY of its rows**: no peer but the floor, the database alone. For
  the append, the rows of the library's events into the library's table, a thousand in a
  transaction, by the driver. For the rebuild, the rows of our read model into fresh tables with
  the same indexes and settings. The rows are there before the clock starts.
- **eventsourcing `ProjectionRunner`**: reads pages of 500 and commits once an event, together
  with its position. It makes the same rows by the same functions and the same writer as we
  do. The library's SQLite recorder offers no subscription, so it is given the one that its
  other recorders use; on PostgreSQL it has its own. It waits for the disk at each commit; a
  single run more does not (`synchronous = NORMAL`, `synchronous_commit = off`). Unlike a rebuild
  it shows its rows as it goes.
- **django-simple-history `as_of`**: on SQLite only. A history table with a copy of the row at
  every change, loaded in bulk, with the cache and memory mapping of our readers. The date of a
  row is when the change took effect. It has one axis of time: it cannot be asked what was known
  at a date, and a backdated change brings along what later ones had set. How many of its cells
  differ from the ledger's is told above; its speed is counted all the same.
- **replay of the plan's entries**: what a ledger does that has no read model: read the entries
  of every action of the plan, leave out what was not yet known, sort and fold the rest.
"""
