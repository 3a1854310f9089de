"""Concerns: each of them raised by the made-up plan, and told as a sentence."""

from __future__ import annotations

import pytest

from ledger.codes import CATALOGUE, CodeKind
from projections.concerns import Concern, concerns
from tests.worlds import World

CODES = sorted(code.code for code in CATALOGUE.values() if code.kind is CodeKind.CONCERN)


def found(world: World, as_at: str, council: str = "example") -> list[Concern]:
    return concerns(world.view(council, as_at), world.ledger(council))


@pytest.mark.parametrize("code", CODES)
def test_every_concern_of_the_catalogue_is_raised_by_something(examples: World, code: str) -> None:
    assert code in {concern.code for concern in found(examples, "2026-11-01")}


def test_no_concern_has_a_code_outside_the_catalogue(examples: World) -> None:
    assert {concern.code for concern in found(examples, "2026-11-01")} <= set(CODES)


def test_an_action_is_not_overdue_on_its_due_day_and_is_on_the_next(examples: World) -> None:
    def overdue(as_at: str) -> set[str]:
        return {each.entity for each in found(examples, as_at) if each.code == "ACTION_OVERDUE"}

    action = "example/improvement-demo/action/supervision-training"
    assert action not in overdue("2026-06-30")
    assert action in overdue("2026-07-01")


def test_a_source_loaded_late_raises_one_concern(examples: World) -> None:
    late = [
        each.detail
        for each in found(examples, "2020-12-15", "devon")
        if each.code == "DOCUMENTED_LATE"
    ]
    assert len([detail for detail in late if "improvement-report-2020" in detail]) == 1


def test_a_forecast_has_passed_only_once_its_month_is_over(examples: World) -> None:
    def passed(as_at: str) -> bool:
        view = examples.view("devon", as_at, "2021-02-17")
        raised = concerns(view, examples.ledger("devon"))
        return any(each.code == "FORECAST_PASSED" for each in raised)

    assert not passed("2021-01-31")
    assert passed("2021-02-17")
