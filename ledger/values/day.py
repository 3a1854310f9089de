"""Days in payloads: a due date, a meeting, the end of a period."""

import datetime as dt
import re
from calendar import monthrange
from typing import Self

from ledger.moments import FIRST_YEAR, LAST_YEAR
from ledger.values.wire import WIRE_TYPES, shown, wire_text
from ledger.vocabulary import NOT_STATED

_DAY = re.compile("(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


class Day(str):
    """A London day of the years 1900 to 2199, "2020-05-13", or "NOT_STATED".

    NOT_STATED is for a source that leaves the day open; an uncertain day is a
    moment (see ``ledger.moments``).
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raise ValueError for any other text."""
        if text != NOT_STATED and not _is_real(text):
            raise ValueError(_reason(text))
        return super().__new__(cls, text)

    @property
    def date(self) -> dt.date | None:
        """The day, or None where it is not stated."""
        return None if self == NOT_STATED else dt.date.fromisoformat(self)


def _is_real(text: str) -> bool:
    if _DAY.fullmatch(text) is None:
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _reason(text: str) -> str:
    parts = re.fullmatch("([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if parts is None:
        return f"{shown(text)} is not a day; write e.g. 2020-05-13, or {NOT_STATED}"
    year = min(max(int(parts[1]), FIRST_YEAR), LAST_YEAR)
    month = min(max(int(parts[2]), 1), 12)
    day = min(max(int(parts[3]), 1), monthrange(year, month)[1])
    what = "a day of the calendar" if year == int(parts[1]) else "in the years 1900 to 2199"
    return f"{text} is not {what}; write e.g. {year}-{month:02}-{day:02}"


WIRE_TYPES[Day] = wire_text(
    Day,
    re.compile(f"{NOT_STATED}|{_DAY.pattern}"),
    f'A London day, as a string: "2020-05-13", or "{NOT_STATED}".',
    "2020-05-13",
    NOT_STATED,
)
