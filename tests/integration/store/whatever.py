"""Whatever may be sent to a ledger, and everything that can be read of it afterwards."""

from __future__ import annotations

from typing import TypeAlias

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
BOARD = event(BodyEstablished, title=ANY_TEXT, kind="BOARD")
CHAIR = event(ChairAppointed, chair="independent-chair", independent=True, name=ANY_TEXT)

Batch: TypeAlias = tuple[list[Item], bool]
"""Items, and whether all are to be taken or none."""


def everything(
    place: Place, batches: list[Batch], *, meets_known: bool | None = None
) -> tuple[object, ...]:
    """What a ledger answers to the batches, and everything that can be read of it afterwards.

    ``meets_known``: what it believes before each of them, in the place of what it found.
    """
    clock = Clock()
    with a_ledger(place, clock) as ledger:
        outcomes = []
        for batch, atomic in batches:
            clock.us += 1_000
            if meets_known is not None:
                ledger._appender._meets_known = meets_known  # noqa: SLF001
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


EVENTS = st.sampled_from(
    [proposed(), agreed(), started(), noted(), noted(ANY_TEXT), retraction("1", OFFICE)]
)
IDS = st.sampled_from(["1", "2", "3", "a\0", "a", ""])


@st.composite
def one(draw: st.DrawFn) -> Item:
    if draw(st.integers(0, 5)) == 0:
        return rejected(draw(st.text(max_size=5)))
    expected = draw(st.none() | st.integers(0, 3))
    item: Candidate = (
        sent(draw(IDS), PANEL, draw(st.sampled_from([BOARD, CHAIR])), expected_version=expected)
        if draw(st.integers(0, 5)) == 0
        else sent(draw(IDS), draw(st.sampled_from("xy")), draw(EVENTS), expected_version=expected)
    )
    return structs.replace(item, correlation=draw(st.none() | st.text(max_size=3)))


BATCHES: st.SearchStrategy[list[Batch]] = st.lists(
    st.tuples(st.lists(one(), min_size=1, max_size=12), st.booleans()), max_size=5
)
