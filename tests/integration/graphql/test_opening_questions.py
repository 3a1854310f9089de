"""The question with which a council's page opens always has an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schema.execute import execute
from service import clock
from service.opening_questions import OpeningQuestion, opening_question
from service.settings import Settings
from service.wiring import Wiring
from tests.integration.graphql.conftest import Json
from tests.worlds import World


@pytest.fixture
def wiring(world: World) -> Iterator[Wiring]:
    """A process over the folder of the world."""
    folder = world.directory.read_model_path("devon").parents[1]
    with Wiring(Settings(data_dir=folder)) as made:
        yield made


def answered(wiring: Wiring, question: OpeningQuestion) -> Json:
    answer = execute(
        question.query,
        ledger=wiring.directory.open("devon"),
        read_model=wiring.read_model("devon"),
        clock_us=clock.now_us,
    )
    assert "errors" not in answer
    return answer["data"]


def test_of_a_council_without_a_plan_it_shows_the_basis(wiring: Wiring) -> None:
    wiring.create("devon")
    question = opening_question(wiring, "devon")
    assert question.title == "Ask about Devon"
    assert answered(wiring, question)["snapshot"]["plans"] == []


def test_of_a_plan_that_is_in_no_demo_it_shows_what_last_took_effect(
    world: World, wiring: Wiring
) -> None:
    world.record("devon/p/plan/main", "drafted", "2020-01-01", title="A plan")
    world.record("devon/p/action/a", "proposed", "2020-02-02", summary="Do it.")
    question = opening_question(wiring, "devon")
    assert question.title == "Ask about Devon"
    plan = answered(wiring, question)["plan"]
    assert plan["basis"]["asAt"] == "2020-02-02"
    assert plan["title"] == "A plan"
    assert [each["summary"] for each in plan["actions"]] == ["Do it."]
