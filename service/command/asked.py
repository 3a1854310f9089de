"""Answers on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import Console
from rich.text import Text

from ledger.codes import CATALOGUE
from service.answers import words
from service.answers.asking import NotAnswered, ask
from service.answers.changes_text import ask_changes, change_lines, changes_of
from service.answers.field_answer import HOW, BadPlace, ask_field, field_question, parse_place
from service.answers.field_text import field_lines
from service.answers.lines import Line
from service.answers.plan_answer import ASKED, AT, Coordinates, ask_plan, plan_question
from service.answers.sections import basis_lines, sections_of
from service.command import screen
from service.command.shape import Failed, NotUnderstood
from service.wiring import SYNTHETIC, Wiring

HERE: Final = {
    "BEFORE_LEDGER": "Ask with --known-by documented for what the cited documents claim.",
}
"""Remedies in the words of the command line, where the catalogue's are GraphQL's."""

STYLES: Final[Mapping[str, str]] = {
    "plain": "",
    "heading": "bold underline",
    "name": "bold",
    "quiet": "dim",
    "doubt": "yellow",
}


def print_plan(
    wiring: Wiring, at: Coordinates, only: tuple[str, ...], *, provenance: bool, as_json: bool
) -> bool:
    """A whole plan, or some sections of it; False where there is none."""
    if as_json:
        data = ask(wiring, at.council, plan_question(provenance=provenance), at.variables)
        screen.print_json(data)
        return data["plan"] is not None
    answer = ask_plan(wiring, at, provenance=provenance)
    if answer is None:
        return False
    out = screen.console()
    print_title(out, at)
    for section in sections_of(answer):
        if not only or section.key in only or section.key == "basis":
            out.print()
            print_lines(out, [Line(section.title, 0, "heading"), *section.lines])
    return True


def print_field(wiring: Wiring, at: Coordinates, text: str, *, as_json: bool) -> bool:
    """One field with what lies behind it; False where there is no such plan."""
    try:
        place = parse_place(text)
    except BadPlace as error:
        raise NotUnderstood(str(error), HOW) from None
    if as_json:
        data = ask(wiring, at.council, field_question(place), at.variables)
        screen.print_json(data)
        return data["plan"] is not None
    answer = ask_field(wiring, at, place)
    if answer is None:
        return False
    out = screen.console()
    print_title(out, at, text)
    print_lines(out, [*basis_lines(answer.basis), Line(""), *field_lines(answer)])
    return True


def print_changes(wiring: Wiring, at: Coordinates, since: str, *, as_json: bool) -> bool:
    """What differs from an earlier day; False where there is no such plan."""
    if as_json:
        changes = ask_changes(wiring, at, since)
        screen.print_json({"since": since, "changes": changes})
        return changes is not None
    found = changes_of(wiring, at, since)
    if found is None:
        return False
    answer, changes = found
    out = screen.console()
    print_title(out, at, f"what differs from {words.moment(since)}, as known then")
    print_lines(out, [*basis_lines(answer.basis), Line(""), *change_lines(answer, changes)])
    return True


def print_title(out: Console, at: Coordinates, what: str = "") -> None:
    """Whose plan it is; a made-up council says so."""
    made_up = "synthetic: a made-up council" if at.council in SYNTHETIC else ""
    parts = [words.titled(at.council), at.key, made_up, what]
    print_lines(out, [Line(" · ".join(part for part in parts if part), 0, "name")])


def print_lines(out: Console, lines: Iterable[Line]) -> None:
    """Paragraphs at the width of the screen, each with its indent and its bullet."""
    for line in lines:
        lead = " " * line.indent + line.bullet
        wrapped = Text(line.text, STYLES[line.tone]).wrap(out, max(20, out.width - len(lead)))
        for number, part in enumerate(wrapped):
            part.rstrip()
            out.print(Text(" " * len(lead) if number else lead) + part, soft_wrap=True)


def no_answer(error: NotAnswered) -> Failed:
    """A question that GraphQL did not answer."""
    remedy = HERE.get(error.code) or CATALOGUE[error.code].remedy
    return Failed(f"{error.code}: {error.message}", remedy)


def no_plan(wiring: Wiring, at: Coordinates) -> Failed:
    """There is no such plan at that basis."""
    asked = ASKED.partition(", ")[2]
    question = f"query Plans({asked}) {{ snapshot({AT}) {{ plans {{ key }} }} }}"
    variables = {name: value for name, value in at.variables.items() if name != "key"}
    plans = ask(wiring, at.council, question, variables)["snapshot"]["plans"]
    there = ", ".join(each["key"] for each in plans)
    hint = f"There: {there}." if there else "Nothing was known by then: ask as known later."
    return Failed(f"At this basis {at.council} has no plan {at.key}.", hint)
