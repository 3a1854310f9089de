"""A thing in an answer as a block of text: its name, its facts, and what belongs to it.

Which fields a reader expects to be told of is a table here; everything else follows
the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from projections.fields import FIELDS
from projections.kinds import Field
from service.answers import words
from service.answers.things import (
    INDETERMINATE,
    REASONS,
    Absence,
    Names,
    Source,
    Thing,
    is_reason,
    said,
)

TITLES: Final = ("title", "subject", "item")
"""Fields that name a thing of any kind."""
MEMBER_TITLES: Final = (*TITLES, "summary", "drivers", "asReported", "reason", "pack")
"""Fields that name a thing inside a stream; the first that has a value."""

EXPECTED: Final = {
    "plan": ("status", "governingBody"),
    "action": ("status", "accountableRole", "dueOn", "rag"),
    "recommendation": ("minister", "council", "delivery", "number", "text"),
    "budget": ("status",),
    "budgetLine": ("money",),
    "visit": ("status", "kind"),
    "direction": ("status", "commissioner"),
    "body": ("chair",),
    "measure": ("latestPercentage",),
    "risk": ("status", "likelihood", "impact"),
    "oversight": ("cadence",),
}
"""Kind -> the fields of which a reader expects to hear, if only that they are not recorded."""

INSTEAD: Final = {"latestPercentage": "latestCount"}
"""An expected field -> the one that may be told in its place."""


@dataclass(frozen=True)
class Fact:
    """A field with what is said of it; ``is_absent`` where that is why there is no value."""

    label: str
    text: str
    is_absent: bool = False
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Block:
    """A thing; ``is_in_doubt`` where it may not exist (yet) at the basis."""

    headline: str
    place: str
    is_in_doubt: bool
    facts: tuple[Fact, ...]
    inner: tuple[tuple[str, tuple[Block, ...]], ...]


def block_of(thing: Thing, names: Names) -> Block:
    """A thing with all that is known of it."""
    title = title_of(thing)
    return Block(
        headline=headline_of(thing, names),
        place=thing.place,
        is_in_doubt=thing.is_in_doubt,
        facts=tuple(_facts(thing, names, without=title.name if title else "")),
        inner=tuple(
            (words.label(kind.plural), tuple(block_of(each, names) for each in children))
            for kind in thing.child_kinds()
            if (children := thing.children(kind))
        ),
    )


def headline_of(thing: Thing, names: Names) -> str:
    """What a thing is called; where it has no name, its key in words."""
    title = title_of(thing)
    text = thing.text(title, names) if title else None
    return text or words.sentence(words.key(thing.key))


def title_of(thing: Thing) -> Field | None:
    """The field that names a thing."""
    candidates = TITLES if thing.kind.members is None else MEMBER_TITLES
    specs = FIELDS[thing.kind.name]
    found = (specs[name] for name in candidates if name in specs)
    return next((spec for spec in found if thing.value(spec) is not None), None)


def _facts(thing: Thing, names: Names, *, without: str) -> Iterator[Fact]:
    for spec in thing.kind.fields:
        fact = None if spec.name == without else fact_of(thing, spec, names)
        if fact is not None:
            yield fact


def fact_of(thing: Thing, spec: Field, names: Names) -> Fact | None:
    """What is said of a field; None where nobody expects to hear of it."""
    label, sources = words.label(spec.name), tuple(thing.sources(spec.name))
    absence = thing.absence(spec.name)
    text = thing.text(spec, names)
    if text is not None:
        is_list_in_doubt = absence is not None and not thing.is_in_doubt
        doubt = f" ({_also(spec, absence, names)})" if absence and is_list_in_doubt else ""
        return Fact(label, f"{text}{doubt}", sources=sources)
    if absence is None or not is_told(thing, absence):
        return None
    return Fact(label, why(thing, spec, absence, names), is_absent=True, sources=sources)


def _also(spec: Field, absence: Absence, names: Names) -> str:
    return f"perhaps also {words.listed(candidates_of(spec, absence, names))}"


def is_told(thing: Thing, absence: Absence) -> bool:
    """Whether a reader expects to hear of an absence."""
    if absence.reason != "NOT_RECORDED":
        return True
    instead = INSTEAD.get(absence.field)
    is_expected = absence.field in EXPECTED.get(thing.kind.name, ())
    return is_expected and (instead is None or thing.told.get(instead) is None)


def why(thing: Thing, spec: Field, absence: Absence, names: Names) -> str:
    """Why a field has no value: in doubt, and between what; not stated; not recorded."""
    if absence.reason != INDETERMINATE:
        return REASONS[absence.reason]
    found = candidates_of(spec, absence, names)
    if len(found) > 1:
        return f"indeterminate: {words.listed(found, 'or')}"
    return found[0] if thing.is_in_doubt else f"indeterminate: {found[0]}, or nothing yet"


def candidates_of(spec: Field, absence: Absence, names: Names) -> tuple[str, ...]:
    """What a field in doubt may be; a candidate may itself be a reason for having no value."""
    return tuple(
        REASONS[each] if is_reason(each) else said(spec, [each] if spec.collection else each, names)
        for each in absence.candidates
    )
