"""Whatever is refused leaves everything as it was, but for the quarantine."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
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


@given(BATCHES)
@settings(max_examples=40, deadline=None)
def test_refused_leaves_no_trace(batches: list[tuple[list[Candidate], bool]]) -> None:
    with TemporaryDirectory() as name, a_ledger(Path(name)) as ledger:
        for batch, atomic in batches:
            before, size = content(Path(name)), ledger.head().size
            outcomes = append(ledger, *batch, atomic=atomic)
            refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
            fresh = [
                outcome
                for outcome in outcomes
                if not isinstance(outcome, Refused) and not outcome.duplicate
            ]
            assert ledger.head().size == size + len(fresh)
            if not fresh:
                assert content(Path(name)) == before
            if atomic and refused:
                assert not fresh


@given(BATCHES)
@settings(max_examples=25, deadline=None)
def test_batches_mean_what_their_events_mean_one_by_one(
    batches: list[tuple[list[Candidate], bool]],
) -> None:
    """Without ``atomic`` it makes no difference how a sender cuts its events into batches."""
    items = [item for batch, _ in batches for item in batch]
    with (
        TemporaryDirectory() as one,
        TemporaryDirectory() as other,
        a_ledger(Path(one)) as together,
        a_ledger(Path(other)) as apart,
    ):
        append(together, *items)
        for item in items:
            append(apart, item)
        assert [entry.data for entry in together.entries(0, 100)] == [
            entry.data for entry in apart.entries(0, 100)
        ]
        assert [entry.cloudevent for entry in together.entries(0, 100)] == [
            entry.cloudevent for entry in apart.entries(0, 100)
        ]
