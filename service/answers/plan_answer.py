"""A whole plan at a basis: the question that asks for it, and the answer taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec

from projections.fields import PROJECTION
from schema.root import SCHEMA
from service.answers.asking import ask
from service.answers.selection import BASIS, everything_of
from service.answers.things import REFERENCES, Answer, Names, Thing, titles_of
from service.wiring import Wiring

PLAN: Final = PROJECTION.kinds["plan"]
LEDGER: Final = "ledger"
"""The kind of the ledger's facts about itself, which tell nothing of a plan."""

STREAM_KINDS: Final = tuple(
    kind
    for kind in PROJECTION.kinds.values()
    if kind.members is None and kind.name not in (PLAN.name, LEDGER)
)
"""The kinds of what has a stream of its own in a plan."""

ASKED: Final = (
    "$key: String!, $asAt: AsAt, $knownAt: AsAt, $knownBy: KnownBy, $position: Position, "
    "$epoch: Int"
)
AT: Final = "asAt: $asAt, knownAt: $knownAt, knownBy: $knownBy, position: $position, epoch: $epoch"

FLAGS: Final = (
    "concerns { code title detail entity since } "
    "anomalies { code detail stream event { position type effective } } "
    "uncertain { entity kind field value event { position type effective documented "
    "cites { document locator } } }"
)


class Coordinates(msgspec.Struct, frozen=True, rename="camel"):
    """A plan and a basis, as they are asked for; None leaves it to the service."""

    council: str
    key: str
    as_at: str | None = None
    known_at: str | None = None
    known_by: str | None = None
    position: str | None = None
    epoch: int | None = None

    @property
    def variables(self) -> dict[str, str | int]:
        """The variables of a question with :data:`ASKED`."""
        told: dict[str, str | int | None] = msgspec.to_builtins(self)
        return {name: value for name, value in told.items() if value and name != "council"}


@dataclass(frozen=True)
class PlanAnswer:
    """A plan that exists at its basis. ``years``: budget key -> its years, in order."""

    told: Answer
    roles: tuple[Answer, ...]
    years: Mapping[str, tuple[Answer, ...]]

    @property
    def basis(self) -> Answer:
        """What the answer rests on."""
        basis: Answer = self.told["basis"]
        return basis

    @cached_property
    def plan(self) -> Thing:
        """The plan itself."""
        return Thing(PLAN, self.told)

    @cached_property
    def streams(self) -> Mapping[str, list[Thing]]:
        """Kind -> everything of that kind."""
        return {kind.name: self.plan.children(kind) for kind in STREAM_KINDS}

    def walk(self) -> Iterator[Thing]:
        """Everything in the plan, and the plan itself."""
        yield from self.plan.walk()
        for things in self.streams.values():
            for thing in things:
                yield from thing.walk()

    @cached_property
    def names(self) -> Names:
        """What roles and things are called."""
        things = (each for each in self.walk() if each.kind.name in REFERENCES.values())
        roles = {each["key"]: each["label"] for each in self.roles}
        return Names(roles, titles_of(things))


def plan_question(*, provenance: bool) -> str:
    """The question for a whole plan; with ``provenance``, and every event behind every value."""
    schema = SCHEMA.graphql_schema
    own = everything_of(schema, PLAN, provenance=provenance)[1:-1]
    streams = " ".join(
        f"{kind.plural} {everything_of(schema, kind, provenance=provenance)}"
        for kind in STREAM_KINDS
    )
    plan = f"plan(key: $key, {AT}) {{ {BASIS} {own} {streams} {FLAGS} }}"
    return f"query Plan({ASKED}) {{ {plan} roles {{ key label }} }}"


def ask_plan(wiring: Wiring, at: Coordinates, *, provenance: bool = False) -> PlanAnswer | None:
    """The plan as it stood; None where it does not exist at that basis.

    Raises ``NotAnswered``, and ``NoLedger`` where the council has none here.
    """
    data = ask(wiring, at.council, plan_question(provenance=provenance), at.variables)
    told: Answer | None = data["plan"]
    if told is None:
        return None
    return PlanAnswer(told, tuple(data["roles"]), _years(wiring, at, told))


def _years(wiring: Wiring, at: Coordinates, told: Answer) -> dict[str, tuple[Answer, ...]]:
    """What each budget grants year by year, at the very same basis."""
    budgets = {each["key"]: sorted(_years_named(each)) for each in told["budgets"]}
    fields = " ".join(
        f"b{b}: budget(key: {_text(key)}) {{ {_year_fields(years)} }}"
        for b, (key, years) in enumerate(budgets.items())
        if years
    )
    if not fields:
        return {}
    plan = f"plan(key: $key, token: $token) {{ {fields} }}"
    question = f"query Years($key: String!, $token: String) {{ {plan} }}"
    variables = {"key": at.key, "token": told["basis"]["token"]}
    answered = ask(wiring, at.council, question, variables)["plan"]
    return {
        key: tuple(answered[f"b{b}"].values())
        for b, (key, years) in enumerate(budgets.items())
        if years
    }


def _years_named(budget: Answer) -> set[str]:
    """The financial years that a budget speaks of by name."""
    named = [
        *(line.get("year") or line.get("fromYear") for line in budget["lines"]),
        *(total.get("year") for total in budget["statedTotals"]),
    ]
    return {year for year in named if year}


YEAR: Final = (
    "{ year total { amount qualifier statedTo } totalFte residualAmount "
    "residual { low lowOpen high highOpen } fte fteOngoing fteShortTerm postsFilled "
    "lines { verb line { key nature fromYear money { amount qualifier statedTo } } } "
    "absences { field reason } }"
)


def _year_fields(years: list[str]) -> str:
    return " ".join(f"y{n}: year(year: {_text(year)}) {YEAR}" for n, year in enumerate(years))


def _text(value: Any) -> str:
    """A string as GraphQL writes it, which is as JSON does."""
    return msgspec.json.encode(value).decode()
