"""One field in sentences: its value or why there is none, and every document behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from projections.fields import FIELDS
from projections.kinds import Field
from service.answers import words
from service.answers.field_answer import FieldAnswer
from service.answers.lines import Line, source_text
from service.answers.outline import candidates_of, fact_of
from service.answers.things import INDETERMINATE, REASONS, Answer, Names, said, source_of


def field_lines(answer: FieldAnswer) -> Iterator[Line]:
    """The value, its candidates where it is in doubt, and its sources."""
    thing, name = answer.thing, answer.place.field
    if thing is None:
        yield Line("There is no such thing at this basis.", 2)
        return
    spec, absence = FIELDS[thing.kind.name].get(name), thing.absence(name)
    if spec is None:
        text = REASONS[absence.reason] if absence else _plain(thing.told.get(name))
        yield Line(f"{words.label(name)}: {text}", 2, "name")
        yield Line("Worked out at this basis: no event sets it.", 2, "quiet")
        return
    fact = fact_of(thing, spec, answer.names)
    text = fact.text if fact else REASONS[absence.reason if absence else "NOT_RECORDED"]
    yield Line(f"{words.label(name)}: {text}", 2, "name")
    if absence is not None and absence.reason == INDETERMINATE:
        yield Line("An uncertain date leaves open which value was in effect.", 2, "doubt")
        for each in candidates_of(spec, absence, answer.names):
            yield Line(each, 4, bullet="– ")
    yield from _behind(spec, thing.told.get("provenance", ()), answer.names)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _behind(spec: Field, rows: list[Answer], names: Names) -> Iterator[Line]:
    """Each event behind the field, with the value that it gives."""
    if not rows:
        yield Line("No event in effect at this basis says anything about it.", 2, "quiet")
    for row in rows:
        yield Line(f"{_given(spec, row, names)}:", 2, bullet="← ")
        yield Line(source_text(source_of(row)), 4, "quiet")


def _given(spec: Field, row: Answer, names: Names) -> str:
    """The value that an event gives a field, or what it says of a member of a list."""
    member = row["field"].partition("/")[2]
    if member:
        return f"{said(spec, [member], names)}{'' if row['value'] else ', no longer'}"
    if row["value"] is not None:
        return said(spec, row["value"], names)
    reasons = {each["field"]: each["reason"] for each in row["absences"]}
    return REASONS[reasons.get("value", "NOT_RECORDED")]
