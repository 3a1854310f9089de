"""Budget approvals: status, lines, totals, limbs, spend and posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from msgspec import UNSET

from ledger.events import budget as e
from ledger.events.event import Period, Role
from ledger.values import FinancialYear, Fte, Money
from ledger.vocabulary import BudgetStatus, Nature, PostDuration, SpendKind, Verb
from projections.kinds import Field, Getter, Kind, Member, each, named, of, told

DECISIONS: Final = (e.BudgetApproved, e.BudgetEndorsed, e.BudgetNoted, e.BudgetRejected)


class _Moved(NamedTuple):
    """A line's money after a move."""

    money: Money


class _LineVerb(NamedTuple):
    """The verb of the limb that names a line."""

    verb: Verb


def _closed(event: e.BudgetYearClosed) -> tuple[FinancialYear]:
    return (event.year,)


def _verbs(event: Any, _event_key: str) -> Iterable[Member]:
    return [
        Member(line, _LineVerb(limb.verb), opens=False)
        for limb in event.limbs
        for line in limb.lines
    ]


def _carried_lines(event: e.BudgetCarriedIn, event_key: str) -> Iterable[Member]:
    return [*(Member(line.line_id, line) for line in event.lines), *_verbs(event, event_key)]


def _reprofiled(event: e.BudgetReprofiled, _event_key: str) -> Iterable[Member]:
    return [
        *(Member(line.line_id, line) for line in event.opens),
        *(Member(move.line_id, _Moved(move.moved_to), opens=False) for move in event.moves),
    ]


def _spend(event: e.SpendRecorded, _event_key: str) -> Iterable[Member]:
    key = f"{event.line_id}.{event.period.first_on}.{event.period.last_on}.{event.kind}"
    return (Member(key, event),)


def _if_there(attribute: str) -> Getter:
    return lambda item: getattr(item, attribute, UNSET)


def _line_field(name: str, attribute: str, type_: Any, description: str) -> Field:
    sources = (e.BudgetProposed, e.BudgetCarriedIn, e.BudgetReprofiled)
    return Field(name, type_, description, dict.fromkeys(sources, _if_there(attribute)))


def _limb_field(name: str, attribute: str, type_: Any, description: str) -> Field:
    return Field(
        name, type_, description, dict.fromkeys((*DECISIONS, e.BudgetCarriedIn), of(attribute))
    )


def _total_field(name: str, type_: Any, description: str) -> Field:
    return Field(
        name, type_, description, dict.fromkeys((e.BudgetProposed, e.BudgetCarriedIn), of(name))
    )


BUDGET: Final = Kind(
    name="budget",
    type_name="BudgetApproval",
    plural="budgets",
    stream="budget",
    description="A budget put to a body, and what the body did with it.",
    opens=frozenset({e.BudgetProposed, e.BudgetCarriedIn}),
    fields=(
        Field(
            "status",
            BudgetStatus,
            "Where it stands, named for the verb on the stated total.",
            {
                e.BudgetProposed: BudgetStatus.PROPOSED,
                e.BudgetCarriedIn: of("status"),
                e.BudgetApproved: BudgetStatus.APPROVED,
                e.BudgetEndorsed: BudgetStatus.ENDORSED,
                e.BudgetNoted: BudgetStatus.NOTED,
                e.BudgetRejected: BudgetStatus.REJECTED,
                e.BudgetSuperseded: BudgetStatus.SUPERSEDED,
                e.BudgetWithdrawn: BudgetStatus.WITHDRAWN,
            },
        ),
        Field(
            "summary",
            str,
            "What the money is for.",
            {e.BudgetProposed: of("summary"), e.BudgetCarriedIn: of("summary")},
        ),
        Field(
            "resolution",
            str,
            "The resolution that decided on it.",
            {**dict.fromkeys(DECISIONS, of("resolution")), e.BudgetCarriedIn: of("resolution")},
        ),
        Field("body", str, "Key of the body that decided.", dict.fromkeys(DECISIONS, of("body"))),
        Field(
            "authority",
            str,
            "By what authority it was decided or reprofiled.",
            {**dict.fromkeys(DECISIONS, of("authority")), e.BudgetReprofiled: of("authority")},
        ),
        Field(
            "reprofileReason",
            str,
            "Why it was last reprofiled.",
            {e.BudgetReprofiled: of("reason")},
        ),
        Field(
            "closedYears",
            FinancialYear,
            "The financial years whose lines are locked.",
            {e.BudgetYearClosed: _closed},
            collection=True,
        ),
        Field(
            "supersededBy",
            str,
            "Key of the approval that takes its place.",
            {e.BudgetSuperseded: of("by")},
        ),
        Field("withdrawnReason", str, "Why it was taken back.", {e.BudgetWithdrawn: of("reason")}),
    ),
)

LINE: Final = Kind(
    name="budgetLine",
    type_name="BudgetLine",
    plural="lines",
    stream="budget",
    parent="budget",
    description="Money for one financial year, or for every year from one onwards.",
    members={
        e.BudgetProposed: each("lines", "line_id"),
        e.BudgetCarriedIn: _carried_lines,
        e.BudgetReprofiled: _reprofiled,
        **dict.fromkeys(DECISIONS, _verbs),
    },
    fields=(
        _line_field("year", "year", FinancialYear, "The one year it is for."),
        _line_field("fromYear", "from_year", FinancialYear, "The first of the years it is for."),
        _line_field("nature", "nature", Nature, "Whether it recurs or comes once."),
        _line_field("money", "money", Money, "How much a year."),
        _line_field("fte", "fte", Fte, "Full-time equivalents that it pays for."),
        _line_field("posts", "posts", PostDuration, "How long those posts last."),
        _line_field("purpose", "purpose", str, "What it is for."),
        Field(
            "verb",
            Verb,
            "What the limb that names the line does with it, where one names it.",
            {**dict.fromkeys(DECISIONS, of("verb")), e.BudgetCarriedIn: _if_there("verb")},
        ),
    ),
)

TOTAL: Final = Kind(
    name="statedTotal",
    type_name="StatedTotal",
    plural="statedTotals",
    stream="budget",
    parent="budget",
    description="What the document itself states as the total of a year.",
    members={
        e.BudgetProposed: each("stated_totals", "year"),
        e.BudgetCarriedIn: each("stated_totals", "year"),
    },
    fields=(
        _total_field("year", FinancialYear, "The financial year."),
        _total_field("money", Money, "The total as stated."),
        _total_field("fte", Fte, "Full-time equivalents as stated."),
    ),
)

LIMB: Final = Kind(
    name="limb",
    type_name="Limb",
    plural="limbs",
    stream="budget",
    parent="budget",
    description="One limb of the resolution. Limbs nest: never add them up.",
    members=dict.fromkeys((*DECISIONS, e.BudgetCarriedIn), each("limbs", "label")),
    fields=(
        _limb_field("label", "label", str, "Its letter or number."),
        _limb_field("verb", "verb", Verb, "What it does."),
        _limb_field("lines", "lines", tuple[str, ...], "Keys of the lines it covers."),
        _limb_field("coversTotal", "covers_total", bool, "Whether it covers the stated total."),
        _limb_field("summary", "summary", str, "What it says."),
        _limb_field("verbatim", "verbatim", str, "Word for word."),
    ),
)

SPEND: Final = Kind(
    name="spend",
    type_name="Spend",
    plural="spend",
    stream="budget",
    parent="budget",
    description="The whole spend of a line in a period, forecast or actual.",
    members={e.SpendRecorded: _spend},
    fields=(
        Field("lineId", str, "Key of the line.", {e.SpendRecorded: of("line_id")}),
        Field("period", Period, "The period.", {e.SpendRecorded: of("period")}),
        Field("money", Money, "How much.", {e.SpendRecorded: of("money")}),
        Field("kind", SpendKind, "Forecast or actual.", {e.SpendRecorded: of("kind")}),
    ),
)

POST: Final = Kind(
    name="post",
    type_name="Post",
    plural="posts",
    stream="budget",
    parent="budget",
    description="A post that the budget pays for.",
    members={e.PostFilled: named("post"), e.PostVacated: told("post")},
    fields=(
        Field(
            "filled",
            bool,
            "Whether somebody is in post.",
            {e.PostFilled: True, e.PostVacated: False},
        ),
        Field("fte", Fte, "Full-time equivalents.", {e.PostFilled: of("fte")}),
        Field("lineId", str, "Key of the line that pays for it.", {e.PostFilled: of("line_id")}),
        Field("role", Role, "The role.", {e.PostFilled: of("role")}),
        Field("postsCount", int, "How many such posts.", {e.PostFilled: of("posts_count")}),
        Field("vacatedReason", str, "Why it fell vacant.", {e.PostVacated: of("reason")}),
    ),
)

KINDS: Final = (BUDGET, LINE, TOTAL, LIMB, SPEND, POST)
