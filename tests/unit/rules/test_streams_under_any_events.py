"""Any events in any order: no stream reaches an impossible state, and a refusal changes nothing."""

from collections.abc import Sequence

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ledger.events.action import ActionAgreed, ActionDueDateMoved, ActionProposed
from ledger.events.budget import (
    BudgetApproved,
    BudgetLine,
    BudgetProposed,
    BudgetReprofiled,
    BudgetYearClosed,
    SpendRecorded,
)
from ledger.events.event import Event, EventRetracted
from ledger.registry import REGISTRY
from ledger.rules import (
    RULES,
    ActionState,
    BudgetState,
    RecommendationState,
    Recorded,
    State,
    decide_retraction,
    fold,
    standing,
)
from ledger.values import enc_hook
from ledger.vocabulary import Standing
from tests.notation import SOURCE, event, limb, line, move, retraction
from tests.unit.rules.test_action_transitions import EVENTS as ACTION_EVENTS
from tests.unit.rules.test_budget_transitions import EVENTS as BUDGET_EVENTS
from tests.unit.rules.test_recommendation_facets import LIVE_EVENTS, MADE, carried_in

DAYS = st.sampled_from(["2020-09-30", "2020-12-31", "2021-03-31", "NOT_STATED"])


def as_bytes(state: State) -> bytes:
    return msgspec.json.encode(state, enc_hook=enc_hook, order="sorted")


class Stream(RuleBasedStateMachine):
    """A stream to which anything is sent; what is accepted is recorded."""

    kind: str
    events: Sequence[Event]
    ends: frozenset[str]

    def __init__(self) -> None:
        super().__init__()
        self.stream: list[Recorded] = []
        self.state: State = RULES[self.kind].initial

    def send(self, happens: Event) -> None:
        before, written = self.state, as_bytes(self.state)
        history = list(self.stream)
        is_retraction = isinstance(happens, EventRetracted)
        refusal = (
            decide_retraction(self.stream, happens)
            if is_retraction
            else RULES[self.kind].decide(self.state, happens)
        )
        if refusal is None:
            self.record(happens)
            if not is_retraction:
                self.check_the_step(self.state, RULES[self.kind].evolve(self.state, happens))
            self.state = fold(self.kind, standing(self.stream))
        else:
            assert self.stream == history
            assert self.state is before
        assert as_bytes(before) == written

    def record(self, happens: Event) -> None:
        opens = type(happens) in REGISTRY.kinds[self.kind].opening
        version = len(self.stream) + 1
        self.stream.append(Recorded(SOURCE, str(version), version, happens, opens))

    def check_the_step(self, before: State, after: State) -> None:
        """What no accepted event may do, whatever was retracted before."""

    @rule(data=st.data())
    def anything(self, data: st.DataObject) -> None:
        self.send(data.draw(st.sampled_from(self.events)))

    @rule(data=st.data())
    def anything_that_goes_on(self, data: st.DataObject) -> None:
        """Without this hardly a story would come to its later states."""
        decide = RULES[self.kind].decide
        possible = [
            each
            for each in self.events
            if type(each).__name__ not in self.ends and decide(self.state, each) is None
        ]
        if possible:
            self.send(data.draw(st.sampled_from(possible)))

    @rule(back=st.integers(0, 5))
    @precondition(lambda self: self.stream)
    def retract_one_of_the_latest(self, back: int) -> None:
        self.send(retraction(str(max(1, len(self.stream) - back))))

    @invariant()
    def the_remembered_state_is_the_fold_of_what_stands(self) -> None:
        assert self.state == fold(self.kind, standing(self.stream))

    @invariant()
    def what_stands_begins_with_an_opening(self) -> None:
        left = standing(self.stream)
        openings = REGISTRY.kinds[self.kind].opening
        assert [type(each) in openings for each in left] == [True] * bool(left) + [False] * (
            len(left) - 1
        )

    @invariant()
    def a_stream_is_open_if_anything_stands(self) -> None:
        is_open = self.state != RULES[self.kind].initial
        assert is_open == bool(standing(self.stream))


class Action(Stream):
    kind = "action"
    events = (*ACTION_EVENTS.values(),)
    ends = frozenset({"ActionCancelled", "ActionSuperseded"})

    @rule(due_on=DAYS)
    def agreed(self, due_on: str) -> None:
        self.send(event(ActionAgreed, accountable_role="chief-officer", due_on=due_on))

    @rule(moved_from=DAYS, moved_to=DAYS)
    def moved(self, moved_from: str, moved_to: str) -> None:
        self.send(
            event(ActionDueDateMoved, moved_from=moved_from, moved_to=moved_to, reason="Late.")
        )

    def check_the_step(self, before: State, after: State) -> None:
        assert isinstance(before, ActionState)
        assert isinstance(after, ActionState)
        assert after.status is not None
        assert before.status not in {"CANCELLED", "SUPERSEDED"}
        assert before.baseline_due_on in {"NOT_STATED", after.baseline_due_on}

    @invariant()
    def only_what_was_agreed_has_a_baseline(self) -> None:
        assert isinstance(self.state, ActionState)
        if {type(each) for each in standing(self.stream)} <= {ActionProposed, ActionDueDateMoved}:
            assert self.state.baseline_due_on == "NOT_STATED"


class Recommendation(Stream):
    kind = "recommendation"
    events = (*LIVE_EVENTS.values(), MADE, carried_in(council="AWAITED"))
    ends = frozenset({"RecommendationSuperseded", "RecommendationWithdrawn"})

    def check_the_step(self, before: State, after: State) -> None:
        assert isinstance(before, RecommendationState)
        assert isinstance(after, RecommendationState)
        assert before.standing in {None, Standing.LIVE}
        assert before.minister in {"AWAITED", after.minister}
        if before.standing is not None:
            assert before.text == after.text
            moved = [
                getattr(before, facet) != getattr(after, facet)
                for facet in ("standing", "minister", "council", "delivery")
            ]
            assert sum(moved) <= 1

    @invariant()
    def nothing_is_in_delivery_that_the_council_never_answered(self) -> None:
        assert isinstance(self.state, RecommendationState)
        if not any(isinstance(each.event, EventRetracted) for each in self.stream):
            assert self.state.delivery == "NONE" or self.state.council != "AWAITED"


SUMS = st.sampled_from(["1.0m", "1.1m", "0.9m", "1.2m", "50000"])
LINE_IDS = st.sampled_from(["recurrent", "one-off", "vans"])
YEARS = st.sampled_from(["2020/21", "2021/22"])


class Budget(Stream):
    kind = "budget"
    events = (*BUDGET_EVENTS.values(),)
    ends = frozenset({"BudgetRejected", "BudgetSuperseded", "BudgetWithdrawn"})

    @rule(verb=st.sampled_from(["APPROVE", "ENDORSE"]), line_id=LINE_IDS)
    def approved(self, verb: str, line_id: str) -> None:
        limbs = [limb("(a)", verb, line_id, covers_total=True)]
        self.send(event(BudgetApproved, resolution="2", limbs=limbs))

    @rule(year=YEARS)
    def closed(self, year: str) -> None:
        self.send(event(BudgetYearClosed, year=year))

    @rule(line_id=LINE_IDS, year=YEARS)
    def spent(self, line_id: str, year: str) -> None:
        period = {"firstOn": f"{year[:4]}-04-01", "lastOn": f"{year[:4]}-04-30"}
        money = {"amount": "1000.00"}
        self.send(event(SpendRecorded, line_id=line_id, period=period, money=money, kind="ACTUAL"))

    @rule(one=SUMS, other=SUMS, opened=st.none() | st.tuples(LINE_IDS, YEARS, SUMS))
    def reprofiled(self, one: str, other: str, opened: tuple[str, str, str] | None) -> None:
        moves = [move("recurrent", "1.0m", one), move("one-off", "1.1m", other)]
        opens = [line(*opened)] if opened else []
        self.send(event(BudgetReprofiled, moves=moves, opens=opens, authority="cabinet"))

    def check_the_step(self, before: State, after: State) -> None:
        assert isinstance(before, BudgetState)
        assert isinstance(after, BudgetState)
        assert after.status is not None
        assert before.status not in {"REJECTED", "SUPERSEDED", "WITHDRAWN"}
        if before.status is not None:
            assert before.lines.keys() <= after.lines.keys()
            assert before.closed_years <= after.closed_years
            assert self.locked(before) == {
                line_id: after.lines[line_id] for line_id in self.locked(before)
            }

    @staticmethod
    def locked(state: BudgetState) -> dict[str, BudgetLine]:
        return {
            line_id: each
            for line_id, each in state.lines.items()
            if any(each.counts_in(year) for year in state.closed_years)
        }

    @invariant()
    def a_line_is_kept_under_its_own_id(self) -> None:
        assert isinstance(self.state, BudgetState)
        assert all(line_id == each.line_id for line_id, each in self.state.lines.items())

    @invariant()
    def what_was_proposed_is_still_there(self) -> None:
        assert isinstance(self.state, BudgetState)
        if any(isinstance(each, BudgetProposed) for each in standing(self.stream)):
            assert {"recurrent", "one-off"} <= self.state.lines.keys()


TestAction = Action.TestCase
TestRecommendation = Recommendation.TestCase
TestBudget = Budget.TestCase
SETTINGS = settings(stateful_step_count=50, deadline=None)
TestAction.settings = TestRecommendation.settings = TestBudget.settings = SETTINGS
