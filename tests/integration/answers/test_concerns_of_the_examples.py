"""Concerns: each of them raised by the made-up plan, and told as a sentence."""

from __future__ import annotations

from pathlib import Path

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


@pytest.mark.parametrize(
    ("effective", "documented", "is_late"),
    [
        ("2025-10-01", "2025-10-31", False),  # the clocks went back: 30 days and an hour
        ("2025-10-01", "2025-11-01", True),
        ("2026-03-01", "2026-03-31", False),  # and forward: an hour short of 30 days
        ("2026-03-01", "2026-04-01", True),
    ],
)
def test_thirty_days_are_days_of_the_calendar(
    tmp_path: Path, effective: str, documented: str, *, is_late: bool
) -> None:
    plan = "example/improvement-demo/plan/main"
    with World(tmp_path) as world:
        title = {"title": "The plan", "documented": documented}
        world.record(plan, "drafted", effective, **title)
        codes = {each.code for each in found(world, "2026-11-01")}
    assert ("DOCUMENTED_LATE" in codes) is is_late


@pytest.mark.parametrize(("as_at", "is_stale"), [("2026-04-04", False), ("2026-04-05", True)])
def test_an_action_is_stale_after_35_days_of_the_calendar(
    tmp_path: Path, as_at: str, *, is_stale: bool
) -> None:
    action = "example/improvement-demo/action/training"
    agreed = {"accountableRole": "chief-officer", "dueOn": "2026-12-31"}
    with World(tmp_path) as world:
        world.record(action, "proposed", "2026-02-01", summary="Train everybody.")
        world.record(action, "agreed", "2026-03-01", **agreed)
        raised = concerns(world.view("example", as_at), world.ledger("example"))
    assert ("ACTION_STALE" in {each.code for each in raised}) is is_stale


def test_a_forecast_has_passed_only_once_its_month_is_over(examples: World) -> None:
    def passed(as_at: str) -> bool:
        view = examples.view("devon", as_at, "2021-02-17")
        raised = concerns(view, examples.ledger("devon"))
        return any(each.code == "FORECAST_PASSED" for each in raised)

    assert not passed("2021-01-31")
    assert passed("2021-02-17")
