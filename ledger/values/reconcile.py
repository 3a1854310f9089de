"""Whether the parts of a budget can make up the total that its source states."""

from collections.abc import Iterable

import msgspec

from ledger.values.interval import ZERO, Interval
from ledger.values.money import Money, Qualifier


class Residual(msgspec.Struct, frozen=True, gc=False):
    """Parts minus total: what a source leaves unexplained."""

    interval: Interval
    """Every difference that the stated precision allows, in pence."""
    pence: int | None
    """The difference of the figures as written; None unless every one is AS_STATED."""

    @property
    def reconciles(self) -> bool:
        """Whether the parts can equal the total: whether their intervals intersect."""
        return self.interval.contains(0)


def residual(parts: Iterable[Money], total: Money) -> Residual:
    """Compare the sum of ``parts`` with the stated ``total``; no parts sum to nothing.

    Devon 2021/22: exactly £1.0m and £618k (to £1k) against £1.6m (to £0.1m)
    leave £18k as written, and anything in (-£32.5k, £68.5k) in truth.
    """
    parts = tuple(parts)
    is_plain = all(money.qualifier is Qualifier.AS_STATED for money in (*parts, total))
    return Residual(
        sum((part.interval for part in parts), ZERO) - total.interval,
        sum(part.pence for part in parts) - total.pence if is_plain else None,
    )
