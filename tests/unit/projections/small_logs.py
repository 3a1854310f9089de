"""Small logs: as facts for the oracle, and projected into a read model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, NamedTuple

from hypothesis import strategies as st

from ledger.events.event import Citation, EventRetracted
from ledger.moments import BEGINNING_US, END_US, parse_moment
from ledger.names import StreamName
from ledger.store.reader import Head
from ledger.vocabulary import RetractionKind
from projections.basis import Basis, KnownBy, resolve
from projections.entry_rows import EntryRows
from projections.kinds import FieldRow
from projections.read_model import EntityState, FieldValue, ReadModel
from projections.read_model.place import Target
from projections.runner import Projector
from tests.oracle import FOREVER, Fact, Log, Question
from tests.read_model_places import CHOSEN

PLAN: Final = "devon/improvement-2020"
KIND: Final = "action"
STREAM: Final = StreamName("devon", "improvement-2020", "action", "care-leavers")
HOLDER: Final = "the test"


class StoodClock:
    """A clock that stands until it is set."""

    def __init__(self, now_us: int = 0) -> None:
        self.now_us = now_us

    def __call__(self) -> int:
        return self.now_us


class Found(NamedTuple):
    """As much of a receipt as the projector reads."""

    position: int


class LogLedger:
    """A log as a ledger to read from; ``shown`` is how much of it is recorded so far."""

    def __init__(self, log: Log, shown: int | None = None) -> None:
        self.log = log
        self.shown = len(log) if shown is None else shown

    def head(self) -> Head:
        last = self.log[self.shown - 1].recorded if self.shown else None
        return Head(self.shown, last)

    def entries(self, start: int, limit: int) -> list[EntryRows]:
        return [entry_of(self.log, n) for n in range(start, min(start + limit, self.shown))]

    def entry(self, position: int) -> EntryRows | None:
        return entry_of(self.log, position) if position < self.shown else None

    def find(self, _source: str, event_id: str) -> Found | None:
        return Found(int(event_id)) if int(event_id) < self.shown else None

    def position_before(self, us: int) -> int:
        return sum(1 for fact in self.log[: self.shown] if fact.recorded < us) - 1


def entry_of(log: Log, number: int) -> EntryRows:
    """A fact as the projector reads an entry."""
    fact = log[number]
    return EntryRows(
        position=number,
        entry_id=f"entry-{number}",
        stream=STREAM,
        type="improvement.action.started.v1",
        recorded_us=fact.recorded,
        effective_us=fact.latest,
        possible_from_us=fact.earliest,
        documented_us=fact.known,
        rows=[FieldRow(entity_key(e), KIND, None, field, value) for e, field, value in fact.sets],
        retraction=None if fact.retracts is None else _retraction(fact),
    )


def entity_key(entity: str) -> str:
    return f"{PLAN}/action/{entity}"


def _retraction(fact: Fact) -> EventRetracted:
    kind = RetractionKind.WITHDRAWN if fact.is_withdrawal else RetractionKind.MISRECORDED
    return EventRetracted(
        source="/tests",
        id=str(fact.retracts),
        kind=kind,
        reason="It was not so.",
        authority="The board",
        cites=(Citation(document="S4", locator="3.1"),),
    )


def projector(
    log: Log | LogLedger, target: Target, *, batch: int = 1_000, clock: StoodClock | None = None
) -> Projector:
    """A projector of a log into the read model at ``target``."""
    ledger = LogLedger(log) if isinstance(log, list) else log
    return Projector(
        ledger,  # type: ignore[arg-type]
        target,
        holder=HOLDER,
        clock=clock or StoodClock(),
        batch=batch,
        read=lambda entry: entry,  # type: ignore[arg-type,return-value]
    )


@contextmanager
def read_model_of(log: Log, *, batch: int = 1_000) -> Iterator[ReadModel]:
    """A log, projected, in the database that the tests of the module use now."""
    with CHOSEN.places.place() as place:
        model = ReadModel.open(place, reader=LogLedger([]))  # type: ignore[arg-type]
        with projector(log, place, batch=batch) as each:
            each.catch_up()
        yield model
        model.close()


def basis_of(question: Question) -> Basis:
    """The basis of a question to the oracle."""
    is_recorded = question.documented_before is None
    documented = FOREVER if question.documented_before is None else question.documented_before
    return Basis(
        before_us=question.before,
        position=question.size - 1,
        documented_before_us=documented,
        known_by=KnownBy.RECORDED if is_recorded else KnownBy.DOCUMENTED,
        as_at="2020-07-15",
        known_at="2020-07-15",
    )


def told(state: Sequence[EntityState]) -> dict[tuple[str, str], object]:
    """(entity, field) -> (value, candidates) of what the read model answers."""
    return {
        (each.key.rpartition("/")[2], field): (value.value, value.certain, set(value.candidates))
        for each in state
        for field, value in each.values.items()
    }


def every_question(log: Log) -> Iterator[Question]:
    """Every cell of a small log: around each moment, at each size, known both ways."""
    moments = {m for fact in log for m in (fact.earliest, fact.latest)} - {BEGINNING_US, END_US}
    before = sorted({m + step for m in moments for step in (0, 1)} | {BEGINNING_US + 1, END_US})
    documented = sorted({fact.known + step for fact in log for step in (0, 1)} | {FOREVER})
    for size in range(len(log) + 1):
        for each in before:
            yield Question(each, size)
            yield from (Question(each, size, known) for known in documented)


@st.composite
def logs(draw: st.DrawFn, *, max_size: int = 5, retractions: bool = True) -> Log:
    """A log of a few facts about a few fields, with all that dates can do to each other."""
    log: Log = []
    for number in range(draw(st.integers(1, max_size))):
        recorded = 10 * (number + 1)
        documented = draw(st.none() | st.integers(1, recorded))
        standing = [
            n
            for n, fact in enumerate(log)
            if fact.retracts is None and all(other.retracts != n for other in log)
        ]
        if retractions and standing and draw(st.integers(0, 3)) == 0:
            log.append(
                Fact(
                    recorded,
                    recorded,
                    recorded,
                    documented,
                    retracts=draw(st.sampled_from(standing)),
                    is_withdrawal=draw(st.booleans()),
                )
            )
            continue
        earliest, latest = draw(_effective())
        log.append(Fact(recorded, earliest, latest, documented, draw(_SETS)))
    return log


def _effective() -> st.SearchStrategy[tuple[int, int]]:
    days = st.sampled_from((15, 15, 15, 25, 5, 60))
    known = days.map(lambda day: (day, day))
    between = st.tuples(days, days).map(lambda both: (min(both), max(both)))
    open_ended = days.flatmap(lambda day: st.sampled_from(((day, END_US), (BEGINNING_US, day))))
    return st.one_of(known, known, known, between, open_ended)


_SETS: Final = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from("aab"), st.just("exists"), st.sampled_from(("true", "true", "false"))
        ),
        st.tuples(
            st.sampled_from("aab"), st.just("status"), st.sampled_from(('"X"', '"Y"', '"Z"', None))
        ),
        st.tuples(st.sampled_from("aab"), st.just("owner"), st.sampled_from(('"X"', '"Y"'))),
    ),
    min_size=1,
    max_size=3,
).map(tuple)


def told_on(
    effective: str,
    recorded: str,
    *,
    documented: str | None = None,
    about: str = "a",
    **values: str | None,
) -> Fact:
    """A fact in words: when it took effect, when it was recorded, what it set.

    Values are JSON texts, as the read model keeps them.
    """
    moment = parse_moment(effective)
    return Fact(
        recorded=parse_moment(recorded).certain_by_us,
        earliest=moment.possible_from_us,
        latest=moment.certain_by_us,
        documented=None if documented is None else parse_moment(documented).certain_by_us,
        sets=tuple((about, field, value) for field, value in values.items()),
    )


def retracted_on(
    target: int, recorded: str, *, documented: str | None = None, is_withdrawal: bool = False
) -> Fact:
    """A retraction of the fact with the number ``target``."""
    return replace(
        told_on(recorded, recorded, documented=documented),
        retracts=target,
        is_withdrawal=is_withdrawal,
    )


def ask(
    model: ReadModel,
    as_at: str,
    *,
    known_at: str | None = None,
    by: KnownBy = KnownBy.RECORDED,
    position: int | None = None,
    log: Log | None = None,
) -> dict[str, FieldValue]:
    """The fields of the entity "a" as at a date; nothing where it does not exist."""
    ledger = LogLedger(log or [])
    basis = resolve(
        as_at=as_at,
        known_at=known_at,
        known_by=by,
        position=position,
        now_us=parse_moment("2026-11-23T12:00Z").certain_by_us,
        head=model.head(),
        position_before=ledger.position_before,
    )
    state = model.entity(entity_key("a"), basis, provenance=True)
    return {} if state is None else state.values


EXISTS: Final = told_on("1970-01-01", "2020-01-01T09:00Z", exists="true")
"""What opens the entity "a", long before everything else."""
