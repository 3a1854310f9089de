"""Every event of an action in every state: the table, whole."""

import pytest

from ledger.events.action import (
    ActionAgreed,
    ActionBlocked,
    ActionCancelled,
    ActionCarriedIn,
    ActionCompletionAccepted,
    ActionCompletionRejected,
    ActionDeliveryClaimed,
    ActionDueDateMoved,
    ActionEmbedded,
    ActionEvidenceAttached,
    ActionImpactRecorded,
    ActionLinked,
    ActionProgressNoted,
    ActionProposed,
    ActionRagRated,
    ActionReassigned,
    ActionReopened,
    ActionStarted,
    ActionSuperseded,
    ActionUnblocked,
)
from ledger.vocabulary import ActionStatus
from tests.notation import event, given, rows

EVENTS = {
    type(each).__name__: each
    for each in (
        event(ActionProposed, summary="Senior oversight of where care leavers live."),
        event(
            ActionCarriedIn,
            status="IN_PROGRESS",
            summary="Senior oversight of where care leavers live.",
            accountable_role="NOT_STATED",
            baseline_due_on="NOT_STATED",
            due_on="NOT_STATED",
            rag="NOT_STATED",
        ),
        event(ActionAgreed, accountable_role="head-of-service", due_on="2020-09-30"),
        event(ActionStarted),
        event(ActionBlocked, reason="Recruitment is delayed."),
        event(ActionUnblocked),
        event(ActionDeliveryClaimed, claimed_by="head-of-service"),
        event(ActionCompletionAccepted, accepted_by="improvement-board"),
        event(ActionCompletionRejected, reason="No evidence was seen."),
        event(ActionEmbedded),
        event(ActionReopened, trigger="A monitoring visit found it undone."),
        event(ActionCancelled, reason="Another service does it."),
        event(ActionSuperseded, by="care-leavers-offer"),
        event(ActionProgressNoted, summary="Weekly visits take place."),
        event(
            ActionEvidenceAttached,
            evidence=[{"uri": "file:audit.pdf", "sha256": "a" * 64, "kind": "audit"}],
        ),
        event(ActionImpactRecorded, summary="Every care leaver has a safe place to live."),
        event(ActionRagRated, rag="AMBER", scheme="three colours"),
        event(
            ActionDueDateMoved,
            moved_from="2020-09-30",
            moved_to="2020-12-31",
            reason="Recruitment is delayed.",
        ),
        event(ActionReassigned, to_role="deputy-chief-officer"),
        event(ActionLinked, area="care-leavers"),
    )
}

TABLE = rows("""
    –                   | ActionProposed           | PROPOSED
    –                   | ActionCarriedIn          | IN_PROGRESS
    PROPOSED            | ActionAgreed             | AGREED
    AGREED              | ActionStarted            | IN_PROGRESS
    IN_PROGRESS         | ActionBlocked            | BLOCKED
    BLOCKED             | ActionUnblocked          | IN_PROGRESS
    IN_PROGRESS         | ActionDeliveryClaimed    | AWAITING_ASSURANCE
    AWAITING_ASSURANCE  | ActionCompletionAccepted | COMPLETED
    AWAITING_ASSURANCE  | ActionCompletionRejected | IN_PROGRESS
    COMPLETED           | ActionEmbedded           | EMBEDDED
    COMPLETED           | ActionReopened           | IN_PROGRESS
    EMBEDDED            | ActionReopened           | IN_PROGRESS
    live                | ActionCancelled          | CANCELLED
    live                | ActionSuperseded         | SUPERSEDED
    live                | ActionProgressNoted      | as before
    live                | ActionEvidenceAttached   | as before
    live                | ActionImpactRecorded     | as before
    live                | ActionRagRated           | as before
    live                | ActionDueDateMoved       | as before
    live                | ActionReassigned         | as before
    live                | ActionLinked             | as before
""")

PATHS = {
    "–": (),
    "PROPOSED": ("ActionProposed",),
    "AGREED": ("ActionProposed", "ActionAgreed"),
    "IN_PROGRESS": ("ActionProposed", "ActionAgreed", "ActionStarted"),
    "BLOCKED": ("ActionProposed", "ActionAgreed", "ActionStarted", "ActionBlocked"),
    "AWAITING_ASSURANCE": (
        "ActionProposed",
        "ActionAgreed",
        "ActionStarted",
        "ActionDeliveryClaimed",
    ),
    "COMPLETED": (
        "ActionProposed",
        "ActionAgreed",
        "ActionStarted",
        "ActionDeliveryClaimed",
        "ActionCompletionAccepted",
    ),
    "EMBEDDED": (
        "ActionProposed",
        "ActionAgreed",
        "ActionStarted",
        "ActionDeliveryClaimed",
        "ActionCompletionAccepted",
        "ActionEmbedded",
    ),
    "CANCELLED": ("ActionProposed", "ActionCancelled"),
    "SUPERSEDED": ("ActionProposed", "ActionAgreed", "ActionSuperseded"),
}
LIVE = [state for state in PATHS if state not in {"–", "CANCELLED", "SUPERSEDED"}]

TRANSITIONS = {
    (state, name): state if to == "as before" else to
    for start, name, to in TABLE
    for state in (LIVE if start == "live" else [start])
}
REFUSALS = [(state, name) for state in PATHS for name in EVENTS if (state, name) not in TRANSITIONS]


def test_the_table_knows_every_state_and_every_event() -> None:
    assert set(PATHS) == {"–", *ActionStatus}
    assert {name for _, name, _ in TABLE} == set(EVENTS)


@pytest.mark.parametrize(("state", "name"), TRANSITIONS)
def test_an_event_in_its_turn_leads_to_the_next_state(state: str, name: str) -> None:
    story = given("action", *(EVENTS[each] for each in PATHS[state]))
    story.when(EVENTS[name]).then(status=TRANSITIONS[state, name])


@pytest.mark.parametrize(("state", "name"), REFUSALS)
def test_an_event_out_of_turn_is_refused(state: str, name: str) -> None:
    code = "STREAM_NOT_OPEN" if state == "–" else "FORBIDDEN_TRANSITION"
    if name in {"ActionProposed", "ActionCarriedIn"}:
        code = "ALREADY_OPEN"
    given("action", *(EVENTS[each] for each in PATHS[state])).when(EVENTS[name]).refused(code)


@pytest.mark.parametrize("status", ActionStatus)
def test_an_action_is_carried_in_at_the_state_in_which_it_is_found(status: ActionStatus) -> None:
    found = event(
        ActionCarriedIn,
        status=status.value,
        summary="Life-story work is done in time.",
        accountable_role="NOT_STATED",
        baseline_due_on="NOT_STATED",
        due_on="NOT_STATED",
        rag="NOT_STATED",
    )
    given("action").when(found).then(status=status)


def test_a_refusal_says_what_would_be_possible() -> None:
    outcome = given("action", EVENTS["ActionProposed"]).when(EVENTS["ActionReopened"])
    assert outcome.refusal is not None
    assert outcome.refusal.detail == (
        "ActionReopened is possible in COMPLETED, EMBEDDED; this is PROPOSED."
    )
