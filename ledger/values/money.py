"""Money as a source states it: an amount, how it is qualified and what it is rounded to."""

import re
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

import msgspec

from ledger.values.interval import Interval
from ledger.values.wire import WIRE_TYPES, shown, wire_text

_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,12})\.[0-9]{2}")


class Amount(str):
    """Pounds with exactly two decimals, never negative, at most 15 digits: "2200000.00".

    Exact in a JSON number of any reader (below 2**53 pence), yet always a string
    on the wire, so that nobody's floats touch it.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raise ValueError for any other text."""
        if _AMOUNT.fullmatch(text) is None:
            raise ValueError(
                f"{shown(text)} is not an amount: write pounds with exactly two decimals, "
                "no sign, no separators and at most 15 digits, e.g. 2200000.00"
            )
        return super().__new__(cls, text)

    @property
    def pence(self) -> int:
        """The amount in whole pence."""
        return int(self.replace(".", ""))


WIRE_TYPES[Amount] = wire_text(
    Amount,
    _AMOUNT,
    'Pounds with exactly two decimals, as a string: "2200000.00".',
    "2200000.00",
    "0.01",
)

PENNY: Final = Amount("0.01")
"""The unit of an exact amount."""


def pounds(pence: int) -> str:
    """Write whole pence as pounds with two decimals; a difference keeps its minus."""
    whole, part = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{whole}.{part:02}"


def sterling(pence: int) -> str:
    """Write whole pence for people: "£1,082,500.00", and "-£18,000.00" for a difference."""
    whole, part = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{whole:,}.{part:02}"


class Qualifier(StrEnum):
    """What the source says around the amount."""

    AS_STATED = "AS_STATED"
    """The figure alone: "£1.6 million"."""
    APPROXIMATE = "APPROXIMATE"
    """Said with "about", "around" or "circa"."""
    JUST_UNDER = "JUST_UNDER"
    JUST_OVER = "JUST_OVER"


_HALF_UNITS: Final = {
    Qualifier.AS_STATED: (-1, +1, False),
    Qualifier.APPROXIMATE: (-2, +2, False),
    Qualifier.JUST_UNDER: (-1, 0, True),
    Qualifier.JUST_OVER: (0, +1, True),
}
"""Low and high bound in half units from the amount, and whether low is open; high always is."""


class Money(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename="camel",
    gc=False,
):
    """An amount of sterling, with the precision its source claims.

    ``statedTo`` is the unit to which the source rounds, a penny when exact, else
    an even number of pence so that half of it is whole.  A qualifier other than
    AS_STATED needs a unit above a penny: "just under £1.1m" says nothing until
    one knows how coarsely the source speaks.  Raises ValueError otherwise.
    """

    amount: Amount
    currency: Literal["GBP"] = "GBP"
    qualifier: Qualifier = Qualifier.AS_STATED
    # A factory, because msgspec cannot print a default of a custom type in a schema.
    stated_to: Annotated[
        Amount,
        msgspec.Meta(
            description="The unit to which the source rounds; a penny when the amount is exact.",
            extra_json_schema={"default": str(PENNY)},
        ),
    ] = msgspec.field(default_factory=lambda: PENNY)

    def __post_init__(self) -> None:
        unit = self.stated_to.pence
        if unit == 1:
            if self.qualifier is not Qualifier.AS_STATED:
                raise ValueError(
                    f"{self.qualifier} needs statedTo, the unit to which the source rounds, "
                    "above a penny; write e.g. 100000.00 for a source that speaks of £1.1m"
                )
        elif unit == 0 or unit % 2:
            raise ValueError(
                f"statedTo {self.stated_to} is neither a penny nor an even number of pence; "
                "write e.g. 0.01, 1000.00 or 100000.00"
            )

    @property
    def pence(self) -> int:
        """The amount as written, in whole pence, whatever its precision."""
        return self.amount.pence

    @property
    def interval(self) -> Interval:
        """All the amounts it can mean.

        With a the amount and u the unit: exactly a for a penny; as stated
        [a - u/2, a + u/2); approximately [a - u, a + u); just under
        (a - u/2, a); just over (a, a + u/2).
        """
        pence, half = self.amount.pence, self.stated_to.pence // 2
        if not half:
            return Interval.point(pence)
        low, high, low_open = _HALF_UNITS[self.qualifier]
        return Interval(pence + low * half, pence + high * half, low_open, high_open=True)
