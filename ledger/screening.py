"""Screening: obvious identifiers of a child in a payload.

Nobody is named in the ledger, children least of all, and what an entry holds can
never be taken out of it.  So a payload that carries an NHS number, a unique pupil
number, a date of birth or a named child in any of its texts is refused before it
becomes an entry.  This stops slips, not intent: a first name alone passes.

Every payload is screened while others wait, and almost none has anything to hide.
A cheap look at the bytes lets the clean ones go; the rest are read with care.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

import msgspec

from ledger.rules.refusal import Refusal


def screen(payload: bytes) -> Refusal | None:
    """Refuse a payload that seems to identify a child; None for any other.

    ``payload`` is deterministic JSON (see ``Registry.encode``).  The detail says what
    the text at the pointer looks like and never quotes it.
    """
    folded = _folded(payload)
    # Backwards, because CPython then finds such short strings absent in half the time.
    if (
        folded.rfind(_TEN_DIGITS) < 0
        and folded.rfind(_BORN) < 0
        and folded.rfind(_DOB) < 0
        and (folded.rfind(_NAMED_OR_CALLED) < 0 or _CALLED.search(payload) is None)
    ):
        return None
    return next(filter(None, map(_look_at, _texts(msgspec.json.decode(payload), "", ""))), None)


# --- The cheap look -------------------------------------------------------------------------------


def _folding() -> bytes:
    """A table under which bytes become alike that make no difference to the cheap look.

    Digits and spaces become 0 and capitals small, so that ten 0 in a row may be an
    NHS number.  i and o, t and n, and a, l and m become one letter each, so that
    one search finds both born and birth, and one both called and named.
    """
    table = bytearray(bytes(range(256)).lower())
    for alike in (b"0123456789 ", b"oi", b"nt", b"lam"):
        for byte in alike + alike.upper():
            table[byte] = alike[0]
    return bytes(table)


_FOLDING: Final = _folding()
_LEFT_OUT: Final = "-.\u00a0\u2009\u202f\u2010\u2011\u2013".encode()
"""Full stops (d.o.b.), and the bytes of the hyphens and odd spaces inside numbers."""


def _folded(utf8: bytes) -> bytes:
    return utf8.translate(_FOLDING, _LEFT_OUT)


_TEN_DIGITS: Final = b"0" * 10
_BORN: Final = _folded(b"born")
_DOB: Final = _folded(b"dob")
_NAMED_OR_CALLED: Final = _folded(b"lled")
_CALLED: Final = re.compile(rb"(?i)called|named")
"""The two words as they are spelt: a post that is filled has the same folded end."""


# --- The careful look -----------------------------------------------------------------------------

_Text: TypeAlias = tuple[str, str]
"""A pointer and the text that stands there."""

_MACHINE_READ: Final = frozenset({"id", "source", "uri"})
"""Names under which a payload keeps identifiers and addresses, not words."""


def _texts(value: object, pointer: str, name: str) -> Iterator[_Text]:
    if isinstance(value, str):
        if name not in _MACHINE_READ:
            yield pointer, value
    elif isinstance(value, dict):
        for key, member in value.items():
            step = key.replace("~", "~0").replace("/", "~1")
            yield from _texts(member, f"{pointer}/{step}", key)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _texts(member, f"{pointer}/{index}", name)


def _look_at(found: _Text) -> Refusal | None:
    pointer, text = found
    folded = _folded(text.encode())
    for clue, what, seems in _LOOKS:
        if folded.rfind(clue) >= 0 and seems(_ADDRESS.sub(" ", text)):
            return Refusal("IDENTIFIES_A_CHILD", f"The text holds what looks like {what}.", pointer)
    return None


_ADDRESS: Final = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://\S*")

_GAP: Final = "[ \u00a0\u2009\u202f\u2010\u2011\u2013-]?"
_NHS_NUMBER: Final = re.compile(
    # Not a part of a longer number or reference, nor an amount or a decimal fraction.
    rf"(?<![\w/£+-])(?<![0-9][.,])([0-9]{{3}}){_GAP}([0-9]{{3}}){_GAP}([0-9]{{4}})"
    r"(?![\w/]|[.,][0-9]|-\w)"
)


def _has_nhs_number(text: str) -> bool:
    return any(_is_nhs_number("".join(match.groups())) for match in _NHS_NUMBER.finditer(text))


def _is_nhs_number(digits: str) -> bool:
    """Check the last digit (NHS Data Dictionary, "NHS NUMBER": modulus 11).

    The first nine, weighted 10 down to 2, and the tenth make a multiple of 11.  One
    digit ten times over passes that test and is nobody's number.
    """
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, _NHS_WEIGHTS, strict=True))
    return weighted % 11 == 0 and len(set(digits)) > 1


_NHS_WEIGHTS: Final = range(10, 0, -1)

_PUPIL_NUMBER: Final = re.compile(
    r"(?<![\w/-])([A-HJ-NP-RT-Z])([0-9]{12})(?![\w/]|-\w)", re.IGNORECASE
)
_PUPIL_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _has_pupil_number(text: str) -> bool:
    return any(_is_pupil_number(*match.groups()) for match in _PUPIL_NUMBER.finditer(text))


def _is_pupil_number(letter: str, digits: str) -> bool:
    """Check the letter (DfE, "Unique pupil numbers", check letters: modulus 23).

    The twelve digits are weighted 2 to 13; the remainder counts in an alphabet
    without I, O and S.
    """
    weighted = sum(int(digit) * weight for weight, digit in enumerate(digits, start=2))
    return letter.upper() == _PUPIL_LETTERS[weighted % 23]


_NTH: Final = "(?:st|nd|rd|th)?"  # codespell:ignore nd
_MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE: Final = (
    rf"(?:[0-9]{{1,2}}{_NTH}(?:\s+of)?[\s-]+{_MONTH}\.?,?[\s-]+[0-9]{{2,4}}"
    rf"|{_MONTH}\.?\s+[0-9]{{1,2}}{_NTH},?\s+[0-9]{{4}}"
    r"|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2})"
)
_LABEL: Final = r"(?:d\.?o\.?b\b\.?|date\s+of\s+birth|birth\s?date|birthday)"
_BIRTH: Final = re.compile(
    rf"\b(?:born(?:\s+on)?|{_LABEL})(?:\s+(?:is|was|of|the)\b)*\W{{0,5}}{_DATE}"
    rf"|{_DATE}\W{{1,3}}{_LABEL}",
    re.IGNORECASE,
)


def _has_date_of_birth(text: str) -> bool:
    return _BIRTH.search(text) is not None


_NAMED: Final = re.compile(
    r"\b(?i:child|boy|girl|baby|infant|toddler|teenager|pupil|son|daughter|brother|sister|sibling"
    r"|young\s+person|care\s+leaver|twins)(?i:,?(?:\s+(?:who\s+)?(?:is|was))?)"
    r"\s+(?i:called|named)\s+[\"'“‘]?(?!(?:Child|Baby|Young)\b)(\w[\w'’-]+)"  # noqa: RUF001
)


def _has_named_child(text: str) -> bool:
    """A name has a capital and a second letter: "child called J" and "child called to" pass."""
    return any(match[1][0].isupper() for match in _NAMED.finditer(text))


_LOOKS: Final[tuple[tuple[bytes, str, Callable[[str], bool]], ...]] = (
    (_TEN_DIGITS, "an NHS number", _has_nhs_number),
    (_TEN_DIGITS, "a unique pupil number", _has_pupil_number),
    (_BORN, "a date of birth", _has_date_of_birth),
    (_DOB, "a date of birth", _has_date_of_birth),
    (_NAMED_OR_CALLED, "the name of a child", _has_named_child),
)
"""What the cheap look must find in a text, what the text may then hold, and how to tell."""
