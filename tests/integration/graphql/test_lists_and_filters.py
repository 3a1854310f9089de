"""What a plan bounds comes as a plain list, narrowed by what its things are."""

from __future__ import annotations

import pytest

from schema import filters
from tests.integration.graphql.conftest import Asker, Json
from tests.worlds import World

DEMO = 'key: "improvement-demo"'


def keys(things: list[dict[str, Json]]) -> list[str]:
    return [each["key"] for each in things]


def demo(ask: Asker, selection: str, arguments: str = "") -> Json:
    return ask(f"{{ plan({DEMO}{arguments}) {{ {selection} }} }}", "example")["plan"]


def test_by_state_and_by_rating(ask: Asker) -> None:
    plan = demo(
        ask,
        """
        actions { key status rag }
        done: actions(status: [COMPLETED, EMBEDDED]) { key status }
        amber: actions(rag: [RED, AMBER]) { key rag }
        """,
        ', asAt: "2026-01-01", knownBy: DOCUMENTED',
    )
    assert keys(plan["done"]) == [
        each["key"] for each in plan["actions"] if each["status"] in {"COMPLETED", "EMBEDDED"}
    ]
    assert keys(plan["amber"]) == [
        each["key"] for each in plan["actions"] if each["rag"] in {"RED", "AMBER"}
    ]
    assert keys(plan["done"]) == ["care-leaver-visits", "daily-risk-list"]
    assert keys(plan["amber"]) == ["care-leaver-visits"]


def test_a_rating_that_is_not_stated_can_be_asked_for(ask: Asker) -> None:
    plan = ask("""{ plan(key: "improvement-2020", knownBy: DOCUMENTED) {
        actions(rag: [NOT_STATED]) { rag absences(fields: ["rag"]) { field reason } }
    } }""")["plan"]
    assert plan["actions"]
    assert all(
        each == {"rag": None, "absences": [{"field": "rag", "reason": "NOT_STATED"}]}
        for each in plan["actions"]
    )


def test_overdue_ones_are_those_whose_day_is_past(ask: Asker) -> None:
    plan = demo(
        ask,
        """
        actions { key isOverdue }
        overdue: actions(overdue: true) { key dueOn isOverdue status }
        rest: actions(overdue: false) { key }
        """,
        ', asAt: "2025-05-01", knownBy: DOCUMENTED',
    )
    assert plan["overdue"]
    assert all(each["isOverdue"] and each["dueOn"] < "2025-05-01" for each in plan["overdue"])
    assert sorted(keys(plan["overdue"]) + keys(plan["rest"])) == keys(plan["actions"])


def test_on_the_day_it_is_due_an_action_is_not_overdue_and_on_the_next_it_is(
    world: World,
) -> None:
    ask = Asker(world)
    world.record("devon/p/plan/main", "drafted", "2020-01-01", title="A plan")
    world.record("devon/p/action/a", "proposed", "2020-01-02", summary="Do it.")
    world.record(
        "devon/p/action/a", "agreed", "2020-01-03", accountableRole="chief-officer",
        dueOn="2020-03-29",
    )  # fmt: skip
    question = 'query Q($at: AsAt) { plan(key: "p", asAt: $at) { action(key: "a") { isOverdue } } }'
    seen = {at: ask(question, at=at)["plan"]["action"]["isOverdue"] for at in
            ("2020-03-28", "2020-03-29", "2020-03-29T22:59:59Z", "2020-03-30")}  # fmt: skip
    assert list(seen.values()) == [False, False, False, True]


def test_a_due_date_that_is_not_stated_leaves_it_open_whether_it_is_overdue(ask: Asker) -> None:
    action = ask("""{ plan(key: "improvement-2020", knownBy: DOCUMENTED) {
        action(key: "court-delay") {
            dueOn isOverdue absences(fields: ["dueOn", "isOverdue"]) { field reason }
        }
    } }""")["plan"]["action"]
    assert (action["dueOn"], action["isOverdue"]) == (None, None)
    assert action["absences"] == [
        {"field": "dueOn", "reason": "NOT_STATED"},
        {"field": "isOverdue", "reason": "NOT_STATED"},
    ]


def test_by_area_from_both_sides(ask: Asker) -> None:
    plan = ask("""{ plan(key: "improvement-2020", knownBy: DOCUMENTED) {
        actions(area: "care-leavers") { key areas }
        area(key: "care-leavers") { actions { key } findings { key } briefings { key } }
    } }""")["plan"]
    assert keys(plan["actions"]) == keys(plan["area"]["actions"])
    assert all("care-leavers" in each["areas"] for each in plan["actions"])
    assert plan["area"]["findings"]
    assert plan["area"]["briefings"]


def test_recommendations_and_actions_lead_to_each_other(ask: Asker) -> None:
    plan = demo(
        ask,
        "recommendations { key actionKeys actions { key recommendations { key } } }",
        ', asAt: "2025-05-01", knownBy: DOCUMENTED',
    )
    linked = [each for each in plan["recommendations"] if each["actions"]]
    assert linked
    for each in linked:
        assert keys(each["actions"]) == each["actionKeys"]
        assert all(each["key"] in keys(action["recommendations"]) for action in each["actions"])


def test_an_indeterminate_state_is_kept_by_either_of_its_candidates(ask: Asker) -> None:
    question = """query Q($status: [CommissionerStatus!]) {
        plan(key: "improvement-2020", asAt: "2020-09-15", knownBy: DOCUMENTED) {
            directions(commissioner: $status) {
                commissioner absences(fields: ["commissioner"]) { candidates }
            }
        }
    }"""
    doubtful = [{"commissioner": None, "absences": [{"candidates": ["POSTPONED", "APPOINTED"]}]}]
    for status in ("POSTPONED", "APPOINTED"):
        assert ask(question, status=[status])["plan"]["directions"] == doubtful
    assert ask(question, status=["ENDED"])["plan"]["directions"] == []


def test_a_thing_leads_to_what_it_belongs_to(ask: Asker) -> None:
    findings = ask("""{ plan(key: "improvement-2020", knownBy: DOCUMENTED) {
        visits { key findings { visit { key } } }
    } }""")["plan"]["visits"]
    assert any(visit["findings"] for visit in findings)
    assert all(
        finding["visit"]["key"] == visit["key"]
        for visit in findings
        for finding in visit["findings"]
    )


def test_notes_come_in_the_order_in_which_they_were_made(ask: Asker) -> None:
    actions = demo(
        ask,
        'actions { progressNotes { provenance(fields: ["exists"]) { effective } } }',
        ", knownBy: DOCUMENTED",
    )["actions"]
    dates = [
        [note["provenance"][0]["effective"] for note in action["progressNotes"]]
        for action in actions
    ]
    assert any(dates)
    assert all(each == sorted(each) for each in dates)


def test_a_list_that_is_too_long_says_how_to_shorten_it(
    ask: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MOST_ITEMS", 3)
    answer = ask.answer('{ plan(key: "improvement-2020") { actions { key } } }')
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED"}
    assert "filter" in error["message"]
