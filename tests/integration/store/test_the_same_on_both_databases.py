"""With clock and chance given, the two databases keep the same bytes and give the same answers."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from ledger.events.body import BodyEstablished, ChairAppointed
from ledger.rules.refusal import Refusal
from ledger.store.messages import Candidate, Item, RawMessage, Rejected
from tests.integration.store.told import (
    ACTOR,
    OFFICE,
    Clock,
    a_ledger,
    agreed,
    noted,
    proposed,
    sent,
    started,
    stream,
)
from tests.notation import event, retraction
from tests.places import Place

ANY_TEXT = "a\0b \ufdd0 \ufdd00 é “£1.6m” 🏠 % ? $1 \\ '"
PANEL = stream("improvement-partnership", kind="body")


@pytest.fixture
def both(on_sqlite: Place, on_postgresql: Place) -> tuple[Place, Place]:
    return on_sqlite, on_postgresql


def everything(place: Place, batches: list[tuple[list[Item], bool]]) -> tuple[object, ...]:
    """What a ledger answers to the batches, and everything that can be read of it afterwards."""
    clock = Clock()
    with a_ledger(place, clock) as ledger:
        outcomes = []
        for batch, atomic in batches:
            clock.us += 1_000
            outcomes.append(ledger.validate(batch, actor=ACTOR, atomic=atomic))
            outcomes.append(ledger.append(batch, actor=ACTOR, atomic=atomic))
        entries = ledger.entries(0, 10_000)
        return (
            outcomes,
            ledger.identity,
            ledger.head(),
            [ledger.entry_bytes(entry.position) for entry in entries],
            [ledger.find(entry.cloudevent.source, entry.cloudevent.id) for entry in entries],
            [ledger.opening(entry.position, "/name") for entry in entries],
            [ledger.position_before(entry.position + Clock().us) for entry in entries],
            ledger.quarantine.list(),
        )


def rejected(text: str) -> Rejected:
    return Rejected(
        refusal=Refusal("MALFORMED_JSON", f"not {text}", f"/{text}"),
        raw=RawMessage(
            body=text.encode(),
            headers=(("ce-id", text), ("X", text)),
            channel="http",
            coordinates=text,
        ),
        source=text,
        id=text,
        type=text,
        subject=text,
    )


def test_entries_receipts_openings_and_refusals_are_the_same(both: tuple[Place, Place]) -> None:
    chair = event(ChairAppointed, chair="independent-chair", independent=True, name=ANY_TEXT)
    board = event(BodyEstablished, title=ANY_TEXT, kind="BOARD")
    batches: list[tuple[list[Item], bool]] = [
        ([sent("1", "x", proposed()), sent(ANY_TEXT, "x", agreed(), source=ANY_TEXT)], False),
        ([sent("1", "x", proposed()), sent("1", "x", proposed("Another."))], False),
        ([sent("2", PANEL, board), sent("3", PANEL, chair)], True),
        ([sent("4", "x", started()), sent("5", "y", started())], True),
        ([rejected(ANY_TEXT), rejected("{"), rejected(ANY_TEXT)], False),
        ([sent(f"n{n}", "x", noted(f"{n} {ANY_TEXT}")) for n in range(50)], False),
        ([sent("6", "x", retraction(ANY_TEXT, ANY_TEXT, replaced_by="7"))], False),
        ([sent("8", "x", noted(), expected_version=3), sent("7", "x", agreed())], False),
    ]
    on_sqlite, on_postgresql = (everything(place, batches) for place in both)
    assert on_sqlite == on_postgresql
    assert len(str(on_sqlite)) > 50_000


EVENTS = st.sampled_from(
    [proposed(), agreed(), started(), noted(), noted(ANY_TEXT), retraction("1", OFFICE)]
)
IDS = st.sampled_from(["1", "2", "3", "a\0", "a", ""])


@st.composite
def items(draw: st.DrawFn) -> Item:
    if draw(st.integers(0, 5)) == 0:
        return rejected(draw(st.text(max_size=5)))
    item: Candidate = sent(
        draw(IDS),
        draw(st.sampled_from("xy")),
        draw(EVENTS),
        expected_version=draw(st.none() | st.integers(0, 3)),
    )
    return structs.replace(item, correlation=draw(st.none() | st.text(max_size=3)))


@given(st.lists(st.tuples(st.lists(items(), min_size=1, max_size=12), st.booleans()), max_size=5))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_sent(
    both: tuple[Place, Place], batches: list[tuple[list[Item], bool]]
) -> None:
    with ExitStack() as after:
        for place in both:
            after.callback(place.clear)
        on_sqlite, on_postgresql = (everything(place, batches) for place in both)
        assert on_sqlite == on_postgresql
