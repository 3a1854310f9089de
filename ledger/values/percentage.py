"""Percentages as reported, never as derived."""

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from ledger.values.decimal_text import DecimalText


class Percentage(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename="camel",
    gc=False,
):
    """A share of a hundred, as its source prints it.

    Counts are never worked out from it: 21, 67 and 11 % of the 125 evaluations
    that Devon reported in 2020 make 99 %, and no number of people.  May exceed
    100 or be negative, as rates and changes do.  Raises ValueError if
    ``decimals`` is not the number of digits written after the point.
    """

    value: DecimalText
    """In per cent: "32" is 32 %."""
    decimals: Annotated[int, msgspec.Meta(ge=0, le=4)]
    """Digits after the point, so that a reader who drops zeros cannot change the claim."""
    denominator: Annotated[int, msgspec.Meta(ge=1)] | UnsetType = UNSET
    """How many there were in all, where the source says."""

    def __post_init__(self) -> None:
        if self.decimals != self.value.decimals:
            raise ValueError(
                f"decimals is {self.decimals} and {self.value} has {self.value.decimals} digits "
                f"after the point; write both alike, e.g. {self.value} and {self.value.decimals}"
            )
