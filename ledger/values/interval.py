"""Intervals of money: all the amounts that a rounded figure can mean."""

import msgspec


class Interval(msgspec.Struct, frozen=True, gc=False):
    """The amounts between two whole numbers of pence, each bound in or out.

    A stretch of the number line, not a list of pennies: adding two of them gives
    every sum that an amount of one and an amount of the other can have.  Never
    empty: ``low`` < ``high``, or both equal and neither open.
    """

    low: int
    """Pence; may be negative, as in a difference."""
    high: int
    """Pence; not below ``low``."""
    low_open: bool = False
    """Whether ``low`` itself is left out."""
    high_open: bool = False
    """Whether ``high`` itself is left out."""

    def __post_init__(self) -> None:
        if self.low > self.high or (self.is_point and (self.low_open or self.high_open)):
            raise ValueError(f"{self} is empty: low must be below high, or equal to it and closed")

    @classmethod
    def point(cls, pence: int) -> "Interval":
        """Return the interval of one exact amount."""
        return cls(pence, pence)

    @property
    def is_point(self) -> bool:
        """Whether only one amount is meant."""
        return self.low == self.high

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def contains(self, pence: int) -> bool:
        """Whether this amount is one of those meant."""
        above = self.low < pence or (self.low == pence and not self.low_open)
        below = pence < self.high or (self.high == pence and not self.high_open)
        return above and below

    def __str__(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{self.low}, {self.high}{right}"


ZERO = Interval.point(0)
"""Nothing: the start of every sum of intervals."""
