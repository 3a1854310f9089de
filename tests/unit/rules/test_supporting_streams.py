"""Streams without a state machine: what opens one comes first, and then all is taken."""

import pytest

from ledger.events.body import BodyEstablished, BriefingPresented, InformationRequestFulfilled
from ledger.events.direction import CommissionerPostponed, DirectionDrafted, DirectionRevoked
from ledger.events.event import Event
from ledger.events.ledger import PersonalDataErased
from ledger.events.measure import MeasureDefined, ReadingRecorded, ReadingRestated
from ledger.events.oversight import OversightEnded, OversightEstablished
from ledger.events.plan import PhaseEnded, PlanClosed, PlanDrafted, PlanPublished
from ledger.events.risk import RiskClosed, RiskRaised
from ledger.events.visit import VisitEnded, VisitExpected, VisitPostponed, VisitStarted
from tests.notation import event, given

DRAFTED = event(PlanDrafted, title="Improvement plan")
PUBLISHED = event(PlanPublished, title="Improvement plan")
OPENINGS: dict[str, tuple[Event, ...]] = {
    "plan": (DRAFTED, PUBLISHED),
    "visit": (
        event(VisitExpected, kind="FOCUSED_VISIT", visitor="inspectorate", expected_in="2021-01"),
        event(VisitStarted, kind="MONITORING_VISIT", visitor="inspectorate"),
    ),
    "direction": (event(DirectionDrafted, summary="A commissioner is to be appointed."),),
    "body": (event(BodyEstablished, title="Improvement Partnership", kind="BOARD"),),
    "measure": (event(MeasureDefined, title="Repeat child protection plans", unit="PERCENT"),),
    "risk": (event(RiskRaised, summary="Turnover, vacancies and reliance on agencies."),),
    "oversight": (
        event(
            OversightEstablished,
            overseer="chief-officer",
            subject="Priority young people",
            cadence="FORTNIGHTLY",
            until="2020-11-30",
        ),
    ),
}
SHARE = {"value": "32", "decimals": 0}
LATER: dict[str, tuple[Event, ...]] = {
    "plan": (event(PhaseEnded, phase="phase-1"), event(PlanClosed, reason="All is done.")),
    "visit": (
        event(VisitPostponed, expected_in="2021-05", reason="Restrictions."),
        event(VisitEnded),
    ),
    "direction": (event(CommissionerPostponed, until="2020~"), event(DirectionRevoked)),
    "body": (
        event(InformationRequestFulfilled, request="visit-outcomes", summary="Told in writing."),
        event(
            BriefingPresented,
            pack="highlight-report",
            items=[{"item": "scorecard", "summary": "Four areas."}],
            channel="NOT_STATED",
            cadence="MONTHLY",
        ),
    ),
    "measure": (
        event(ReadingRecorded, period="NOT_STATED", percentage=SHARE, as_reported="32%"),
        event(
            ReadingRestated,
            period="NOT_STATED",
            percentage=SHARE,
            as_reported="32%",
            reason="Read anew.",
        ),
    ),
    "risk": (event(RiskClosed, reason="Posts are filled."),),
    "oversight": (event(OversightEnded),),
}
ERASED = event(
    PersonalDataErased, commitments=["a" * 64], basis="A request.", authoriser="data-steward"
)


@pytest.mark.parametrize(
    ("kind", "opening"), [(kind, each) for kind, several in OPENINGS.items() for each in several]
)
def test_what_opens_a_stream_is_taken_first(kind: str, opening: Event) -> None:
    given(kind).when(opening).then(is_open=True)


@pytest.mark.parametrize(
    ("kind", "later"), [(kind, each) for kind, several in LATER.items() for each in several]
)
def test_nothing_else_is_taken_first(kind: str, later: Event) -> None:
    given(kind).when(later).refused("STREAM_NOT_OPEN")


@pytest.mark.parametrize("kind", LATER)
def test_anything_is_taken_afterwards_in_any_order(kind: str) -> None:
    story = given(kind, OPENINGS[kind][0], *reversed(LATER[kind]), *LATER[kind])
    story.when(LATER[kind][-1]).then(is_open=True)


def test_a_plan_that_was_drafted_is_published_too() -> None:
    given("plan", DRAFTED).when(PUBLISHED).then(is_open=True)


def test_a_closed_plan_is_not_the_end_of_its_stream() -> None:
    given("plan", DRAFTED, LATER["plan"][1]).when(PUBLISHED).then(is_open=True)


def test_the_ledger_may_begin_with_any_event_about_itself() -> None:
    given("ledger").when(ERASED).then(is_open=True)
