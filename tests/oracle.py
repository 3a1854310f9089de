"""The fold, done the slow way: what was true at a date, as known at another, by replay.

A second opinion for the read model. It reads the whole log for every question, keeps
nothing between two, and shares no code with what it judges: it imports nothing of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ABSENT: Final = "(absent)"
"""In a set of possible values: none at all."""

FOREVER: Final = 2**63 - 1


@dataclass(frozen=True)
class Fact:
    """One recorded event. It took effect in [earliest, latest]; times are plain numbers.

    ``sets``: (entity, field, value). ``retracts`` is the number of an earlier fact, and
    ``is_withdrawal`` says that its document was withdrawn rather than misread.
    """

    recorded: int
    earliest: int
    latest: int
    documented: int | None = None
    sets: tuple[tuple[str, str, str | None], ...] = ()
    retracts: int | None = None
    is_withdrawal: bool = False

    @property
    def known(self) -> int:
        """When the document reported it; without a date, when it was recorded."""
        return self.recorded if self.documented is None else self.documented


@dataclass(frozen=True)
class Question:
    """What was in effect before ``before``, out of the first ``size`` facts.

    With ``documented_before``, known by the dates of the documents; without, by the record.
    """

    before: int
    size: int
    documented_before: int | None = None


@dataclass(frozen=True)
class Answer:
    """The value in effect for certain and the number of its fact, and what else it may be."""

    value: str | None
    number: int | None
    may_be: frozenset[str | None]


Log = list[Fact]
State = dict[tuple[str, str], Answer]


def visible(log: Log, question: Question) -> list[tuple[int, Fact]]:
    """The facts that count, in the order they were recorded."""
    kept = []
    for number, fact in enumerate(log[: question.size]):
        if question.documented_before is not None and fact.known >= question.documented_before:
            continue
        if any(_hides(later, number, question) for later in log[: question.size]):
            continue
        kept.append((number, fact))
    return kept


def _hides(later: Fact, number: int, question: Question) -> bool:
    if later.retracts != number:
        return False
    if question.documented_before is None or not later.is_withdrawal:
        return True
    return later.known < question.documented_before


def replay(log: Log, question: Question) -> State:
    """Every field that has a value or may have one."""
    facts = visible(log, question)
    in_effect = [(number, fact) for number, fact in facts if fact.latest < question.before]
    if question.documented_before is None:
        in_effect.sort(key=lambda each: (each[1].latest, each[0]))
    else:
        in_effect.sort(key=lambda each: (each[1].latest, each[1].known, each[0]))
    certain: dict[tuple[str, str], tuple[str | None, int]] = {}
    for number, fact in in_effect:
        for entity, field, value in fact.sets:
            certain[entity, field] = (value, number)
    possible: dict[tuple[str, str], set[str | None]] = {}
    for _, fact in facts:
        if fact.earliest < question.before <= fact.latest:
            last_word = {(entity, field): value for entity, field, value in fact.sets}
            for place, value in last_word.items():
                possible.setdefault(place, set()).add(value)
    return {
        place: _answer(certain.get(place), possible.get(place, set()))
        for place in certain.keys() | possible.keys()
    }


def _answer(certain: tuple[str | None, int] | None, possible: set[str | None]) -> Answer:
    if certain is None:
        return Answer(None, None, frozenset({ABSENT, *possible}))
    value, number = certain
    return Answer(value, number, frozenset({value, *possible}))


def existing(state: State) -> dict[str, str]:
    """The entities that exist ("yes") or may exist ("maybe")."""
    found = {}
    for (entity, field), answer in state.items():
        if field == "exists" and "true" in answer.may_be:
            found[entity] = "yes" if answer.may_be == {"true"} else "maybe"
    return found
