"""One financial year of a budget approval: its lines against what the document states."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.values import ZERO, FinancialYear, Fte, Interval, Money, Residual, residual
from ledger.vocabulary import VERB_OF_STATUS, PostDuration, Verb
from projections.read_model import EntityState
from projections.values import AbsenceReason
from projections.views import PlanView, known


@dataclass(frozen=True, slots=True)
class YearLine:
    """A line that counts in the year; ``verb`` is the total's where no limb names the line."""

    state: EntityState
    money: Money | None
    fte: Fte | None
    verb: Verb | None


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """What a budget grants in one year.

    ``total`` and ``total_fte`` are as the document states them. ``residual`` is lines
    minus total as an interval, and one number of pence only where every part is as
    stated. Full-time equivalents are in tenths; None where some line states none.
    ``posts_filled`` is how many are recorded as filled, or why that cannot be said.
    """

    year: FinancialYear
    lines: tuple[YearLine, ...]
    total: Money | None
    total_fte: Fte | None
    residual: Residual | None
    fte_tenths: int | None
    fte_ongoing_tenths: int | None
    fte_short_term_tenths: int | None
    posts_filled: int | AbsenceReason

    @property
    def lines_interval(self) -> Interval:
        """The interval sum of the lines."""
        return sum((line.money.interval for line in self.lines if line.money), start=ZERO)


def budget_year(view: PlanView, budget: EntityState, year: FinancialYear) -> BudgetYear:
    """The year of a budget; no lines and no total where the budget says nothing of it."""
    lines = tuple(_lines(view, budget, year))
    total = next(
        (t for t in view.children(budget, "statedTotal") if known(t, "year") == year), None
    )
    money: Money | None = known(total, "money") if total else None
    parts = [line.money for line in lines if line.money is not None]
    return BudgetYear(
        year=year,
        lines=lines,
        total=money,
        total_fte=known(total, "fte") if total else None,
        residual=residual(parts, money) if money is not None and parts else None,
        fte_tenths=_fte(lines),
        fte_ongoing_tenths=_fte(_lasting(lines, PostDuration.ONGOING)),
        fte_short_term_tenths=_fte(_lasting(lines, PostDuration.SHORT_TERM)),
        posts_filled=_posts_filled(view, budget),
    )


def _lines(view: PlanView, budget: EntityState, year: FinancialYear) -> list[YearLine]:
    fallback = VERB_OF_STATUS.get(known(budget, "status"))
    return [
        YearLine(line, known(line, "money"), known(line, "fte"), known(line, "verb") or fallback)
        for line in view.children(budget, "budgetLine")
        if _counts_in(line, year)
    ]


def _counts_in(line: EntityState, year: FinancialYear) -> bool:
    start: FinancialYear | None = known(line, "fromYear")
    return known(line, "year") == year or (start is not None and start <= year)


def _lasting(lines: tuple[YearLine, ...], duration: PostDuration) -> tuple[YearLine, ...]:
    return tuple(line for line in lines if known(line.state, "posts") == duration)


def _fte(lines: tuple[YearLine, ...]) -> int | None:
    stated = [line.fte.tenths for line in lines if line.fte is not None]
    return sum(stated) if stated and len(stated) == len(lines) else None


def _posts_filled(view: PlanView, budget: EntityState) -> int | AbsenceReason:
    posts = view.children(budget, "post")
    if not posts:
        return AbsenceReason.NOT_RECORDED
    if any(post.existence == "INDETERMINATE" or known(post, "filled") is None for post in posts):
        return AbsenceReason.INDETERMINATE
    filled = [post for post in posts if known(post, "filled")]
    stated: list[int] = [count for post in filled if (count := known(post, "postsCount"))]
    return sum(stated) if len(stated) == len(filled) else AbsenceReason.NOT_STATED
