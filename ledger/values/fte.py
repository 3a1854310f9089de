"""Full-time equivalents, the unit of authorised posts."""

import re
from typing import Self

from ledger.values.wire import WIRE_TYPES, shown, wire_text

_FTE = re.compile(r"(?:0|[1-9][0-9]{0,5})\.[0-9]")


class Fte(str):
    """Full-time equivalents in steps of a tenth, exact, never negative: "21.2".

    At most six digits before the point.  Sum the ``tenths``: they reconcile
    exactly or not at all.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raise ValueError for any other text."""
        if _FTE.fullmatch(text) is None:
            raise ValueError(
                f"{shown(text)} is not a number of full-time equivalents: "
                "write exactly one decimal and no sign, e.g. 21.2"
            )
        return super().__new__(cls, text)

    @classmethod
    def of_tenths(cls, tenths: int) -> Self:
        """Write a whole number of tenths of a post, which must not be negative."""
        return cls(f"{tenths // 10}.{tenths % 10}")

    @property
    def tenths(self) -> int:
        """The number in whole tenths of a post."""
        return int(self.replace(".", ""))


WIRE_TYPES[Fte] = wire_text(
    Fte, _FTE, 'Full-time equivalents with exactly one decimal, as a string: "21.2".', "21.2", "0.5"
)
