"""The basis of an answer: exactly which entries and which dates it rests on.

A question has two coordinates. ``asAt`` asks what was true in the world, and
``knownAt`` what was known; ``knownBy`` says whether *known* means recorded in the
ledger or reported by the cited documents. Both are resolved once for each root
field, against a clock and a head that are read once for each operation, and the
result holds for everything below: an answer at a basis never changes.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final, Literal, NamedTuple

import msgspec

from ledger.moments import (
    END_US,
    FIRST_YEAR,
    LAST_YEAR,
    MAX_LENGTH,
    TIMEZONE,
    BadMoment,
    day_end_us,
    london_day,
    parse_moment,
    tzdata_version,
)
from ledger.store.reader import Head

BasisCode = Literal[
    "BAD_AS_AT",
    "BAD_KNOWN_AT",
    "KNOWN_AT_IN_FUTURE",
    "BEFORE_LEDGER",
    "NOT_YET_PROJECTED",
    "STALE_TOKEN",
    "EPOCH_CHANGED",
    "BAD_REQUEST",
]


class KnownBy(StrEnum):
    """By what something counts as known: by the ledger's record, or by the documents' dates."""

    RECORDED = "RECORDED"
    DOCUMENTED = "DOCUMENTED"


class BadBasis(ValueError):
    """A question that names no basis; ``code`` stands in the catalogue of codes."""

    def __init__(self, code: BasisCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer rests on; every time is microseconds since 1970 in UTC, exclusive.

    An answer counts what took effect before ``before_us``, out of the entries up to
    ``position`` (inclusive; -1 for none) whose documents are dated before
    ``documented_before_us`` (``END_US`` for any). ``as_at`` and ``known_at`` are the
    question as it was asked, or the London day of asking where it was not.
    """

    before_us: int
    position: int
    documented_before_us: int = END_US
    known_by: KnownBy = KnownBy.RECORDED
    as_at: str
    known_at: str
    timezone: str = TIMEZONE
    tzdata: str = msgspec.field(default_factory=tzdata_version)

    @property
    def is_recorded(self) -> bool:
        """Whether the ledger's record decides what was known, and not the documents."""
        return self.known_by is KnownBy.RECORDED

    def token(self, epoch: int) -> str:
        """A text for URLs that names this basis in this epoch of the ledger."""
        named = (
            self.before_us,
            self.position,
            self.documented_before_us,
            self.is_recorded,
            self.as_at,
            self.known_at,
            self.tzdata,
        )
        body = msgspec.msgpack.encode((TOKEN_FORMAT, epoch, *named))
        return urlsafe_b64encode(_checksum(body) + body).decode("ascii").rstrip("=")


def resolve(
    *,
    as_at: str | None,
    known_at: str | None,
    known_by: KnownBy,
    position: int | None,
    now_us: int,
    head: Head,
    position_before: Callable[[int], int],
) -> Basis:
    """The basis of a question asked at ``now_us``.

    ``as_at`` and ``known_at`` are a date, which means the end of that London day
    (today: now), or an instant with its offset, which is included. ``head`` is how
    far the read model has come; ``position_before(us)`` is the last position recorded
    before ``us``, or -1. Where both ``known_at`` and ``position`` are given, what
    counts has to be within both.

    Raises :class:`BadBasis`.
    """
    last = head.size - 1
    if position is not None:
        _check_position(position, last)
    effective = _effective_until(as_at, now_us)
    # The ledger's own clock never runs back, so it may be ahead of the machine's.
    ledger_now_us = now_us if head.recorded_us is None else max(now_us, head.recorded_us)
    known = _known_until(known_at, ledger_now_us)
    recorded = known_by is KnownBy.RECORDED and known_at is not None
    if recorded:
        reached = _last_recorded(known, ledger_now_us, last, position_before)
        position = reached if position is None else min(position, reached)
    return Basis(
        before_us=effective.before_us,
        position=last if position is None else position,
        documented_before_us=END_US if recorded or known_at is None else known.before_us,
        known_by=known_by,
        as_at=effective.text,
        known_at=known.text,
    )


def _check_position(position: int, last: int) -> None:
    if position < 0:
        raise BadBasis("BEFORE_LEDGER", f"position {position}: the first entry has position 0")
    if position > last:
        message = f"position {position}: the read model has reached position {last}"
        raise BadBasis("NOT_YET_PROJECTED", message)


def _last_recorded(
    known: _Until, now_us: int, last: int, position_before: Callable[[int], int]
) -> int:
    reached = position_before(known.before_us)
    if reached < 0:
        raise BadBasis("BEFORE_LEDGER", f"nothing was recorded by {known.text}")
    if reached > last and known.before_us <= now_us:
        message = f"{known.text} reaches to position {reached}, the read model to {last}"
        raise BadBasis("NOT_YET_PROJECTED", message)
    return min(reached, last)


class _Until(NamedTuple):
    """A coordinate of a question: everything before ``before_us``."""

    before_us: int
    text: str


_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _effective_until(text: str | None, now_us: int) -> _Until:
    today = london_day(now_us)
    if text is None:
        return _Until(now_us + 1, today.isoformat())
    if _DAY.fullmatch(text):
        day = _day(text, "BAD_AS_AT")
        return _Until(now_us + 1 if day == today else day_end_us(day), text)
    return _Until(_instant_us(text, "BAD_AS_AT") + 1, text)


def _known_until(text: str | None, now_us: int) -> _Until:
    today = london_day(now_us)
    if text is None:
        return _Until(day_end_us(today), today.isoformat())
    if _DAY.fullmatch(text):
        day = _day(text, "BAD_KNOWN_AT")
        if day > today:
            raise BadBasis("KNOWN_AT_IN_FUTURE", f"{text} is after today, {today}")
        return _Until(day_end_us(day), text)
    at_us = _instant_us(text, "BAD_KNOWN_AT")
    if at_us > now_us:
        raise BadBasis("KNOWN_AT_IN_FUTURE", f"{text} has not come yet")
    return _Until(at_us + 1, text)


def _day(text: str, code: BasisCode) -> date:
    try:
        return london_day(parse_moment(text).certain_by_us)
    except BadMoment:
        raise _neither(text, code) from None


def _instant_us(text: str, code: BasisCode) -> int:
    try:
        moment = parse_moment(text)
    except BadMoment as bad:
        is_naive = bad.code == "NAIVE_TIME"  # then its message says which offset is missing
        raise BadBasis(code, bad.message) if is_naive else _neither(text, code) from None
    if not moment.is_instant:
        raise _neither(text, code)
    return moment.certain_by_us


def _neither(text: str, code: BasisCode) -> BadBasis:
    """More than a basis is EDTF: a month, a year or an interval is no single day."""
    return BadBasis(
        code,
        f"{text[:MAX_LENGTH]!r} is neither a day nor an instant of the years {FIRST_YEAR} to "
        f"{LAST_YEAR}: write a day such as 2020-07-15, or an instant with its offset such as "
        "2020-07-15T12:00:00+01:00",
    )


TOKEN_FORMAT: Final = 1
_CHECKSUM_BYTES: Final = 6
_Named = tuple[Literal[1], int, int, int, int, bool, str, str, str]
_decoder: Final[msgspec.msgpack.Decoder[_Named]] = msgspec.msgpack.Decoder(_Named)


def parse_token(token: str, *, epoch: int, head: Head) -> Basis:
    """The basis that ``token`` names.

    Raises :class:`BadBasis`: BAD_REQUEST for a text that is no token, STALE_TOKEN
    for one of another epoch, NOT_YET_PROJECTED for one ahead of ``head``.
    """
    _, written, before_us, position, documented_us, recorded, *texts = _opened(token)
    if written != epoch:
        raise BadBasis("STALE_TOKEN", "the ledger was restored since the token was given")
    if position >= 0:
        _check_position(position, head.size - 1)
    as_at, known_at, tzdata = texts
    return Basis(
        before_us=before_us,
        position=position,
        documented_before_us=documented_us,
        known_by=KnownBy.RECORDED if recorded else KnownBy.DOCUMENTED,
        as_at=as_at,
        known_at=known_at,
        tzdata=tzdata,
    )


def _opened(token: str) -> _Named:
    try:
        data = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        body = data[_CHECKSUM_BYTES:]
        if _checksum(body) == data[:_CHECKSUM_BYTES]:
            return _decoder.decode(body)
    except (ValueError, msgspec.DecodeError):
        pass
    raise BadBasis("BAD_REQUEST", "the token is damaged or incomplete")


def _checksum(body: bytes) -> bytes:
    """What shows a mistyped token; it proves nothing, because a basis is no secret."""
    return hashlib.sha256(body).digest()[:_CHECKSUM_BYTES]
