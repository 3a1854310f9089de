"""Which concerns there would be if certain events were recorded: seen beforehand, never stored.

The plan is projected into a read model of its own, which is thrown away: its entries as
they are, and after them those that would be recorded. So the answer is made by the very
code that will make it once they are, and neither ledger nor read model is touched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from msgspec import structs

from ledger.entry import Entry
from ledger.moments import parse_recorded_us
from ledger.names import StreamName
from ledger.personal import Opening
from ledger.store.messages import Receipt
from ledger.store.reader import Head, LedgerReader
from projections.basis import KnownBy, resolve
from projections.concerns import Concern, concerns
from projections.read_model import EventRow, ReadModel
from projections.read_model.listings import EventFilter
from projections.read_model.sqlite.place import FilePlace
from projections.runner import Projector
from projections.views import PlanView

AT_ONCE: Final = 1_000
"""Entries read at once."""


class Expected(NamedTuple):
    """An entry that would be recorded, and the receipt there would be for it."""

    entry: Entry
    receipt: Receipt


class Foreseen(NamedTuple):
    """What a plan's concerns would come to: those that are new, and those there would no longer be.

    One that only says it in other words, such as for one fact more, is new.
    """

    raised: Sequence[Concern]
    settled: Sequence[Concern]


def foresee(
    plan: str,
    expected: Sequence[Expected],
    *,
    ledger: LedgerReader,
    read_model: ReadModel,
    now_us: int,
) -> Foreseen:
    """What ``expected``, all of ``plan`` (``<council>/<plan>``), would change at ``now_us``.

    ``read_model`` only tells which streams the plan has; it may be behind the ledger.
    Takes as long as projecting the whole plan does.
    """
    first = expected[0].entry.position
    imagined = _Imagined(ledger, _recorded(plan, first, ledger, read_model), expected)
    basis = resolve(
        as_at=None,
        known_at=None,
        known_by=KnownBy.RECORDED,
        position=None,
        now_us=now_us,
        head=imagined.head(),
        position_before=imagined.position_before,
    )
    with TemporaryDirectory(prefix="foreseen-") as folder:
        place = FilePlace(Path(folder) / "read-model.db")
        model = ReadModel.open(place, reader=imagined)
        try:
            with Projector(imagined, place, holder="foreseen", clock=lambda: now_us) as projector:
                projector.catch_up()
            before, after = (
                concerns(PlanView(model, plan, structs.replace(basis, position=at)), imagined)
                for at in (first - 1, basis.position)
            )
        finally:
            model.close()
    left = {(each.code, each.entity) for each in after}
    return Foreseen(
        raised=[each for each in after if each not in before],
        settled=[each for each in before if (each.code, each.entity) not in left],
    )


def _recorded(plan: str, before: int, ledger: LedgerReader, read_model: ReadModel) -> list[Entry]:
    """The entries of ``plan`` at positions below ``before``, in order."""
    found = [
        entry
        for stream in _streams(plan, before, ledger, read_model)
        for entry in ledger.stream(stream)
        if entry.position < before
    ]
    return sorted(found, key=attrgetter("position"))


def _streams(plan: str, before: int, ledger: LedgerReader, read_model: ReadModel) -> set[str]:
    """The streams of ``plan``: those that are projected, and what came in since."""
    since = read_model.projected() + 1
    found = {row.stream for row in _projected(plan, read_model)}
    while since < before and (entries := ledger.entries(since, AT_ONCE)):
        found.update(each.stream for each in entries if each.stream.startswith(f"{plan}/"))
        since += len(entries)
    return found


def _projected(plan: str, read_model: ReadModel) -> Iterator[EventRow]:
    after: int | None = None
    while rows := read_model.events(EventFilter(plan=plan), after=after, limit=AT_ONCE):
        yield from rows
        after = rows[-1].position


class _Imagined:
    """A ledger of one plan: its entries as they are, and those there would be."""

    def __init__(
        self, ledger: LedgerReader, recorded: Sequence[Entry], expected: Sequence[Expected]
    ) -> None:
        self._ledger = ledger
        self._entries = [*recorded, *(each.entry for each in expected)]
        self._receipts = {(each.receipt.source, each.receipt.id): each.receipt for each in expected}

    def head(self) -> Head:
        last = self._entries[-1]
        return Head(last.position + 1, parse_recorded_us(last.recorded_at))

    def entries(self, start: int, limit: int) -> list[Entry]:
        at = bisect_left(self._entries, start, key=attrgetter("position"))
        return self._entries[at : at + limit]

    def entry(self, position: int) -> Entry | None:
        found = self.entries(position, 1)
        return found[0] if found and found[0].position == position else None

    def stream(self, name: StreamName | str) -> list[Entry]:
        return [entry for entry in self._entries if entry.stream == str(name)]

    def find(self, source: str, event_id: str) -> Receipt | None:
        return self._receipts.get((source, event_id)) or self._ledger.find(source, event_id)

    def position_before(self, us: int) -> int:
        return self._ledger.position_before(us)

    def opening(self, position: int, pointer: str) -> Opening | None:
        return self._ledger.opening(position, pointer)
