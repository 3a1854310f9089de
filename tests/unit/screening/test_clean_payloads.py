"""What passes: the figures, dates, references and hashes of which real events are made."""

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.action import ActionEvidenceAttached, ActionRagRated
from ledger.events.body import BriefingPackPublished, BriefingPresented, MeetingHeld
from ledger.events.budget import BudgetApproved, BudgetProposed, SpendRecorded
from ledger.events.event import Event
from ledger.events.measure import EvaluationBatchReported
from ledger.events.visit import FindingRecorded, VisitExpected
from ledger.registry import REGISTRY
from ledger.screening import screen
from tests.notation import event, limb, line, retraction, total

ALL_DIGITS = "9990000018" * 6 + "9990"

EVENTS = (
    event(
        BudgetProposed,
        summary="30 FTE; £2.2m in 2020/21 and £1.6m in 2021/22, of which £618,000 is for once.",
        lines=[
            line("ongoing-2020", "2020/21", "just under 1.1m", fte="21.2"),
            line("short-2020", "2020/21", "just over 1.1m", fte="8.8"),
        ],
        stated_totals=[total("2020/21", "2.2m", fte="30.0")],
    ),
    event(BudgetApproved, resolution="CS/20/06", limbs=[limb("(a)", "APPROVE", covers_total=True)]),
    event(
        SpendRecorded,
        line_id="ongoing-2020",
        period={"firstOn": "2020-04-01", "lastOn": "2021-03-31"},
        money={"amount": "9990000018.00"},
        kind="FORECAST",
    ),
    event(
        VisitExpected,
        kind="FOCUSED_VISIT",
        visitor="inspectorate",
        expected_in="2021-01-01/2021-01-31",
        scope="Four social care inspectors and one for schools look six months back.",
    ),
    event(
        EvaluationBatchReported,
        period={"firstOn": "2020-07-01", "lastOn": "2020-09-30"},
        evaluations_count=125,
        distribution=[{"grade": "GOOD", "percentage": {"value": "21", "decimals": 0}}],
        summary="21%, 67% and 11% of 125; 17% were moderated down; 15 to 20 children at a time.",
    ),
    event(
        BriefingPackPublished,
        pack="highlight-2020-10",
        title="Highlight report, October 2020",
        snapshot={"asAt": "2020-10-31", "knownAt": "2020-11-02", "position": 9_990_000_018},
    ),
    event(
        BriefingPresented,
        pack="highlight-2020-10",
        items=[{"item": "care-leavers", "summary": "Where they live, and who has seen it."}],
        channel="MEETING",
    ),
    event(
        MeetingHeld,
        meeting="2021-02-16",
        started_at="2021-02-16T10:30:00+00:00",
        ended_at="2021-02-16T12:22:00+00:00",
    ),
    event(
        FindingRecorded,
        finding="accommodation",
        category="SERIOUS_FAILURE",
        summary="A very small minority of care leavers lived in tents; leaders did not know it.",
        unknown_to=["chief-officer"],
    ),
    event(
        ActionEvidenceAttached,
        evidence=[
            {
                "uri": "https://files.example/9990000018/999-000-0018?id=H801200001001",
                "sha256": ALL_DIGITS,
                "kind": "audit",
            }
        ],
    ),
    event(
        ActionRagRated,
        rag="RED",
        scheme="Three colours, as at 2020-10-31",
        rationale="See https://files.example/9990000018 and MId=1664, CId=131.",
    ),
)


@pytest.mark.parametrize("clean", EVENTS, ids=lambda each: type(each).__name__)
def test_a_real_event_passes(clean: Event) -> None:
    assert screen(REGISTRY.encode(clean)) is None


def test_a_retraction_names_its_target_whatever_the_id_looks_like() -> None:
    assert screen(REGISTRY.encode(retraction("9990000018", source="urn:999-000-0018"))) is None


@pytest.mark.parametrize(
    "text",
    [
        "Some time between 2020-07-01 and 2020-10-31, or 2020-07-01/2020-10-31.",
        " 2020-05-13 2020-05-14 ",
        "recorded_at 2020-05-22T09:30:00.000000Z",
        "1 Apr 2020 to 31 Mar 2021, 2020/21 2021/22 2022/23",
        "£12,000,000.00 or £ 1 000 000 000",
        "GBP 2200000.00; 1600000.00; 618000.00",
        "(-£32,500.00, £68,500.00)",
        "position 70000 of 1000000, tile x001/x234/067",
        "70 working days: 24 January 2017 to 5 May 2017",
        "Telephone 01392 380101 or 020 7946 0958",
        "urn:uuid:3f2a9d0e-7c1b-4d2f-9a53-0c0e7f1b2a33",
        "Section 497A(4B) of the Education Act 1996",
    ],
)
def test_figures_dates_and_references_pass(text: str) -> None:
    assert screen(msgspec.json.encode({"summary": text})) is None


@given(st.binary(max_size=8))
def test_a_hash_passes(seed: bytes) -> None:
    digest = hashlib.sha256(seed).hexdigest()
    assert screen(msgspec.json.encode({"sha256": digest, "summary": f"It is {digest}."})) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 10**12) | st.dates().map(str),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abcdef", min_size=1), inner),
    )
)
def test_numbers_and_dates_in_any_place_pass(value: object) -> None:
    assert screen(msgspec.json.encode({"named": "called", "born": value})) is None
