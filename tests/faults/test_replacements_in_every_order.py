"""An event retracted and replaced, the two sent in orders and under ids that nobody meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from ledger.events.event import EventRetracted
from ledger.store.ledger import Ledger
from ledger.store.messages import Candidate
from tests.integration.store.told import (
    OFFICE,
    a_ledger,
    agreed,
    append,
    codes,
    noted,
    proposed,
    sent,
    started,
    the_ledger,
)
from tests.notation import event
from tests.places import Place

pytestmark = pytest.mark.faults


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    with a_ledger(place) as made:
        append(made, sent("opens", "a", proposed()), sent("agrees", "a", agreed()))
        append(made, sent("starts", "a", started()))
        yield made


def retracts(event_id: str, target: str, replaced_by: str | None = None) -> Candidate:
    more = {} if replaced_by is None else {"replaced_by": replaced_by}
    what = event(
        EventRetracted,
        source=OFFICE,
        id=target,
        kind="MISRECORDED",
        reason="Keyed in from the wrong row.",
        authority="data-steward",
        **more,
    )
    return sent(event_id, "a", what)


def agrees(event_id: str) -> Candidate:
    return sent(event_id, "a", agreed(due="2021-01-31"))


RIGHT = ["recorded", "recorded"]
STORIES: Sequence[tuple[str, Sequence[Candidate], list[str]]] = (
    ("as it is meant", [retracts("r", "agrees", "new"), agrees("new")], RIGHT),
    (
        "the replacement first",
        [agrees("new"), retracts("r", "agrees", "new")],
        ["FORBIDDEN_TRANSITION", "BATCH_ABORTED"],
    ),
    ("by itself", [retracts("r", "opens", "r")], ["WRONG_REPLACEMENT"]),
    ("by what it retracts", [retracts("r", "agrees", "agrees")], ["WRONG_REPLACEMENT"]),
    (
        "two by the same",
        [retracts("r", "agrees", "new"), retracts("s", "starts", "new")],
        ["BATCH_ABORTED", "WRONG_REPLACEMENT"],
    ),
    (
        "by a retraction",
        [retracts("r", "agrees", "s"), retracts("s", "starts")],
        ["BATCH_ABORTED", "WRONG_REPLACEMENT"],
    ),
    (
        "twice",
        [retracts("r", "agrees", "new"), retracts("s", "agrees", "newer")],
        ["BATCH_ABORTED", "RETRACTION_IS_FINAL"],
    ),
    (
        "by another type",
        [retracts("r", "agrees", "new"), sent("new", "a", started())],
        ["BATCH_ABORTED", "WRONG_REPLACEMENT"],
    ),
    (
        "a replacement replaced at once",
        [
            retracts("r", "agrees", "new"),
            agrees("new"),
            retracts("s", "new", "newer"),
            agrees("newer"),
        ],
        [*RIGHT, *RIGHT],
    ),
    (
        "everything twice",
        [
            retracts("r", "agrees", "new"),
            retracts("r", "agrees", "new"),
            agrees("new"),
            agrees("new"),
        ],
        ["recorded", "duplicate", "recorded", "duplicate"],
    ),
)


@pytest.mark.parametrize(
    ("batch", "outcomes"), [story[1:] for story in STORIES], ids=[story[0] for story in STORIES]
)
def test_the_batch_is_taken_whole_or_not_at_all(
    ledger: Ledger, place: Place, batch: Sequence[Candidate], outcomes: list[str]
) -> None:
    before = ledger.head().size
    assert codes(append(ledger, *batch, atomic=True)) == outcomes
    recorded = outcomes.count("recorded") if "BATCH_ABORTED" not in outcomes else 0
    assert ledger.head().size == before + recorded
    with the_ledger(place) as another_process:
        for next_event in (sent("next", "a", noted()), sent("again", "a", proposed())):
            answers = [codes(append(each, next_event)) for each in (another_process, ledger)]
            assert answers in ([["recorded"], ["duplicate"]], [["ALREADY_OPEN"], ["ALREADY_OPEN"]])
