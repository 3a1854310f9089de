"""Plain decimal numbers kept exactly as reported."""

import re
from decimal import Decimal
from typing import Self

from ledger.values.wire import WIRE_TYPES, shown, wire_text

_DECIMAL = re.compile(r"(?=.{1,30}$)(?!-0(?:\.0+)?$)-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


class DecimalText(str):
    """A finite decimal number in digits, at most 30 characters: "32", "-0.50".

    One number at one precision has one spelling: no plus, no exponent, no leading
    zeros, no minus zero.  Zeros at the end stay: they are the precision the
    source claims.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raise ValueError for any other text."""
        if _DECIMAL.fullmatch(text) is None:
            raise ValueError(
                f"{shown(text)} is not a plain decimal number of at most 30 characters: write "
                "digits, with a minus and a decimal point if needed, e.g. 32, 32.50 or -0.5"
            )
        return super().__new__(cls, text)

    @property
    def decimal(self) -> Decimal:
        """The number, for arithmetic."""
        return Decimal(self)

    @property
    def decimals(self) -> int:
        """How many digits are written after the point."""
        return len(self.partition(".")[2])


WIRE_TYPES[DecimalText] = wire_text(
    DecimalText,
    _DECIMAL,
    'A plain decimal number without an exponent, as a string: "32.50".',
    "32",
    "32.50",
    "-0.5",
)
