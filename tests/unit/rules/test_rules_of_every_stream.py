"""The rules beside the registry: no kind of stream and no event is left out."""

import ast
from pathlib import Path
from typing import get_args

import pytest

import ledger.rules
import ledger.screening
from ledger.codes import CATALOGUE, CodeKind
from ledger.registry import REGISTRY
from ledger.rules import RULES
from ledger.rules.action import ActionEvent
from ledger.rules.budget import BudgetEvent
from ledger.rules.recommendation import RecommendationEvent

UNIONS = {"action": ActionEvent, "recommendation": RecommendationEvent, "budget": BudgetEvent}
SOURCES = [*Path(ledger.rules.__file__).parent.glob("*.py"), Path(ledger.screening.__file__)]


def codes_in(path: Path) -> set[str]:
    """What is written as the first argument of Refusal."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if type(node) is ast.Call
    )
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id == "Refusal"
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_kind_of_stream_has_rules() -> None:
    assert set(RULES) == set(REGISTRY.kinds)


@pytest.mark.parametrize("kind", UNIONS)
def test_a_machine_knows_exactly_the_events_of_its_stream(kind: str) -> None:
    assert set(get_args(UNIONS[kind])) == set(REGISTRY.kinds[kind].events)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_refusal_has_a_code_of_the_catalogue(path: Path) -> None:
    assert {CATALOGUE[code].kind for code in codes_in(path)} <= {CodeKind.REFUSAL}


def test_the_rules_refuse_with_these_codes() -> None:
    assert set().union(*map(codes_in, SOURCES)) == {
        "ALREADY_OPEN",
        "AMOUNTS_DO_NOT_RECONCILE",
        "BASELINE_CHANGED",
        "DUE_DATE_MISMATCH",
        "DUPLICATE_LINE",
        "FORBIDDEN_TRANSITION",
        "IDENTIFIES_A_CHILD",
        "LINE_MISMATCH",
        "NOTHING_TO_RETRACT",
        "OPENING_STILL_STOOD_ON",
        "RETRACTION_IS_FINAL",
        "STREAM_NOT_OPEN",
        "TEXT_CHANGED",
        "UNKNOWN_LINE",
        "VERB_MISMATCH",
        "WRONG_REPLACEMENT",
        "YEAR_CLOSED",
    }
