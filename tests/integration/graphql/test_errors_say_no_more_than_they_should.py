"""An error has a code of the catalogue; what went wrong inside stays in the log."""

from __future__ import annotations

import logging

import pytest

from ledger.codes import CATALOGUE
from ledger.store.failures import StoreUnavailable
from projections.read_model import ReadModel
from schema.execute import execute
from tests.integration.graphql.conftest import Asker

SECRET = "the password is swordfish"
PLAN = 'plan(key: "improvement-2020")'


def fail(*_: object, **__: object) -> None:
    raise RuntimeError(SECRET)


def test_what_nobody_foresaw_is_masked_and_logged(
    ask: Asker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ReadModel, "uncertain", fail)
    with caplog.at_level(logging.ERROR):
        answer = ask.answer(f"{{ {PLAN} {{ title uncertain {{ field }} }} }}")
    (error,) = answer["errors"]
    assert error["message"] == CATALOGUE["INTERNAL"].title
    assert error["extensions"] == {"code": "INTERNAL"}
    assert error["path"] == ["plan", "uncertain"]
    assert SECRET not in str(answer)
    assert SECRET in caplog.text


def test_a_failure_before_any_field_is_masked_as_well(
    ask: Asker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ReadModel, "head", fail)
    answer = ask.answer("{ roles { key } }")
    assert answer == {
        "errors": [{"message": CATALOGUE["INTERNAL"].title, "extensions": {"code": "INTERNAL"}}]
    }
    assert SECRET in caplog.text


def test_a_ledger_that_is_busy_says_that_it_is(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise StoreUnavailable("LEDGER_BUSY", "held by process 4711")

    monkeypatch.setattr(type(ask.world.ledger("devon")), "find", busy)
    answer = ask.answer('{ event(source: "/x", id: "1") { id } }')
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "LEDGER_BUSY"}
    assert "4711" not in str(answer)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "{",
        "{ nothing }",
        f"{{ {PLAN} }}",
        f"{{ {PLAN} {{ actions(colour: RED) {{ key }} }} }}",
        "mutation { drop }",
        "subscription { planChanged }",
        "query A { roles { key } } query B { roles { key } }",
        "query Q($x: Position!) { event(position: $x) { id } }",
        "{ " * 5_000,
    ],
)
def test_a_question_that_is_wrong_in_itself_is_a_bad_request_without_data(
    ask: Asker, question: str
) -> None:
    answer = ask.answer(question)
    assert "data" not in answer
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_REQUEST"}


def test_one_field_that_fails_leaves_the_others_their_answers(ask: Asker) -> None:
    answer = ask.answer(f"""{{
        {PLAN} {{ title }}
        future: plan(key: "improvement-2020", knownAt: "2099-01-01") {{ title }}
    }}""")
    assert answer["data"] == {
        "plan": {"title": "Devon children's services improvement plan"},
        "future": None,
    }
    assert [error["path"] for error in answer["errors"]] == [["future"]]


def test_the_operation_that_is_named_is_the_one_that_is_asked(ask: Asker) -> None:
    world = ask.world
    answer = execute(
        'query Mine { roles { key } } query Other { plan(key: "x") { title } }',
        ledger=world.ledger("devon"),
        read_model=world.model("devon"),
        clock_us=world.clock,
        operation_name="Other",
    )
    assert answer == {"data": {"plan": None}}


def test_a_concern_that_does_not_exist_cannot_be_asked_for(ask: Asker) -> None:
    question = f'{{ {PLAN} {{ concerns(codes: ["INTERNAL"]) {{ code }} }} }}'
    assert ask.refusals(question) == ["BAD_REQUEST"]


@pytest.mark.parametrize("field", ["absences", "provenance", "history"])
def test_a_field_that_does_not_exist_cannot_be_explained(ask: Asker, field: str) -> None:
    part = {"absences": "field", "provenance": "field", "history": "totalCount"}[field]
    question = f'{{ {PLAN} {{ {field}(fields: ["colour"]) {{ {part} }} }} }}'
    assert ask.refusals(question) == ["BAD_REQUEST"]
