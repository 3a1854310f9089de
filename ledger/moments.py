"""Moments: when something took effect, as exactly as the source says.

A moment is written in EDTF (ISO 8601-2, levels 0 and 1) and means *one* point
in time, perhaps uncertain: "2020-07/2020-10" is some time between July and
October, never a duration.  Each moment becomes two numbers of microseconds
since 1970-01-01T00:00:00Z, half open like every range of time in the ledger:

- ``possible_from_us``: the start of the first London day on which it can be;
- ``certain_by_us``: the start of the last London day on which it can be.

A plain day takes effect when its London day begins, so there both are equal; an
instant is itself.  "~" (approximate) is kept and shown, and widens nothing.

Days are counted on the calendar, never by adding 24 hours: in London
2020-03-29 has 23 hours and 2020-10-25 has 25.

Nothing here reads a clock.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

BEGINNING_US: Final = -(2**63)
"""Before every moment: the open start of "../2020-09"."""

END_US: Final = 2**63 - 1
"""After every moment: the open end of "2020-07/.."."""

HOUR_US: Final = 3_600_000_000
DAY_US: Final = 24 * HOUR_US
"""24 hours, a length of time; days of the calendar are told apart by ``london_day``."""

Clock: TypeAlias = Callable[[], int]
"""Now, in microseconds UTC: what an edge hands to whoever has to know the time."""

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
MAX_LENGTH: Final = 64
"""Characters in the longest text that is read at all."""

TIMEZONE: Final = "Europe/London"

ACCEPTED: Final = (
    "write a day 2020-05-22, a month 2020-05, a year 2020, an instant with its offset "
    "2020-05-22T10:30+01:00, or some time between two dates 2020-07/2020-10, from one on "
    "2020-07/.. or up to one ../2020-10; a ~ after a date means approximately"
)


class Moment(msgspec.Struct, frozen=True, gc=False):
    """One point in time as its source states it, and the bounds it implies.

    ``possible_from_us`` <= ``certain_by_us``; made by ``parse_moment`` alone.
    """

    text: str
    """As written by the source, EDTF."""
    possible_from_us: int
    """Not before this; ``BEGINNING_US`` when the start is open."""
    certain_by_us: int
    """In effect from this on whatever the doubt; ``END_US`` when the end is open."""
    is_instant: bool
    """Written with a time of day and an offset."""
    is_approximate: bool
    """Marked "~" in any part."""


class BadMoment(ValueError):
    """A text that is no moment.

    ``code`` is NAIVE_TIME for a real local time that lacks its offset and
    BAD_MOMENT for everything else; ``message`` says what to write instead.
    """

    def __init__(self, code: Literal["NAIVE_TIME", "BAD_MOMENT"], message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


@lru_cache(maxsize=65_536)
def parse_moment(text: str) -> Moment:
    """Read an EDTF moment.

    Accepted: an instant with an offset or Z (seconds optional, at most six
    digits of a second); a date, month or year; "a/b", "a/..", "../b" and "/b"
    of those, of mixed precision too, where the first day of a is not after the
    last day of b; "~" after any date.  Years 1900 to 2199, at most 64 characters.

    Raises BadMoment for anything else, among it what EDTF allows and a single
    moment does not need: "a/", "../..", seasons, "?", "%", "X" and intervals of
    instants.
    """
    if len(text) > MAX_LENGTH:
        raise _refusal(f"{text[:MAX_LENGTH]}…", f"is longer than {MAX_LENGTH} characters")
    if "T" in text:
        at_us = _us(_instant(text))
        return Moment(text, at_us, at_us, is_instant=True, is_approximate=False)
    from_us, by_us = _bounds(text)
    return Moment(text, from_us, by_us, is_instant=False, is_approximate="~" in text)


def _bounds(text: str) -> tuple[int, int]:
    start, slash, end = text.partition("/")
    if not slash:
        first, last = _possible_days(text)
        return day_start_us(first), day_start_us(last)
    if not end:
        raise _refusal(text, "does not say its end (an open end is written ..)")
    is_open_start, is_open_end = start in {"", ".."}, end == ".."
    if is_open_start and is_open_end:
        raise _refusal(text, "is open at both ends and so says nothing")
    from_us = BEGINNING_US if is_open_start else day_start_us(_possible_days(start)[0])
    by_us = END_US if is_open_end else day_start_us(_possible_days(end)[1])
    if from_us > by_us:
        raise _refusal(text, "ends before it starts")
    return from_us, by_us


_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?~?")


def _possible_days(text: str) -> tuple[date, date]:
    """Return the first and the last day that a date, month or year can mean."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise _refusal(text, "is not a date")
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise _refusal(text, "is not in the calendar") from None
    _check_year(first, text)
    if day:
        return first, first
    last_month = first.month if month else 12
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


_INSTANT = re.compile(
    "[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]"
    r"(?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    "(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)


def _instant(text: str) -> datetime:
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise _refusal(text, "is not an instant")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise _refusal(text, "is not in the calendar") from None
    _check_year(instant, text)
    if match[1] is None:
        raise _naive(text, instant)
    return instant


def _naive(text: str, local: datetime) -> BadMoment:
    """Say which instants a local time can mean: one, two (autumn) or none (spring)."""
    one, other = (local.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    readings = f"{one.isoformat()} or {other.isoformat()}"
    if one.utcoffset() == other.utcoffset():
        hint = f"if London time is meant, write {one.isoformat()}"
    elif one.astimezone(UTC) < other.astimezone(UTC):
        hint = f"London clocks showed that time twice, so write {readings}"
    else:
        hint = f"London clocks never showed that time; write what is meant, {readings}"
    return BadMoment("NAIVE_TIME", f"{text} has no offset: {hint}")


def _check_year(day: date, text: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _refusal(text, f"is outside the years {FIRST_YEAR} to {LAST_YEAR}")


def _refusal(text: str, reason: str) -> BadMoment:
    return BadMoment("BAD_MOMENT", f"{text!r} {reason}: {ACCEPTED}")


def day_start_us(day: date) -> int:
    """Return the first microsecond of a London day."""
    return _us(datetime(day.year, day.month, day.day, tzinfo=LONDON))


def day_end_us(day: date) -> int:
    """Return the end of a London day, exclusive: the start of the next one."""
    return day_start_us(day + _ONE_DAY)


def london_day(us: int) -> date:
    """Return the London day that holds an instant.

    Raises OverflowError outside the years 1 to 9999, so for both open ends.
    """
    return (_EPOCH + timedelta(microseconds=us)).astimezone(LONDON).date()


def format_us(us: int) -> str:
    """Write an instant as RFC 3339 in UTC: "2020-05-22T09:30:00.000000Z".

    Raises OverflowError outside the years 1 to 9999, so for both open ends.
    """
    return f"{(_EPOCH_UTC + timedelta(microseconds=us)).isoformat(timespec='microseconds')}Z"


_RECORDED = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
)


def parse_recorded_us(text: str) -> int:
    """Read what ``format_us`` writes, and nothing else; BAD_MOMENT otherwise."""
    if _RECORDED.fullmatch(text) is None:
        raise _bad_recorded(text)
    try:
        return _second_us(text[:_SECOND]) + int(text[_SECOND + 1 : -1])
    except ValueError:
        raise _bad_recorded(text) from None


_SECOND: Final = len("2020-05-22T09:30:00")


@lru_cache(maxsize=1_024)
def _second_us(text: str) -> int:
    """The start of a second in UTC; a batch is recorded within one or two."""
    return _us(datetime.fromisoformat(f"{text}Z"))


def _bad_recorded(text: str) -> BadMoment:
    example = "2020-05-22T09:30:00.000000Z"
    return BadMoment("BAD_MOMENT", f"{text!r} is not a recorded time; write e.g. {example}")


@cache
def tzdata_version() -> str:
    """Return the release of the zone rules in use, as ``pip install tzdata==`` takes it.

    Part of every answer's basis: the same question under other rules of summer
    time may have another answer.
    """
    return version("tzdata")


def _pinned_zone(name: str) -> ZoneInfo:
    """Load a zone out of the tzdata distribution that the lock file pins.

    ``ZoneInfo(name)`` prefers the machine's own zone files, so the same entry
    could fold to different days on two machines, and a rebuild could disagree
    with a digest for no reason inside the ledger.
    """
    with (files("tzdata") / "zoneinfo" / name).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=name)


LONDON: Final = _pinned_zone(TIMEZONE)
"""The zone of every day in the ledger.  Not picklable: send microseconds instead."""

_ONE_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_UTC = datetime(1970, 1, 1)  # noqa: DTZ001 - printed without an offset, then given its Z


def _us(instant: datetime) -> int:
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
