"""Values in plain English: sums, dates, shares and keys as a person would say them.

Nothing is rounded and nothing is made up: what a source left open stays open in
the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_QUALIFIERS: Final = {
    "AS_STATED": "",
    "APPROXIMATE": "about ",
    "JUST_UNDER": "just under ",
    "JUST_OVER": "just over ",
}
_MILLION: Final = 1_000_000
_ROUND_SUM: Final = 100_000
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)")


def money(amount: str, qualifier: str = "AS_STATED", stated_to: str = "0.01") -> str:
    """A sum as its source puts it: "just under £1.1 million", "£618,000"."""
    return f"{_QUALIFIERS[qualifier]}{_sum(amount, stated_to)}"


def _sum(amount: str, stated_to: str) -> str:
    pounds, _, pence = amount.lstrip("-").partition(".")
    sign = "−" if amount.startswith("-") else ""
    value, unit = int(pounds), int(stated_to.partition(".")[0])
    if value >= _MILLION and unit >= _ROUND_SUM and value % _ROUND_SUM == 0:
        return f"{sign}£{value / _MILLION:.1f} million"
    return f"{sign}£{value:,}" if pence in ("", "00") else f"{sign}£{value:,}.{pence}"


def percentage(value: str) -> str:
    """A share as reported."""
    return f"{value} %"


def moment(text: str) -> str:
    """A moment of EDTF: "13 May 2020", "some time between July and October 2020"."""
    if text == "NOT_STATED":
        return "not stated"
    if "T" in text:
        return _instant(text)
    start, slash, end = text.partition("/")
    if not slash:
        return _day(text)
    if start in ("", ".."):
        return f"by {_day(end)}"
    if end == "..":
        return f"{_day(start)} or later"
    return f"some time between {_shortened(start, end)} and {_day(end)}"


def _instant(text: str) -> str:
    day, _, clock = text.partition("T")
    match = re.match(r"([0-9:]+)(?:\.[0-9]+)?(.*)", clock)
    if match is None:
        return text
    offset = "UTC" if match[2] in ("Z", "+00:00") else f"UTC{match[2]}"
    return f"{_day(day)}, {match[1]} {offset}"


def _day(text: str) -> str:
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    year, month, day, about = match.groups()
    words = [str(int(day))] if day else []
    words += [MONTHS[int(month) - 1]] if month else []
    return f"{'about ' if about else ''}{' '.join([*words, year])}"


def _shortened(start: str, end: str) -> str:
    """The start of a range, without the year that both ends share."""
    said = _day(start)
    is_same = start[:4] == end[:4] and len(start.rstrip("~")) > len("2020")
    return said.removesuffix(f" {start[:4]}") if is_same else said


def day(value: date) -> str:
    """A day."""
    return _day(value.isoformat())


def enum(name: str) -> str:
    """A member of a vocabulary: "IN_PROGRESS" is "in progress"."""
    return name.replace("_", " ").lower()


def key(text: str) -> str:
    """A key whose title is not known: "care-leavers" is "care leavers"."""
    return text.replace("-", " ")


LABELS: Final = {
    "rag": "RAG",
    "ragScheme": "RAG scheme",
    "ragRationale": "reason for the RAG",
    "ragRatedBy": "RAG by",
    "fte": "full-time equivalents",
    "uri": "address",
    "latestPercentage": "latest reading",
    "latestCount": "latest reading",
    "actionKeys": "actions",
    "sha256": "SHA-256",
}
"""Fields whose own name says too little."""


def label(field: str) -> str:
    """The name of a field for people: "baselineDueOn" is "baseline due on"."""
    return LABELS.get(field) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", field).lower()


def listed(items: Sequence[str], last: str = "and") -> str:
    """Things one after the other: "a, b and c"."""
    if not items:
        return "none"
    *most, final = items
    return f"{', '.join(most)} {last} {final}" if most else final


def series(items: Sequence[str]) -> str:
    """Things one after the other; where they are sentences of their own, apart from each other."""
    if any(" " in item and len(item) > _LONG_ITEM for item in items):
        return "; ".join(item.rstrip(".") for item in items)
    return listed(items)


_LONG_ITEM: Final = 30


def period(value: Mapping[str, str]) -> str:
    """A reporting window."""
    return f"{moment(value['firstOn'])} to {moment(value['lastOn'])}"


def titled(slug: str) -> str:
    """A council's or a plan's key as a heading: "nottingham-city" is "Nottingham City"."""
    return " ".join(word.capitalize() for word in slug.split("-"))


def sentence(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def event(type_name: str) -> str:
    """A type of event for people: "action due date moved"."""
    stream, _, rest = type_name.removeprefix("improvement.").partition(".")
    return f"{stream} {key(rest.rpartition('.v')[0])}"
