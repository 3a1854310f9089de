"""Every event of a budget approval in every state: the table, whole."""

import pytest

from ledger.events.budget import (
    BudgetApproved,
    BudgetCarriedIn,
    BudgetEndorsed,
    BudgetNoted,
    BudgetProposed,
    BudgetRejected,
    BudgetReprofiled,
    BudgetSuperseded,
    BudgetWithdrawn,
    BudgetYearClosed,
    PostFilled,
    PostVacated,
    SpendRecorded,
)
from ledger.vocabulary import BudgetStatus
from tests.notation import event, given, limb, line, move, rows

LINES = [line("recurrent", "2020/21", "1.0m"), line("one-off", "2020/21", "1.1m")]
FIRST_QUARTER = {"firstOn": "2020-04-01", "lastOn": "2020-06-30"}

EVENTS = {
    type(each).__name__: each
    for each in (
        event(BudgetProposed, summary="Money for the improvement plan.", lines=LINES),
        event(
            BudgetCarriedIn,
            status="ENDORSED",
            summary="Money for the improvement plan.",
            resolution="NOT_STATED",
        ),
        event(BudgetApproved, resolution="1", limbs=[limb("(a)", "APPROVE", covers_total=True)]),
        event(BudgetEndorsed, resolution="1", limbs=[limb("(a)", "ENDORSE", covers_total=True)]),
        event(BudgetNoted, resolution="1", limbs=[limb("(a)", "NOTE", covers_total=True)]),
        event(BudgetRejected, resolution="1", limbs=[limb("(a)", "REJECT", covers_total=True)]),
        event(
            BudgetReprofiled,
            moves=[move("recurrent", "1.0m", "0.9m"), move("one-off", "1.1m", "1.2m")],
            authority="cabinet",
        ),
        event(BudgetSuperseded, by="improvement-2021"),
        event(BudgetWithdrawn, reason="Another grant pays for it."),
        event(BudgetYearClosed, year="2020/21"),
        event(
            SpendRecorded,
            line_id="one-off",
            period=FIRST_QUARTER,
            money={"amount": "1000.00"},
            kind="ACTUAL",
        ),
        event(PostFilled, post="case-progression-manager", fte="2.0", line_id="recurrent"),
        event(PostVacated, post="case-progression-manager"),
    )
}

TABLE = rows("""
    –         | BudgetProposed   | PROPOSED
    –         | BudgetCarriedIn  | ENDORSED
    PROPOSED  | BudgetApproved   | APPROVED
    PROPOSED  | BudgetEndorsed   | ENDORSED
    PROPOSED  | BudgetNoted      | NOTED
    PROPOSED  | BudgetRejected   | REJECTED
    ENDORSED  | BudgetApproved   | APPROVED
    NOTED     | BudgetApproved   | APPROVED
    APPROVED  | BudgetReprofiled | as before
    ENDORSED  | BudgetReprofiled | as before
    APPROVED  | BudgetSuperseded | SUPERSEDED
    ENDORSED  | BudgetSuperseded | SUPERSEDED
    APPROVED  | BudgetWithdrawn  | WITHDRAWN
    ENDORSED  | BudgetWithdrawn  | WITHDRAWN
    APPROVED  | BudgetYearClosed | as before
    live      | SpendRecorded    | as before
    live      | PostFilled       | as before
    live      | PostVacated      | as before
""")

PATHS = {
    "–": (),
    "PROPOSED": ("BudgetProposed",),
    "APPROVED": ("BudgetProposed", "BudgetApproved"),
    "ENDORSED": ("BudgetProposed", "BudgetEndorsed"),
    "NOTED": ("BudgetProposed", "BudgetNoted"),
    "REJECTED": ("BudgetProposed", "BudgetRejected"),
    "SUPERSEDED": ("BudgetProposed", "BudgetApproved", "BudgetSuperseded"),
    "WITHDRAWN": ("BudgetProposed", "BudgetEndorsed", "BudgetWithdrawn"),
}
LIVE = ["PROPOSED", "APPROVED", "ENDORSED", "NOTED"]

TRANSITIONS = {
    (state, name): state if to == "as before" else to
    for start, name, to in TABLE
    for state in (LIVE if start == "live" else [start])
}
REFUSALS = [(state, name) for state in PATHS for name in EVENTS if (state, name) not in TRANSITIONS]


def test_the_table_knows_every_state_and_every_event() -> None:
    assert set(PATHS) == {"–", *BudgetStatus}
    assert {name for _, name, _ in TABLE} == set(EVENTS)


@pytest.mark.parametrize(("state", "name"), TRANSITIONS)
def test_an_event_in_its_turn_leads_to_the_next_state(state: str, name: str) -> None:
    story = given("budget", *(EVENTS[each] for each in PATHS[state]))
    story.when(EVENTS[name]).then(status=TRANSITIONS[state, name])


@pytest.mark.parametrize(("state", "name"), REFUSALS)
def test_an_event_out_of_turn_is_refused(state: str, name: str) -> None:
    code = "STREAM_NOT_OPEN" if state == "–" else "FORBIDDEN_TRANSITION"
    if name in {"BudgetProposed", "BudgetCarriedIn"}:
        code = "ALREADY_OPEN"
    given("budget", *(EVENTS[each] for each in PATHS[state])).when(EVENTS[name]).refused(code)


@pytest.mark.parametrize("status", BudgetStatus)
def test_a_budget_is_carried_in_at_the_state_in_which_it_is_found(status: BudgetStatus) -> None:
    found = event(
        BudgetCarriedIn, status=status.value, summary="As reported.", resolution="NOT_STATED"
    )
    given("budget").when(found).then(status=status)
