"""What may happen to the lines of a budget after they are granted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import UNSET

from ledger.events.budget import (
    BudgetLine,
    BudgetReprofiled,
    BudgetYearClosed,
    LineMove,
    PostFilled,
    SpendRecorded,
)
from ledger.events.event import Period
from ledger.rules.refusal import Refusal
from ledger.values import ZERO, FinancialYear, Money, sterling

Lines = Mapping[str, BudgetLine]
Years = Collection[FinancialYear]


def duplicate(keys: Iterable[str], place: str, known: Iterable[str] = ()) -> Refusal | None:
    """DUPLICATE_LINE at the first key seen before, among ``known`` or earlier in ``keys``.

    ``place`` is the pointer with {} for the index of the key.
    """
    seen = set(known)
    for index, key in enumerate(keys):
        if key in seen:
            return Refusal(
                "DUPLICATE_LINE", "This key, year or label is there already.", place.format(index)
            )
        seen.add(key)
    return None


def unknown_line(line_id: str, pointer: str) -> Refusal:
    """No event that stands has opened the line."""
    return Refusal("UNKNOWN_LINE", f"The budget has no line {line_id}.", pointer)


def reprofile_refusal(event: BudgetReprofiled, lines: Lines, closed: Years) -> Refusal | None:
    """Why the money cannot move so, or None.

    Each line moves once, from the very figure it holds; closed years stay out of
    it; what is moved out comes in elsewhere.  An open-ended line counts once, with
    what it grants a year.
    """
    return (
        duplicate((move.line_id for move in event.moves), "/moves/{}/lineId")
        or duplicate((line.line_id for line in event.opens), "/opens/{}/lineId", lines)
        or _first(
            _move_refusal(move, f"/moves/{index}", lines, closed)
            for index, move in enumerate(event.moves)
        )
        or _first(
            _locked(line, f"/opens/{index}", closed) for index, line in enumerate(event.opens)
        )
        or _net_refusal(event)
    )


def _first(refusals: Iterable[Refusal | None]) -> Refusal | None:
    return next(filter(None, refusals), None)


def _move_refusal(move: LineMove, place: str, lines: Lines, closed: Years) -> Refusal | None:
    line = lines.get(move.line_id)
    if line is None:
        return unknown_line(move.line_id, f"{place}/lineId")
    return _locked(line, f"{place}/lineId", closed) or _mismatch(line, move, f"{place}/from")


def _locked(line: BudgetLine, pointer: str, closed: Years) -> Refusal | None:
    """An open-ended line is locked by each of its years: its one figure is theirs too."""
    return _first(year_closed(year, pointer) for year in closed if line.counts_in(year))


def year_closed(year: FinancialYear, pointer: str) -> Refusal:
    """The financial year takes no more changes."""
    return Refusal("YEAR_CLOSED", f"The financial year {year} is closed.", pointer)


def _mismatch(line: BudgetLine, move: LineMove, pointer: str) -> Refusal | None:
    if line.money == move.moved_from:
        return None
    detail = f"Line {line.line_id} holds {_written(line.money)}, not {_written(move.moved_from)}."
    return Refusal("LINE_MISMATCH", detail, pointer)


def _written(money: Money) -> str:
    return f"£{money.amount} ({money.qualifier} to £{money.stated_to})"


def _net_refusal(event: BudgetReprofiled) -> Refusal | None:
    moved = (move.moved_to.interval - move.moved_from.interval for move in event.moves)
    change = sum((line.money.interval for line in event.opens), sum(moved, ZERO))
    if change.contains(0):
        return None
    low, high = sterling(change.low), sterling(change.high)
    detail = f"What comes in less what goes out leaves {low} to {high}, never £0."
    return Refusal("AMOUNTS_DO_NOT_RECONCILE", detail, "/moves")


def closing_refusal(event: BudgetYearClosed, closed: Years) -> Refusal | None:
    """A year is closed once."""
    return year_closed(event.year, "/year") if event.year in closed else None


def spend_refusal(event: SpendRecorded, lines: Lines, closed: Years) -> Refusal | None:
    """Why the spend cannot be recorded, or None: an unknown line, or a closed year."""
    line = lines.get(event.line_id)
    if line is None:
        return unknown_line(event.line_id, "/lineId")
    for year in closed:
        if line.year == year:
            return year_closed(year, "/lineId")
        if _touches(event.period, year):
            return year_closed(year, "/period")
    return None


def _touches(period: Period, year: FinancialYear) -> bool:
    first_on, last_on = year.starts_on.isoformat(), year.ends_on.isoformat()
    return period.first_on <= last_on and first_on <= period.last_on


def post_refusal(event: PostFilled, lines: Lines) -> Refusal | None:
    """Why the post cannot be filled, or None: the line that pays for it is unknown."""
    if event.line_id is UNSET or event.line_id in lines:
        return None
    return unknown_line(event.line_id, "/lineId")
