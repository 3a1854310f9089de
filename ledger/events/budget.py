"""A budget approval: lines, limbs of the resolution, reprofiles, spend and posts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ledger.events.event import Event, Key, Keys, Line, NotStated, Period, Role, Summary, Verbatim
from ledger.values import FinancialYear, Fte, Money
from ledger.vocabulary import BudgetStatus, Nature, PostDuration, SpendKind, Verb


class BudgetLine(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename="camel",
):
    """Money for one financial year, or for every year from one onwards.

    Exactly one of ``year`` and ``from_year``. An open-ended line is not a
    finite sum: "from 2021/22 onwards" counts once in each of those years.
    """

    line_id: Key
    year: FinancialYear | UnsetType = UNSET
    from_year: FinancialYear | UnsetType = UNSET
    nature: Nature
    money: Money
    fte: Fte | UnsetType = UNSET
    posts: PostDuration | UnsetType = UNSET
    purpose: Summary | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.year is UNSET) is (self.from_year is UNSET):
            msg = "a line states exactly one of year and fromYear"
            raise ValueError(msg)

    def counts_in(self, year: FinancialYear) -> bool:
        """Whether the line grants money in ``year``."""
        if self.year is not UNSET:
            return self.year == year
        return self.from_year is not UNSET and self.from_year <= year


class StatedTotal(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What the document itself states as the total of a year."""

    year: FinancialYear
    money: Money
    fte: Fte | UnsetType = UNSET


class Limb(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename="camel",
):
    """One limb of a resolution. Limbs nest: never add them up.

    It speaks of the stated total (``covers_total``), of some lines, or of neither
    (a limb that notes something).
    """

    label: Line
    verb: Verb
    lines: Keys = ()
    covers_total: bool = False
    summary: Summary
    verbatim: Verbatim | UnsetType = UNSET


class LineMove(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"
):
    """The money of a line before and after, both absolute."""

    line_id: Key
    moved_from: Money = msgspec.field(name="from")
    moved_to: Money = msgspec.field(name="to")


Lines = Annotated[tuple[BudgetLine, ...], Meta(max_length=200)]
StatedTotals = Annotated[tuple[StatedTotal, ...], Meta(max_length=50)]
Limbs = Annotated[tuple[Limb, ...], Meta(min_length=1, max_length=50)]


class BudgetProposed(Event, frozen=True, kw_only=True):
    """Lines are put to a body, with the totals that the document states."""

    summary: Summary
    lines: Annotated[tuple[BudgetLine, ...], Meta(min_length=1, max_length=200)]
    stated_totals: StatedTotals = ()


class BudgetCarriedIn(Event, frozen=True, kw_only=True):
    """The first document that mentions the budget finds it in this state."""

    status: BudgetStatus
    summary: Summary
    resolution: Line
    lines: Lines = ()
    stated_totals: StatedTotals = ()
    limbs: Annotated[tuple[Limb, ...], Meta(max_length=50)] = ()


class BudgetDecision(Event, frozen=True, kw_only=True):
    """What every decision on a budget says."""

    resolution: Line
    limbs: Limbs
    body: Key | UnsetType = UNSET
    authority: Line | UnsetType = UNSET


class BudgetApproved(BudgetDecision, frozen=True, kw_only=True):
    """A body approved the stated total."""


class BudgetEndorsed(BudgetDecision, frozen=True, kw_only=True):
    """A body endorsed the stated total."""


class BudgetNoted(BudgetDecision, frozen=True, kw_only=True):
    """A body noted the stated total."""


class BudgetRejected(BudgetDecision, frozen=True, kw_only=True):
    """A body rejected the stated total."""


class BudgetReprofiled(Event, frozen=True, kw_only=True):
    """Money moves between lines and years; in sum it nets to zero.

    ``opens`` are lines that did not exist before; their money counts as moved in.
    """

    moves: Annotated[tuple[LineMove, ...], Meta(min_length=1, max_length=200)]
    opens: Lines = ()
    authority: Line
    reason: Summary | UnsetType = UNSET


class BudgetSuperseded(Event, frozen=True, kw_only=True):
    """Another approval takes its place."""

    by: Key


class BudgetWithdrawn(Event, frozen=True, kw_only=True):
    """The approval is taken back."""

    reason: Summary


class BudgetYearClosed(Event, frozen=True, kw_only=True):
    """A financial year is closed; its lines are locked."""

    year: FinancialYear


class SpendRecorded(Event, frozen=True, kw_only=True):
    """The whole spend of a line in a period: an absolute amount, not an addition."""

    line_id: Key
    period: Period
    money: Money
    kind: SpendKind


class PostFilled(Event, frozen=True, kw_only=True):
    """A post that the budget pays for is filled."""

    post: Key
    fte: Fte
    line_id: Key | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    posts_count: Annotated[int, Meta(ge=1, le=10_000)] | NotStated = 1


class PostVacated(Event, frozen=True, kw_only=True):
    """A post that the budget pays for is vacant again."""

    post: Key
    reason: Summary | UnsetType = UNSET
