"""One field of one thing: where it is, what it is, and what lies behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from projections.fields import PROJECTION
from projections.kinds import Kind
from schema.root import SCHEMA
from service.answers.asking import ask
from service.answers.plan_answer import ASKED, AT, PLAN, Coordinates
from service.answers.selection import BASIS, HEAD, PROVENANCE, leaf
from service.answers.things import REFERENCES, Answer, Names, Thing, titles_of
from service.wiring import Wiring

HOW: Final = (
    "Write plan.governingBody, action/<key>.status, area/<key>.judgement, or for a part of a "
    "stream budget/<key>/budgetLine/<key>.money."
)


TITLED: Final = frozenset(
    field
    for field, kind in REFERENCES.items()
    if any(spec.name == "title" for spec in PROJECTION.kinds[kind].fields)
)
"""Fields that refer to things with titles."""

TITLES: Final = f'{" ".join(HEAD)} title absences(fields: ["title"]) {{ field reason candidates }}'
"""What names the things that a field refers to."""


class BadPlace(ValueError):
    """A text that names no field; the message says why, and :data:`HOW` what to write."""


class Step(msgspec.Struct, frozen=True):
    """A thing on the way to the field: its kind, and its key there."""

    kind: str
    key: str


class Place(msgspec.Struct, frozen=True):
    """A field, and the things that lead to it from the plan; none for the plan's own."""

    steps: tuple[Step, ...]
    field: str

    @property
    def kind(self) -> Kind:
        """The kind of thing that has the field."""
        return PROJECTION.kinds[self.steps[-1].kind] if self.steps else PLAN


def parse_place(text: str) -> Place:
    """The place that a text names; raises :class:`BadPlace`.

    A key may itself hold slashes and points: it goes on to the next name of a kind.
    """
    path, point, field = text.rpartition(".")
    if not point:
        raise BadPlace(f"{text!r} names no field: one follows a full stop.")
    parts = path.split("/")
    steps = () if parts == [PLAN.name] else tuple(_steps(PLAN, _without_plan(parts)))
    place = Place(steps, field)
    if field not in SCHEMA.graphql_schema.type_map[place.kind.type_name].fields:
        known = ", ".join(spec.name for spec in place.kind.fields)
        raise BadPlace(f"{place.kind.name} has no field {field}; it has {known}.")
    return place


def _without_plan(parts: list[str]) -> list[str]:
    return parts[1:] if parts[0] == PLAN.name else parts


def _steps(parent: Kind, parts: list[str]) -> list[Step]:
    if not parts:
        return []
    kind = PROJECTION.kinds.get(parts[0])
    if kind is None or not _belongs(kind, parent):
        there = ", ".join(each.name for each in PROJECTION.kinds.values() if _belongs(each, parent))
        raise BadPlace(f"{parts[0]!r} is not a kind of thing here; the kinds are {there}.")
    inner = {each.name for each in PROJECTION.kinds.values() if _belongs(each, kind)}
    end = next((n for n, part in enumerate(parts[2:], 2) if part in inner), len(parts))
    key = "/".join(parts[1:end])
    if not key:
        raise BadPlace(f"{kind.name} needs a key after a slash.")
    return [Step(kind.name, key), *_steps(kind, parts[end:])]


def _belongs(kind: Kind, parent: Kind) -> bool:
    if kind.owner is None:
        return parent is PLAN and kind is not PLAN
    return kind.owner == parent.name


@dataclass(frozen=True)
class FieldAnswer:
    """A field at a basis. ``thing`` is None where there is no such thing at that basis."""

    place: Place
    basis: Answer
    thing: Thing | None
    names: Names


def field_question(place: Place) -> str:
    """The question for a field, with all that explains it."""
    names = msgspec.json.encode([place.field]).decode()
    is_set = any(spec.name == place.field for spec in place.kind.fields)
    wanted = " ".join(
        [
            *HEAD,
            leaf(SCHEMA.graphql_schema, place.kind, place.field),
            f"absences(fields: {names}) {{ field reason candidates }}",
            PROVENANCE.replace("provenance", f"provenance(fields: {names})") if is_set else "",
        ]
    )
    for step in reversed(place.steps):
        kind = PROJECTION.kinds[step.kind]
        keys = msgspec.json.encode([step.key]).decode()
        wanted = f"{kind.plural}(keys: {keys}) {{ {wanted} }}"
    referred = PROJECTION.kinds[REFERENCES[place.field]] if place.field in TITLED else None
    titles = f"titles: {referred.plural} {{ {TITLES} }}" if referred else ""
    plan = f"plan(key: $key, {AT}) {{ {BASIS} {wanted} {titles} }}"
    return f"query Field({ASKED}) {{ {plan} roles {{ key label }} }}"


def ask_field(wiring: Wiring, at: Coordinates, place: Place) -> FieldAnswer | None:
    """The field at the basis asked for; None where the plan does not exist there."""
    data = ask(wiring, at.council, field_question(place), at.variables)
    plan: Answer | None = data["plan"]
    if plan is None:
        return None
    told: list[Answer] = [plan]
    for step in place.steps:
        told = [each for one in told for each in one[PROJECTION.kinds[step.kind].plural]]
    referred = [
        Thing(PROJECTION.kinds[REFERENCES[place.field]], each) for each in plan.get("titles", ())
    ]
    names = Names({each["key"]: each["label"] for each in data["roles"]}, titles_of(referred))
    return FieldAnswer(place, plan["basis"], Thing(place.kind, told[0]) if told else None, names)
