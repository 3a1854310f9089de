"""Whatever is refused leaves everything as it was, but for the quarantine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.events.action import ActionCompletionAccepted, ActionDeliveryClaimed, ActionReopened
from ledger.events.event import Event
from ledger.store.messages import Candidate, Refused
from tests.integration.store.told import (
    OFFICE,
    a_ledger,
    agreed,
    append,
    content,
    noted,
    proposed,
    sent,
    started,
)
from tests.notation import event, retraction
from tests.places import Place

EVENTS: tuple[Event, ...] = (
    proposed(),
    agreed(),
    started(),
    noted(),
    event(ActionDeliveryClaimed, claimed_by="chief-officer"),
    event(ActionCompletionAccepted, accepted_by="improvement-board"),
    event(ActionReopened, trigger="An audit found the opposite."),
    *(retraction(str(number), OFFICE) for number in range(4)),
)
IDS = st.integers(0, 9).map(str)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    return sent(
        draw(IDS),
        draw(st.sampled_from("xy")),
        draw(st.sampled_from(EVENTS)),
        expected_version=draw(st.none() | st.integers(0, 3)),
        documented=draw(st.sampled_from([None, "2020-05-13", "2031"])),
    )


BATCH = st.lists(candidates(), min_size=1, max_size=5)
BATCHES = st.lists(st.tuples(BATCH, st.booleans()), min_size=1, max_size=8)


BOTH = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example empties the place
)


@given(BATCHES)
@settings(BOTH, max_examples=20)
def test_refused_leaves_no_trace(place: Place, batches: list[tuple[list[Candidate], bool]]) -> None:
    with emptied(place), a_ledger(place) as ledger:
        for batch, atomic in batches:
            before, size = content(place), ledger.head().size
            outcomes = append(ledger, *batch, atomic=atomic)
            refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
            fresh = [
                outcome
                for outcome in outcomes
                if not isinstance(outcome, Refused) and not outcome.duplicate
            ]
            assert ledger.head().size == size + len(fresh)
            if not fresh:
                assert content(place) == before
            if atomic and refused:
                assert not fresh


@given(BATCHES)
@settings(BOTH, max_examples=15)
def test_batches_mean_what_their_events_mean_one_by_one(
    place: Place, batches: list[tuple[list[Candidate], bool]]
) -> None:
    """Without ``atomic`` it makes no difference how a sender cuts its events into batches."""
    items = [item for batch, _ in batches for item in batch]
    with emptied(place), a_ledger(place) as ledger:
        append(ledger, *items)
        together = ledger.entries(0, 100)
    with emptied(place), a_ledger(place) as ledger:
        for item in items:
            append(ledger, item)
        apart = ledger.entries(0, 100)
    assert [entry.data for entry in together] == [entry.data for entry in apart]
    assert [entry.cloudevent for entry in together] == [entry.cloudevent for entry in apart]


@contextmanager
def emptied(place: Place) -> Iterator[None]:
    """The place as it was before, at the end of the block."""
    try:
        yield
    finally:
        place.clear()
