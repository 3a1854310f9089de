"""Whether the figures with which a budget begins can all be true at once."""

from __future__ import annotations

from msgspec import UNSET

from ledger.events.budget import BudgetCarriedIn, BudgetLine, BudgetProposed, StatedTotal
from ledger.rules.budget_lines import duplicate
from ledger.rules.refusal import Refusal
from ledger.values import Fte, residual, sterling

Opening = BudgetProposed | BudgetCarriedIn


def opening_refusal(event: Opening) -> Refusal | None:
    """Why the lines and stated totals cannot stand together, or None.

    A proposal is whole, so that a stated total without a line of its year is not
    made up by anything.  A carried-in budget holds what its document happens to
    say, so that there a total without lines is merely all that is known.
    """
    return (
        duplicate((line.line_id for line in event.lines), "/lines/{}/lineId")
        or duplicate((total.year for total in event.stated_totals), "/statedTotals/{}/year")
        or _irreconcilable(event)
    )


def _irreconcilable(event: Opening) -> Refusal | None:
    is_whole = isinstance(event, BudgetProposed)
    for index, total in enumerate(event.stated_totals):
        lines = [line for line in event.lines if line.counts_in(total.year)]
        if not lines and not is_whole:
            continue
        place = f"/statedTotals/{index}"
        refusal = _money(total, lines, f"{place}/money") or _fte(total, lines, f"{place}/fte")
        if refusal is not None:
            return refusal
    return None


def _money(total: StatedTotal, lines: list[BudgetLine], pointer: str) -> Refusal | None:
    left = residual((line.money for line in lines), total.money)
    if left.reconciles:
        return None
    low, high = sterling(left.interval.low), sterling(left.interval.high)
    detail = f"The lines of {total.year} less their stated total leave {low} to {high}, never £0."
    return Refusal("AMOUNTS_DO_NOT_RECONCILE", detail, pointer)


def _fte(total: StatedTotal, lines: list[BudgetLine], pointer: str) -> Refusal | None:
    """Posts reconcile exactly, where the total and every line of the year state them."""
    stated = [line.fte.tenths for line in lines if line.fte is not UNSET]
    if total.fte is UNSET or len(stated) < len(lines) or sum(stated) == total.fte.tenths:
        return None
    found = Fte.of_tenths(sum(stated))
    detail = f"The lines of {total.year} make {found} FTE; their stated total is {total.fte}."
    return Refusal("AMOUNTS_DO_NOT_RECONCILE", detail, pointer)
