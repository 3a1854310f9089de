"""Things in an answer: what GraphQL said of an action, a body or a plan, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from ledger.events.body import PackSnapshot, ResolutionLimb
from ledger.events.event import MomentText, Period, Role
from ledger.events.measure import GradeShare
from ledger.values import Day, Money, Percentage
from projections.fields import PROJECTION
from projections.kinds import Field, Kind
from service.answers import words

Answer = Mapping[str, Any]
"""An object of a GraphQL answer."""

INDETERMINATE: Final = "INDETERMINATE"

REASONS: Final = {
    "NOT_RECORDED": "not recorded",
    "NOT_STATED": "not stated",
    "WITHHELD": "withheld",
    "ERASED": "erased",
    INDETERMINATE: "indeterminate",
    "RECORDED_AS_NONE": "recorded as none",
}
"""Why there is no value, in plain English."""

REFERENCES: Final[Mapping[str, str]] = {
    "governingBody": "body",
    "approvedBody": "body",
    "body": "body",
    "areas": "area",
    "priorities": "priority",
    "outcomes": "outcome",
    "actionKeys": "action",
}
"""Field -> the kind whose keys it holds."""


@dataclass(frozen=True)
class Names:
    """What people call roles, bodies, areas and the like: titles by kind and key."""

    roles: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, kind: str, key: str) -> str:
        """The title of a thing, or its key as words where the answer does not tell it."""
        return self.titles.get((kind, key)) or words.key(key)

    def role(self, key: str) -> str:
        """What a role is called."""
        return self.roles.get(key) or words.key(key)


@dataclass(frozen=True)
class Source:
    """An event behind a value, with the first document it cites."""

    document: str
    locator: str
    effective: str
    documented: str | None
    position: int
    type: str
    effect: str


def is_reason(candidate: Any) -> bool:
    """Whether a candidate is itself a reason for having no value."""
    return isinstance(candidate, str) and candidate in REASONS


@dataclass(frozen=True)
class Absence:
    """Why a field is null. ``candidates`` are the JSON values that it may have."""

    field: str
    reason: str
    candidates: tuple[Any, ...] = ()

    def is_this_or_nothing(self, spec: Field) -> bool:
        """Whether the only doubt is if there is a value yet, and not which."""
        is_one = spec.collection or len(self.candidates) == 1
        return self.reason == INDETERMINATE and is_one and not is_reason(self.candidates[0])


@dataclass(frozen=True)
class Thing:
    """A thing of some kind, as one object of the answer tells it."""

    kind: Kind
    told: Answer

    @property
    def key(self) -> str:
        """The key by which people know it."""
        return str(self.told["key"])

    @property
    def is_in_doubt(self) -> bool:
        """Whether it may not exist at the basis."""
        return self.told.get("existence") == "INDETERMINATE"

    @property
    def place(self) -> str:
        """What names it after the plan: "action/care-leavers", "…#line/one-off"."""
        return str(self.told["entity"]).split("/", 2)[2]

    @property
    def absences(self) -> list[Absence]:
        """Every null, explained."""
        return [
            Absence(each["field"], each["reason"], tuple(each["candidates"]))
            for each in self.told.get("absences", ())
        ]

    def absence(self, name: str) -> Absence | None:
        """Why a field is null; None where it is not."""
        return next((each for each in self.absences if each.field == name), None)

    def value(self, spec: Field) -> Any:
        """What is told of a field; None where it is null or an empty list.

        Of a thing in doubt, what the field is if the thing exists.
        """
        value = self.told.get(spec.name)
        if value is None or value == []:
            absence = self.absence(spec.name)
            if not (self.is_in_doubt and absence and absence.is_this_or_nothing(spec)):
                return None
            value = list(absence.candidates) if spec.collection else absence.candidates[0]
        return value

    def text(self, spec: Field, names: Names) -> str | None:
        """A field in plain English; None where there is no value."""
        value = self.value(spec)
        return None if value is None else said(spec, value, names)

    def children(self, kind: Kind) -> list[Thing]:
        """What belongs to it, of one kind."""
        return [Thing(kind, each) for each in self.told.get(kind.plural, ())]

    def child_kinds(self) -> list[Kind]:
        """The kinds of which something may belong to it."""
        return PROJECTION.owned_by(self.kind.name)

    def sources(self, name: str) -> list[Source]:
        """The events behind a field and its members, where the answer tells them."""
        return [
            source_of(each)
            for each in self.told.get("provenance", ())
            if each["field"].partition("/")[0] == name
        ]

    def walk(self) -> Iterator[Thing]:
        """It, and all that belongs to it."""
        yield self
        for kind in self.child_kinds():
            for child in self.children(kind):
                yield from child.walk()


def source_of(told: Answer) -> Source:
    """The source that a provenance in an answer tells of."""
    cited = told["cites"][0] if told["cites"] else {"document": "", "locator": ""}
    return Source(
        document=cited["document"],
        locator=cited["locator"],
        effective=told["effective"],
        documented=told["documented"],
        position=int(told["event"]["position"]),
        type=told["event"]["type"],
        effect=told["effect"],
    )


def said(spec: Field, value: Any, names: Names) -> str:
    """A value of a field in plain English."""
    if spec.collection:
        return words.listed([_one(spec, each, names) for each in value])
    return _one(spec, value, names)


def _one(spec: Field, value: Any, names: Names) -> str:
    if spec.name in REFERENCES and isinstance(value, str):
        return names.of(REFERENCES[spec.name], value)
    if get_origin(spec.type) is tuple:
        item = get_args(spec.type)[0]
        return words.series([_typed(item, each, names) for each in value])
    return _typed(spec.type, value, names)


def _typed(type_: Any, value: Any, names: Names) -> str:
    if type_ is Role:
        return names.role(value)
    if type_ in _SAID:
        return _SAID[type_](value)
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return words.enum(value)
    return str(value)


def _percentage(value: Answer) -> str:
    of = value.get("denominator")
    return words.percentage(value["value"]) + (f" of {of}" if of else "")


def _snapshot(value: Answer) -> str:
    shown = {name: value.get(name) for name in ("asAt", "knownAt", "position")}
    return words.listed([f"{words.label(n)} {v}" for n, v in shown.items() if v is not None])


_SAID: Final[Mapping[Any, Callable[[Any], str]]] = {
    bool: lambda value: "yes" if value else "no",
    Day: words.moment,
    MomentText: words.moment,
    datetime: words.moment,
    Money: lambda value: words.money(value["amount"], value["qualifier"], value["statedTo"]),
    Percentage: _percentage,
    Period: words.period,
    GradeShare: lambda value: f"{words.enum(value['grade'])} {_percentage(value['percentage'])}",
    ResolutionLimb: lambda value: (
        f"({value['label']}) {words.enum(value['verb'])}: {value['summary']}"
    ),
    PackSnapshot: _snapshot,
}


def titles_of(things: Iterable[Thing]) -> dict[tuple[str, str], str]:
    """(kind, key) -> title, of those things that have one."""
    found = {}
    for thing in things:
        spec = next((spec for spec in thing.kind.fields if spec.name == "title"), None)
        text = thing.text(spec, Names()) if spec is not None else None
        if text is not None:
            found[thing.kind.name, thing.key] = text
    return found
