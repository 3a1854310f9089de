"""A budget approval in sentences: year by year, with what its lines add up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from service.answers import words
from service.answers.lines import Line, lines_of
from service.answers.outline import block_of
from service.answers.things import REASONS, Answer, Names, Thing

IN_YEARS: Final = ("lines", "stated totals")
"""What the sentences about the years tell already."""

DONE: Final = {
    "APPROVE": "approved",
    "ENDORSE": "endorsed",
    "NOTE": "noted",
    "REJECT": "rejected",
    "DELEGATE": "delegated",
    "REQUEST": "requested",
}
"""What was done with a line, from the verb of its limb."""


def budget_lines(budget: Thing, years: Sequence[Answer], names: Names) -> Iterator[Line]:
    """A budget approval with its years."""
    block = block_of(budget, names)
    if not any(fact.sources for fact in block.facts):
        block = replace(block, inner=tuple(i for i in block.inner if i[0] not in IN_YEARS))
    head, *rest = lines_of(block, 2)
    yield head
    for year in years:
        yield from year_lines(year, 4)
    yield from rest


def year_lines(year: Answer, indent: int) -> Iterator[Line]:
    """A financial year: the total as stated against its lines, and the posts."""
    yield Line(f"{year['year']}: {_total(year)} = {_sum(year)}{_residual(year)}", indent, "name")
    yield Line(f"{_posts(year)}; posts filled: {_or_why(year, 'postsFilled')}", indent + 2, "quiet")


def money(told: Answer) -> str:
    """A sum in an answer."""
    return words.money(told["amount"], told["qualifier"], told["statedTo"])


def _total(year: Answer) -> str:
    if year["total"] is None:
        return f"no total stated ({_why(year, 'total')})"
    return f"{money(year['total'])} in total"


def _sum(year: Answer) -> str:
    lines = sorted(year["lines"], key=lambda each: each["line"]["nature"] == "ONE_OFF")
    return " + ".join(_line(each) for each in lines) or "no lines"


def _line(told: Answer) -> str:
    line = told["line"]
    amount = money(line["money"]) if line["money"] else "an amount not stated"
    nature = f" {words.enum(line['nature']).replace(' ', '-')}" if line["nature"] else ""
    goes_on = f" every year from {line['fromYear']}" if line["fromYear"] else ""
    return f"{amount}{nature}{goes_on} ({DONE.get(told['verb'], 'not decided')})"


def _residual(year: Answer) -> str:
    """What the lines come to beyond the total."""
    if year["residualAmount"] is not None:
        return f"; lines minus total {words.money(year['residualAmount'])}"
    bounds = year["residual"]
    if bounds is None:
        return ""
    low, high = words.money(bounds["low"]), words.money(bounds["high"])
    return f"; lines minus total somewhere from {low} to {high}, by their rounding"


def _posts(year: Answer) -> str:
    total = year["totalFte"] or year["fte"]
    if total is None:
        return "full-time equivalents: not recorded"
    parts = {"ongoing": year["fteOngoing"], "short-term": year["fteShortTerm"]}
    told = " + ".join(f"{value} {name}" for name, value in parts.items() if value is not None)
    return f"{total} full-time equivalents{f' = {told}' if told else ''}"


def _or_why(year: Answer, name: str) -> str:
    return str(year[name]) if year[name] is not None else _why(year, name)


def _why(year: Answer, name: str) -> str:
    reasons = {each["field"]: each["reason"] for each in year["absences"]}
    return REASONS[reasons.get(name, "NOT_RECORDED")]
