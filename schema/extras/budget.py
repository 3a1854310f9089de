"""What a budget grants in one financial year, against what its document states."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import graphene

from ledger.values import FinancialYear as FinancialYearText
from ledger.values import Fte, pounds
from ledger.vocabulary import Verb
from projections.budget_years import BudgetYear, YearLine, budget_year
from projections.values import AbsenceReason
from schema.enums import enum_type
from schema.explained import Explained
from schema.extra import Extra, add_extras, list_of, type_of
from schema.lookahead import ALL, Need
from schema.node import Node
from schema.reading import NOT_RECORDED, NOT_STATED, Reading
from schema.scalars import Decimal, FinancialYear
from schema.structs import IntervalType, MoneyType

NEEDS: Final[tuple[Need, ...]] = (
    ("budget", ("status",)),
    ("budgetLine", ALL),
    ("statedTotal", ALL),
    ("post", ALL),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that counts in the year, with what is done with it."""

    line: Node
    found: YearLine

    def nullable(self) -> Collection[str]:
        """The field that can be null."""
        return ("verb",)

    def reading(self, _name: str) -> Reading:
        """The verb; none while the budget is only proposed."""
        return NOT_RECORDED if self.found.verb is None else Reading(self.found.verb)

    @property
    def verb(self) -> Verb | None:
        """What the resolution does with the line."""
        return self.found.verb


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a budget in an answer."""

    budget: Node
    found: BudgetYear

    @property
    def lines(self) -> list[Line]:
        """The lines that count in it."""
        return [Line(self.budget.of(each.state), each) for each in self.found.lines]

    def nullable(self) -> Collection[str]:
        """The fields that can be null."""
        return _READ

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        value = _READ[name](self.found)
        if isinstance(value, AbsenceReason):
            return Reading(reason=value)
        if value is not None:
            return Reading(value)
        is_open = name == "residualAmount" and self.found.residual is not None
        return NOT_STATED if is_open else NOT_RECORDED


def _tenths(tenths: int | None) -> str | None:
    return None if tenths is None else Fte.of_tenths(tenths)


def _residual_amount(year: BudgetYear) -> str | None:
    pence = None if year.residual is None else year.residual.pence
    return None if pence is None else pounds(pence)


_READ: Final[Mapping[str, Callable[[BudgetYear], Any]]] = {
    "total": lambda year: year.total,
    "totalFte": lambda year: year.total_fte,
    "residual": lambda year: None if year.residual is None else year.residual.interval,
    "residualAmount": _residual_amount,
    "fte": lambda year: _tenths(year.fte_tenths),
    "fteOngoing": lambda year: _tenths(year.fte_ongoing_tenths),
    "fteShortTerm": lambda year: _tenths(year.fte_short_term_tenths),
    "postsFilled": lambda year: year.posts_filled,
}


class BudgetYearLineType(graphene.ObjectType):
    """A line of a budget that counts in a year."""

    class Meta:
        """Named as people name it."""

        name = "BudgetYearLine"
        interfaces = (Explained,)

    line = graphene.NonNull(type_of("budgetLine"), description="The line.")
    verb = graphene.Field(
        enum_type(Verb),
        description="What the limb that names the line does with it, or else what is done with "
        "the stated total.",
    )


def _read(type_: Any, name: str, description: str) -> graphene.Field:
    def resolve(year: Year, _info: graphene.ResolveInfo) -> Any:
        return year.reading(name).value

    return graphene.Field(type_, description=description, resolver=resolve)


class BudgetYearType(graphene.ObjectType):
    """What a budget grants in one financial year. Its limbs nest, so only lines are added up."""

    class Meta:
        """Named as people name it."""

        name = "BudgetYear"
        interfaces = (Explained,)

    year = graphene.NonNull(FinancialYear, description="The financial year.")
    lines = graphene.Field(list_of(BudgetYearLineType), description="The lines that count in it.")
    lines_interval = graphene.NonNull(
        IntervalType, description="All the sums that the lines can mean together."
    )
    total = _read(MoneyType, "total", "The total as the document states it.")
    total_fte = _read(Decimal, "totalFte", "Full-time equivalents in all, as stated.")
    residual = _read(
        IntervalType, "residual", "Lines minus total: every difference that the rounding allows."
    )
    residual_amount = _read(
        Decimal,
        "residualAmount",
        "Lines minus total in pounds; null unless every figure is a plain one.",
    )
    fte = _read(Decimal, "fte", "Full-time equivalents of the lines together.")
    fte_ongoing = _read(Decimal, "fteOngoing", "Of these, in posts without a planned end.")
    fte_short_term = _read(Decimal, "fteShortTerm", "Of these, in short-term posts.")
    posts_filled = _read(
        graphene.Int,
        "postsFilled",
        "How many posts are recorded as filled, where every count is stated.",
    )

    def resolve_year(year: Year, _info: graphene.ResolveInfo) -> str:
        return year.found.year

    def resolve_lines_interval(year: Year, _info: graphene.ResolveInfo) -> Any:
        return year.found.lines_interval


def declare() -> None:
    """Give budgets their years."""
    add_extras(
        "budget",
        Extra(
            "year",
            graphene.NonNull(BudgetYearType),
            "What it grants in one financial year.",
            needs=lambda _arguments: NEEDS,
            resolve=_year,
            arguments={
                "year": graphene.Argument(
                    graphene.NonNull(FinancialYear), description="The financial year."
                )
            },
        ),
    )


def _year(node: Node, _info: graphene.ResolveInfo, year: str) -> Year:
    return Year(node, budget_year(node.view, node.state, FinancialYearText(year)))
