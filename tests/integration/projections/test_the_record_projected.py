"""What the example councils recorded, through the real store, judged by replay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest

from ledger.events.event import EventRetracted
from ledger.moments import parse_moment, parse_recorded_us
from ledger.names import parse_stream_name
from ledger.registry import REGISTRY
from ledger.store.home import Home
from ledger.store.messages import Receipt
from ledger.store.reader import LedgerReader
from ledger.vocabulary import RetractionKind
from projections.basis import Basis, KnownBy
from projections.fields import PROJECTION
from projections.kinds import event_key
from projections.read_model import ReadModel
from tests.oracle import ABSENT, FOREVER, Fact, Log, Question, existing, replay
from tests.read_model_places import TABLES
from tests.worlds import FILES, PLANS, World

CELLS = 25
ACTION = "devon/improvement-2020/action/care-leavers-oversight"


def log_of(ledger: LedgerReader) -> Log:
    """The entries of a ledger as facts for the oracle."""
    return [_fact(ledger, number) for number in range(ledger.head().size)]


def _fact(ledger: LedgerReader, number: int) -> Fact:
    entry = ledger.entry(number)
    assert entry is not None
    event = REGISTRY.read(entry.type, entry.data)
    effective = parse_moment(entry.effective)
    stated = None if entry.documented is None else parse_moment(entry.documented).certain_by_us
    key = event_key(entry.cloudevent.source, entry.cloudevent.id)
    target = None
    is_withdrawal = False
    if isinstance(event, EventRetracted):
        found = ledger.find(event.source, event.id)
        assert found is not None
        target = found.position
        is_withdrawal = event.kind is RetractionKind.WITHDRAWN
    rows = PROJECTION.rows_of(parse_stream_name(entry.stream), event, key)
    return Fact(
        recorded=parse_recorded_us(entry.recorded_at),
        earliest=effective.possible_from_us,
        latest=effective.certain_by_us,
        documented=stated,
        sets=tuple((row.entity, row.field, row.value) for row in rows),
        retracts=target,
        is_withdrawal=is_withdrawal,
    )


def basis_of(question: Question) -> Basis:
    by_record = question.documented_before is None
    return Basis(
        before_us=question.before,
        position=question.size - 1,
        documented_before_us=question.documented_before or FOREVER,
        known_by=KnownBy.RECORDED if by_record else KnownBy.DOCUMENTED,
        as_at="",
        known_at="",
    )


def questions(log: Log, chance: Random) -> Iterator[Question]:
    """Cells around the moments of the log, drawn by chance."""
    moments = [m for fact in log for m in (fact.earliest, fact.latest) if abs(m) != FOREVER]
    dates = [fact.known for fact in log]
    for _ in range(CELLS):
        before = chance.choice(moments) + chance.choice((0, 1))
        size = chance.choice((len(log), chance.randrange(len(log) + 1)))
        yield Question(before, size)
        yield Question(before, size, chance.choice(dates) + chance.choice((0, 1)))


def check(model: ReadModel, log: Log, question: Question) -> None:
    state = replay(log, question)
    names = existing(state)
    basis = basis_of(question)
    plans = model.plans(basis)
    assert plans == sorted({"/".join(name.split("/")[:2]) for name in names})
    found = {
        each.key: each
        for plan in plans
        for kind in PROJECTION.kinds
        for each in model.state(plan, kind, None, basis, provenance=True)
    }
    assert found.keys() == names.keys()
    for (entity, field), answer in state.items():
        if entity not in names:
            continue
        value = found[entity].values[field]
        assert value.position == answer.number
        if len(answer.may_be) == 1:
            assert (value.value, value.candidates) == (answer.value, ())
        else:
            assert set(value.candidates) == answer.may_be - {ABSENT}


@pytest.mark.parametrize("council", FILES)
def test_the_examples_read_as_in_replay(examples: World, council: str) -> None:
    log = log_of(examples.ledger(council))
    for question in questions(log, Random(council)):
        check(examples.model(council), log, question)


def test_a_refined_date_and_a_misreading_read_as_in_replay(home: Home) -> None:
    with World(home) as world:
        _story(world)
        log = log_of(world.ledger("devon"))
        assert [fact.retracts for fact in log] == [None, None, None, None, 2, None]
        for question in questions(log, Random(7)):
            check(world.model("devon"), log, question)


def test_an_event_that_comes_twice_changes_nothing(home: Home) -> None:
    with World(home) as world:
        first = world.load("devon")
        before = world.model("devon").digest()
        again = world.load("devon")
        assert all(isinstance(each, Receipt) and each.duplicate for each in again)
        assert len(again) == len(first)
        assert world.model("devon").digest() == before


def test_a_basis_stays_as_it_is_while_events_are_recorded(home: Home) -> None:
    with World(home) as world:
        _story(world)
        model = world.model("devon")
        basis = world.basis("devon", as_at="2020-12-31")
        pinned = model.digest(basis)
        stop = Event()

        def record() -> None:
            for number in range(40):
                world.record(ACTION, "progress-noted", "2020-10-01", summary=f"Note {number}")
            stop.set()

        writer = Thread(target=record)
        writer.start()
        asked = 0
        while not stop.is_set() or asked == 0:
            assert model.digest(basis) == pinned
            asked += 1
        writer.join()
        assert model.projected() == 45
        assert model.digest(basis) == pinned
        assert model.digest(world.basis("devon", as_at="2020-12-31")) != pinned


def test_a_name_never_reaches_the_read_model(tmp_path: Path) -> None:
    subject = "devon/improvement-2020/body/improvement-board"
    with World(tmp_path) as world:
        world.record(
            subject,
            "established",
            "2020-05-01",
            title="Improvement Board",
            kind="BOARD",
            summary="It oversees the plan.",
        )
        told = world.record(
            subject,
            "chair-appointed",
            "2020-06-01",
            chair="independent-chair",
            independent=True,
            name="Jane Example",
        )
        assert isinstance(told, Receipt)
        (body,) = world.model("devon").state(
            PLANS["devon"], "body", ["chairName"], world.basis("devon")
        )
        assert str(body.values["chairName"].value).startswith("!PERSONAL:")
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("read-model*"))
        assert b"Jane Example" not in written
        assert "Jane Example" not in _rows(world)


def _rows(world: World) -> str:
    with closing(world.place("devon").writer()) as connection, connection.snapshot():
        rows = [
            connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names
            for table in TABLES
        ]
    return repr(rows)


def _story(world: World) -> None:
    """An action whose rating is first dated by its month, and then by its day."""
    world.record(
        ACTION, "proposed", "2020-06-01", summary="Keep sight of care leavers", areas=["care"]
    )
    world.record(
        ACTION, "agreed", "2020-06-10", accountableRole="chief-officer", dueOn="2020-12-31"
    )
    world.record(ACTION, "rag-rated", "2020-08/2020-10", rag="RED", scheme="plan")
    world.record(ACTION, "progress-noted", "2020-08-15", summary="Pathway plans are being audited")
    world.record(
        ACTION,
        "event-retracted",
        "2020-11-01",
        source="/tests",
        id="3",
        kind="MISRECORDED",
        reason="The minutes give the day",
        authority="Improvement Office",
    )
    world.record(ACTION, "rag-rated", "2020-09-14", rag="RED", scheme="plan")
