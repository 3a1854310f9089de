"""The answers to the three questions, in sentences, with the document and event behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from projections.fields import FIELDS, PROJECTION
from service.answers import words
from service.answers.asking import ask
from service.answers.budget_text import year_lines
from service.answers.lines import Line, source_text
from service.answers.outline import why
from service.answers.things import REASONS, Answer, Names, Thing, source_of, titles_of
from service.demo.questions import BUDGET, GOVERNANCE, REPEAT_PLANS, Question
from service.wiring import Wiring

Data = Mapping[str, Any]

INDENT: Final = 3


def answer_lines(wiring: Wiring, question: Question) -> list[Line]:
    """The answer to one of the three questions, asked now."""
    return list(_ANSWERS[question.key](ask(wiring, question.council, question.query)))


def _budget(data: Data) -> Iterator[Line]:
    budget = data["asKnownOn1June"]["budget"]
    yield from year_lines(budget["year"], INDENT)
    earlier = data["asKnownOn1May"]
    approved = earlier and earlier["budget"]
    status = words.enum(approved["status"]) if approved else "none; no approval was known yet"
    yield Line(f"As known on 1 May 2020: {status}.", INDENT, "name")
    yield from _sources(budget)


def _governance(data: Data) -> Iterator[Line]:
    plan = Thing(PROJECTION.kinds["plan"], data["plan"])
    bodies = [Thing(PROJECTION.kinds["body"], each) for each in data["plan"]["bodies"]]
    names = Names(titles=titles_of(bodies))
    spec = FIELDS["plan"]["governingBody"]
    absence = plan.absence("governingBody")
    text = plan.text(spec, names) if absence is None else why(plan, spec, absence, names)
    yield Line(f"{words.sentence(text or '')}.", INDENT, "name")
    yield from (Line(each["explanation"], INDENT) for each in data["plan"]["absences"])
    yield from _sources(data["plan"])


def _repeat_plans(data: Data) -> Iterator[Line]:
    for when, alias in (
        ("November 2020", "asKnownInNovember2020"),
        ("16 February 2021", "asKnownOn16February2021"),
    ):
        measure = data[alias]["measure"]
        share = measure["latestPercentage"]
        reasons = {each["field"]: each["reason"] for each in measure["absences"]}
        told = (
            REASONS[reasons["latestPercentage"]]
            if share is None
            else words.percentage(share["value"])
        )
        yield Line(f"As known {_in_or_on(when)} {when}: {told}.", INDENT, "name")
        yield from _sources(measure)


def _in_or_on(when: str) -> str:
    return "on" if when[0].isdigit() else "in"


def _sources(told: Answer) -> Iterator[Line]:
    return (Line(source_text(source_of(row)), INDENT, "quiet", "← ") for row in told["provenance"])


_ANSWERS: Final[Mapping[str, Callable[[Data], Iterator[Line]]]] = {
    BUDGET.key: _budget,
    GOVERNANCE.key: _governance,
    REPEAT_PLANS.key: _repeat_plans,
}
"""Question -> how its answer is said."""
