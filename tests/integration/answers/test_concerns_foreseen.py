"""What validation foresees comes true, and nothing is written on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from consumers.cloudevents import STRUCTURED_HEADERS
from consumers.validation import Validated, Validation
from ledger.store.home import Home
from ledger.store.messages import RawMessage
from projections.concerns import Concern, concerns
from projections.read_model import OutdatedReadModel, ReadModel
from tests.worlds import EXAMPLES, FILES, OFFICE, PLANS, World

ACTION = "example/improvement-demo/action/rota"
COUNCILS = sorted(FILES)


@pytest.fixture
def world(home: Home) -> Iterator[World]:
    with World(home) as world:
        yield world


def messages(council: str) -> list[RawMessage]:
    lines = (EXAMPLES / FILES[council]).read_bytes().splitlines()
    return [RawMessage(body=each, headers=STRUCTURED_HEADERS, channel="file") for each in lines]


def event(type_: str, id_: str = "new", /, **data: object) -> RawMessage:
    body = {
        "specversion": "1.0",
        "id": id_,
        "source": "/tests",
        "type": f"improvement.action.{type_}.v1",
        "subject": ACTION,
        "effective": "2026-11-20",
        "documented": "2026-11-20",
        "data": {"cites": [{"document": "test-paper", "locator": "1"}], **data},
    }
    return RawMessage(body=msgspec.json.encode(body), headers=STRUCTURED_HEADERS, channel="http")


def validated(world: World, sent: Sequence[RawMessage], *, atomic: bool = False) -> Validated:
    validation = Validation(world.intake, world.directory, world.model, world.clock)
    return validation.submit(sent, sender=OFFICE, atomic=atomic)


def codes(found: Sequence[Concern]) -> list[tuple[str, str]]:
    return [(each.code, each.entity) for each in found]


def real(world: World, council: str) -> list[Concern]:
    return concerns(world.view(council), world.ledger(council))


def in_progress(world: World) -> None:
    world.record(ACTION, "proposed", "2026-11-02", summary="A rota.", documented="2026-11-02")
    agreed = {"accountableRole": "chief-officer", "dueOn": "2026-12-31"}
    world.record(ACTION, "agreed", "2026-11-03", documented="2026-11-03", **agreed)


@pytest.mark.parametrize("council", COUNCILS)
@pytest.mark.parametrize("tenth", [0, 2, 5, 8])
def test_what_is_foreseen_comes_true(world: World, council: str, tenth: int) -> None:
    sent = messages(council)
    cut, end = len(sent) * tenth // 10, len(sent) * (tenth + 2) // 10
    world.directory.create(council)
    world.intake.submit(sent[:cut], sender=OFFICE)
    world.catch_up(council)
    before = real(world, council) if cut else []

    foreseen = validated(world, sent[cut:end]).foreseen

    world.intake.submit(sent[cut:end], sender=OFFICE)
    world.catch_up(council)
    after = real(world, council)
    assert foreseen is not None
    raised = [each for each in foreseen.raised if each.entity.startswith(PLANS[council])]
    assert raised == [each for each in after if each not in before]
    left = {(each.code, each.entity) for each in after}
    assert list(foreseen.settled) == [
        each for each in before if (each.code, each.entity) not in left
    ]


def test_a_completion_without_evidence_is_foreseen(world: World) -> None:
    in_progress(world)
    started = event("started", "start")
    claimed = event("delivery-claimed", "claim", claimedBy="chief-officer")
    accepted = event("completion-accepted", "accept", acceptedBy="chief-officer")

    outcomes, foreseen = validated(world, [started, claimed, accepted])

    assert foreseen is not None, outcomes
    assert codes(foreseen.raised) == [
        ("ACCEPTED_BY_CLAIMANT", ACTION),
        ("COMPLETED_WITHOUT_EVIDENCE", ACTION),
        ("COMPLETED_WITHOUT_IMPACT", ACTION),
    ]
    assert codes(foreseen.settled) == []


def test_nothing_is_written_on_the_way(world: World, tmp_path: Path) -> None:
    in_progress(world)
    ledger, model = world.ledger("example"), world.model("example")
    before = ledger.head(), model.digest(), sorted(tmp_path.rglob("*"))

    validated(world, [event("started")])

    assert (ledger.head(), model.digest(), sorted(tmp_path.rglob("*"))) == before


def test_a_read_model_that_is_behind_does_not_matter(world: World) -> None:
    sent = messages("example")
    world.directory.create("example")
    world.intake.submit(sent[:150], sender=OFFICE)
    behind = validated(world, sent[150:]).foreseen
    world.catch_up("example")

    assert behind is not None
    assert validated(world, sent[150:]).foreseen == behind
    assert behind.raised


def test_a_retraction_of_what_is_only_tried_out_is_understood(world: World) -> None:
    in_progress(world)
    move = {"from": "2026-12-31", "to": "2027-03-31", "reason": "Two posts are vacant."}
    moved = event("due-date-moved", "move", **move)
    named = {"source": "/tests", "id": "move"}
    why = {"kind": "MISRECORDED", "reason": "Typed twice.", "authority": "Data steward."}
    taken_back = event("event-retracted", "back", **named, **why)

    alone = validated(world, [moved])
    both = validated(world, [moved, taken_back])

    assert alone.foreseen is not None
    assert both.foreseen is not None, both.outcomes
    assert ("DUE_DATE_MOVED_WITHOUT_AUTHORITY", ACTION) in codes(alone.foreseen.raised)
    assert codes(both.foreseen.raised) == []
    assert [type(each).__name__ for each in both.outcomes] == ["Receipt"] * 2


def test_what_would_not_be_recorded_raises_nothing(world: World) -> None:
    in_progress(world)
    accepted = event("completion-accepted", acceptedBy="chief-officer")

    for sent, atomic in (([accepted], False), ([event("started"), accepted], True)):
        foreseen = validated(world, sent, atomic=atomic).foreseen
        assert foreseen is not None
        assert (list(foreseen.raised), list(foreseen.settled)) == ([], [])


def test_while_the_read_model_cannot_be_asked_outcomes_are_told_all_the_same(world: World) -> None:
    in_progress(world)

    def outdated(_: str) -> ReadModel:
        raise OutdatedReadModel

    validation = Validation(world.intake, world.directory, outdated, world.clock)
    outcomes, foreseen = validation.submit([event("started")], sender=OFFICE)

    assert [type(each).__name__ for each in outcomes] == ["Receipt"]
    assert foreseen is None


def test_plans_are_told_together_each_with_its_own(world: World) -> None:
    in_progress(world)
    for council in ("devon", "nottingham-city"):
        world.directory.create(council)
    sent = [*messages("devon"), *messages("nottingham-city"), event("started")]

    foreseen = validated(world, sent).foreseen

    assert foreseen is not None
    plans = {each.entity.rsplit("/", 2)[0] for each in foreseen.raised}
    assert {PLANS["devon"], PLANS["nottingham-city"]} <= plans
