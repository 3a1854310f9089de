"""Concerns about money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger.events.event import Period
from ledger.values import ZERO, FinancialYear, Interval, Money, sterling
from ledger.vocabulary import SpendKind
from projections.concerns.concern import Concern, about
from projections.read_model import EntityState
from projections.views import PlanView, known, own_key


def spend(view: PlanView) -> Iterator[Concern]:
    """Actual spend of a line in a year above what the line can mean."""
    for budget in view.entities("budget"):
        for line in view.children(budget, "budgetLine"):
            money: Money | None = known(line, "money")
            if money is None:
                continue
            for year, spent in _spent_by_year(view, budget, own_key(line)).items():
                if spent.low > money.interval.high:
                    detail = (
                        f"{sterling(spent.low)} spent in {year} on {own_key(line)}, "
                        f"against {sterling(money.pence)}"
                    )
                    yield about("SPEND_ABOVE_APPROVAL", budget, detail)


def _spent_by_year(
    view: PlanView, budget: EntityState, line_id: str
) -> dict[FinancialYear, Interval]:
    """Actual spend by financial year; a period inside a longer one counts once."""
    recorded: list[tuple[Period, Money]] = [
        (known(each, "period"), known(each, "money"))
        for each in view.children(budget, "spend")
        if known(each, "lineId") == line_id and known(each, "kind") is SpendKind.ACTUAL
    ]
    sums: dict[FinancialYear, Interval] = {}
    for period, money in recorded:
        if not any(_inside(period, other) for other, _ in recorded):
            year = FinancialYear.of(date.fromisoformat(period.first_on))
            sums[year] = sums.get(year, ZERO) + money.interval
    return sums


def _inside(period: Period, other: Period) -> bool:
    within = other.first_on <= period.first_on and period.last_on <= other.last_on
    return within and other != period
