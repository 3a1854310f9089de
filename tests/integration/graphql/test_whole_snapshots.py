"""Everything at once: the plans of a council, with what is odd and what is in doubt."""

from __future__ import annotations

import pytest

from tests.integration.graphql.conftest import Asker
from tests.worlds import PLANS, World


@pytest.mark.parametrize("council", PLANS)
def test_it_holds_what_its_plans_hold(ask: Asker, council: str) -> None:
    told = 'concerns { code entity detail } changes(from: { asAt: "2021-01-01" }) { totalCount }'
    snapshot = ask(
        f"{{ snapshot(knownBy: DOCUMENTED) {{ {told} plans {{ key {told} }} }} }}", council
    )["snapshot"]
    plans = snapshot["plans"]
    assert PLANS[council].partition("/")[2] in {plan["key"] for plan in plans}
    assert snapshot["concerns"] == [each for plan in plans for each in plan["concerns"]]
    assert snapshot["changes"] == {
        "totalCount": sum(plan["changes"]["totalCount"] for plan in plans)
    }


def test_a_plan_of_which_only_parts_are_recorded_is_in_it(world: World) -> None:
    ask = Asker(world)
    world.record("devon/p/risk/r", "raised", "2020-01-02", summary="Rain.", raisedBy="cabinet")
    (plan,) = ask("""{ snapshot { plans {
        key existence title risks { summary } absences(fields: ["title"]) { reason }
    } } }""")["snapshot"]["plans"]
    assert plan == {
        "key": "p",
        "existence": "NOT_RECORDED",
        "title": None,
        "risks": [{"summary": "Rain."}],
        "absences": [{"reason": "NOT_RECORDED"}],
    }
    (risk,) = ask('{ plan(key: "p") { risks { mitigations { key } } } }')["plan"]["risks"]
    assert risk == {"mitigations": []}


def test_an_empty_ledger_has_an_answer_too(world: World) -> None:
    world.directory.create("devon")
    world.catch_up("devon")
    answer = Asker(world)("""{
        snapshot { basis { position } plans { key } events { totalCount } concerns { code } }
    }""")["snapshot"]
    assert answer == {
        "basis": {"position": "-1"},
        "plans": [],
        "events": {"totalCount": 0},
        "concerns": [],
    }


def test_a_start_backdated_before_the_agreement_is_shown_as_odd(world: World) -> None:
    ask = Asker(world)
    stream = "devon/p/action/a"
    world.record("devon/p/plan/main", "drafted", "2020-01-01", title="A plan")
    world.record(stream, "proposed", "2020-01-02", summary="Do it.")
    world.record(stream, "agreed", "2020-03-01", accountableRole="cabinet", dueOn="2020-06-01")
    world.record(stream, "started", "2020-02-01")
    plan = ask("""{ plan(key: "p") {
        anomalies { stream code detail event { type effective } } action(key: "a") { status }
    } }""")["plan"]
    (odd, *_) = plan["anomalies"]
    assert (odd["stream"], odd["code"]) == (stream, "FORBIDDEN_TRANSITION")
    assert odd["detail"]
    assert odd["event"] == {"type": "improvement.action.started.v1", "effective": "2020-02-01"}


def test_what_may_be_in_effect_names_its_event_and_its_thing(ask: Asker) -> None:
    doubts = ask("""{ plan(key: "improvement-2020", asAt: "2020-09-15", knownBy: DOCUMENTED) {
        uncertain { entity kind field value event { effective } thing { key } }
    } }""")["plan"]["uncertain"]
    assert {
        "entity": "devon/improvement-2020/direction/statutory-direction",
        "kind": "direction",
        "field": "commissioner",
        "value": "APPOINTED",
        "event": {"effective": "2020-07/2020-10"},
        "thing": {"key": "statutory-direction"},
    } in doubts


def test_a_candidate_that_is_no_value_says_what_it_is(world: World) -> None:
    ask = Asker(world)
    stream = "devon/p/action/a"
    silent = {"baselineDueOn": "NOT_STATED", "dueOn": "NOT_STATED", "rag": "NOT_STATED"}
    world.record("devon/p/plan/main", "drafted", "2020-01-01", title="A plan")
    world.record(
        stream, "carried-in", "2020-01-02", status="IN_PROGRESS", summary="Do it.",
        accountableRole="NOT_STATED", **silent,
    )  # fmt: skip
    moved = {"from": "NOT_STATED", "to": "2020-06-01", "reason": "It was never said."}
    world.record(stream, "due-date-moved", "2020-02/2020-03", **moved)
    action = ask("""{ plan(key: "p", asAt: "2020-02-15") { action(key: "a") {
        dueOn absences(fields: ["dueOn", "isOverdue"]) { field reason candidates }
    } } }""")["plan"]["action"]
    assert action["absences"] == [
        {
            "field": "dueOn",
            "reason": "INDETERMINATE",
            "candidates": ["NOT_STATED", "2020-06-01"],
        },
        {"field": "isOverdue", "reason": "INDETERMINATE", "candidates": []},
    ]


def test_two_sides_of_a_change_in_doubt_are_explained(ask: Asker) -> None:
    changes = ask("""{ plan(key: "improvement-2020", asAt: "2020-07-15", knownBy: DOCUMENTED) {
        changes(from: { asAt: "2020-06-30" }, kinds: ["plan"]) { nodes {
            field before after thing { key } event { id }
            absences { field reason candidates }
        } }
    } }""")["plan"]["changes"]["nodes"]
    (governed,) = [each for each in changes if each["field"] == "governingBody"]
    assert (governed["before"], governed["after"]) == ("partnership-executive", None)
    assert {
        "field": "after",
        "reason": "INDETERMINATE",
        "candidates": ["partnership-executive", "improvement-partnership"],
    } in governed["absences"]
