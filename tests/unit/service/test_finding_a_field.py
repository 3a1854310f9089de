"""How a field is named on the command line, and what is told of a name that is none."""

from __future__ import annotations

import pytest

from service.answers.field_answer import BadPlace, Place, Step, field_question, parse_place


@pytest.mark.parametrize(
    ("text", "steps", "field"),
    [
        ("plan.governingBody", [], "governingBody"),
        ("action/pathway-plans.status", [("action", "pathway-plans")], "status"),
        ("area/neglect.judgement", [("area", "neglect")], "judgement"),
        ("plan/area/neglect.judgement", [("area", "neglect")], "judgement"),
        ("action/pathway-plans.isOverdue", [("action", "pathway-plans")], "isOverdue"),
        (
            "budget/investment/budgetLine/one-off.money",
            [("budget", "investment"), ("budgetLine", "one-off")],
            "money",
        ),
        (
            "budget/investment/statedTotal/2020/21.money",
            [("budget", "investment"), ("statedTotal", "2020/21")],
            "money",
        ),
        (
            "measure/repeat-plans/reading/2020-07-01.2020-09-30.percentage",
            [("measure", "repeat-plans"), ("reading", "2020-07-01.2020-09-30")],
            "percentage",
        ),
        (
            "body/cabinet/briefing/0a1b/briefingItem/0a1b.money.summary",
            [("body", "cabinet"), ("briefing", "0a1b"), ("briefingItem", "0a1b.money")],
            "summary",
        ),
    ],
)
def test_a_field_is_found(text: str, steps: list[tuple[str, str]], field: str) -> None:
    assert parse_place(text) == Place(tuple(Step(*step) for step in steps), field)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("status", "names no field"),
        ("actions/pathway-plans.status", "'actions' is not a kind of thing here; the kinds are"),
        ("action.status", "action needs a key"),
        ("action/.status", "action needs a key"),
        ("budgetLine/one-off.money", "'budgetLine' is not a kind of thing here"),
        ("action/pathway-plans.colour", "action has no field colour; it has status, "),
        ("plan.colour", "plan has no field colour"),
    ],
)
def test_what_names_no_field_is_told_what_does(text: str, why: str) -> None:
    with pytest.raises(BadPlace) as refused:
        parse_place(text)
    assert why in str(refused.value)


def test_a_key_cannot_break_out_of_the_question() -> None:
    question = field_question(parse_place('action/x"]) { key } } evil: plan(key: "y.status'))
    assert r"\"]) { key } }" in question
