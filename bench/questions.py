"""What is asked of the as-of answers: all actions of a plan, as at one day, as known on another."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias

from bench.load import DAYS, OPENING_DAYS, SEED, START, plan_key

FIELDS: Final = (
    "status",
    "summary",
    "accountableRole",
    "baselineDueOn",
    "dueOn",
    "rag",
    "latestProgress",
    "blockedReason",
)
"""The eight fields of every action that are asked for."""

Answer: TypeAlias = dict[str, dict[str, str]]
"""Key of an action -> field -> value; what was not recorded is left out."""


class Question(NamedTuple):
    """Both days are London days, ``YYYY-MM-DD``."""

    plan: str
    as_at: str
    known_at: str


def questions(count: int, plans: int) -> list[Question]:
    """``count`` questions, the same for every size of ledger.

    Half ask about the past as it was known on a later day; the other half about any day
    at all, so often about one that lay ahead of what was known.
    """
    rng = random.Random(SEED)
    first, last = 2 * OPENING_DAYS, DAYS - 1
    asked = []
    for number in range(count):
        known = rng.randrange(first, last)
        at = rng.randrange(first, known + 1 if number % 2 else last + 60)
        asked.append(Question(plan_key(rng.randrange(plans)), _day(at), _day(known)))
    return asked


def _day(number: int) -> str:
    day: date = START + timedelta(days=number)
    return day.isoformat()
