"""The financial year of an English council."""

import re
from datetime import date
from typing import Self

from ledger.values.wire import WIRE_TYPES, shown, wire_text

_YEAR = re.compile("(?:19|20|21)[0-9]{2}/[0-9]{2}")
_FIRST_DAY = (4, 1)


class FinancialYear(str):
    """A year from 1 April to 31 March, London days: "2020/21".

    Starts in 1900 to 2199.  The second part follows the first.  Years compare as
    their texts do.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raise ValueError for any other text."""
        if _YEAR.fullmatch(text) is None:
            raise ValueError(f"{shown(text)} is not a financial year: write e.g. 2020/21")
        following = f"{(int(text[2:4]) + 1) % 100:02}"
        if text[5:] != following:
            raise ValueError(
                f"{shown(text)} is not a financial year, because {text[5:]} does not follow "
                f"{text[:4]}; write e.g. {text[:4]}/{following}"
            )
        return super().__new__(cls, text)

    @property
    def starts_on(self) -> date:
        """1 April, the first day."""
        return date(int(self[:4]), *_FIRST_DAY)

    @property
    def ends_on(self) -> date:
        """31 March, the last day."""
        return date(int(self[:4]) + 1, 3, 31)

    @classmethod
    def of(cls, day: date) -> Self:
        """The year that holds ``day``."""
        start = day.year if (day.month, day.day) >= _FIRST_DAY else day.year - 1
        return cls(f"{start}/{(start + 1) % 100:02}")


WIRE_TYPES[FinancialYear] = wire_text(
    FinancialYear,
    _YEAR,
    'The year from 1 April to 31 March, as a string: "2020/21".',
    "2020/21",
    "1999/00",
)
