"""What an answer leaves open: in doubt with its candidates and why, and what is not told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from projections.fields import FIELDS, PROJECTION
from projections.kinds import EXISTS
from service.answers import words
from service.answers.lines import Line
from service.answers.outline import candidates_of, headline_of, is_told
from service.answers.plan_answer import PlanAnswer
from service.answers.things import INDETERMINATE, REASONS, Absence, Answer, Thing

NAMELESS: Final = 16
"""The length of a key that is made from an event and so names nothing to a reader."""

LISTED_REASONS: Final = ("NOT_STATED", "WITHHELD", "ERASED", "NOT_RECORDED", "RECORDED_AS_NONE")

Causes = dict[tuple[str, str], tuple[str, ...]]
"""(entity, field) -> the events that may or may not have taken effect, in words."""


def doubt_lines(answer: PlanAnswer) -> Iterator[Line]:
    """Fields with several possible values; then things that may not exist yet. Each with why."""
    causes = _causes(answer.told["uncertain"])
    grouped: dict[tuple[str, ...], list[str]] = {}
    for thing in answer.walk():
        for absence in () if thing.is_in_doubt else thing.absences:
            if absence.reason == INDETERMINATE and absence.field in FIELDS[thing.kind.name]:
                cause = causes.get((thing.told["entity"], absence.field), ())
                grouped.setdefault(cause, []).append(_either(thing, absence, answer))
    for cause, texts in grouped.items():
        yield from (Line(text, 2, "doubt", "– ") for text in texts)
        yield from _because(cause)
    yield from _not_there_yet(answer, causes)


def _not_there_yet(answer: PlanAnswer, causes: Causes) -> Iterator[Line]:
    """Things with a stream of their own; what belongs to them stands beside them above."""
    found = [each for each in answer.walk() if each.is_in_doubt and each.kind.members is None]
    if found:
        yield Line("Indeterminate whether these are there yet:", 2, "doubt")
    for thing in found:
        cause = "; ".join(causes.get((thing.told["entity"], EXISTS), ()))
        name = headline_of(thing, answer.names).rstrip(".")
        yield Line(f"{name} [{thing.place}]: {cause}", 4, bullet="– ")


def _because(cause: tuple[str, ...]) -> Iterator[Line]:
    return (Line(f"because {each}", 6, "quiet") for each in cause)


def _either(thing: Thing, absence: Absence, answer: PlanAnswer) -> str:
    spec = FIELDS[thing.kind.name][absence.field]
    found = candidates_of(spec, absence, answer.names)
    either = f"{words.listed(found, 'or')}{', or nothing yet' if len(found) == 1 else ''}"
    if spec.collection:
        either = f"perhaps also {words.listed(found)}"
    whose = "" if thing.kind.name == "plan" else f" of {headline_of(thing, answer.names)}"
    return f"{words.sentence(words.label(absence.field))}{whose}: {either}  [{thing.place}]"


def _causes(uncertain: Iterable[Answer]) -> Causes:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for each in uncertain:
        place = (each["entity"], each["field"].partition("/")[0])
        found.setdefault(place, {})[_cause(each["event"])] = None
    return {place: tuple(causes) for place, causes in found.items()}


def _cause(event: Answer) -> str:
    """An event of uncertain date, with its document."""
    cited = event["cites"][0]
    place = f"{cited['document']}, {cited['locator']}" if cited["locator"] else cited["document"]
    when = _at(words.moment(event["effective"]))
    name = words.event(event["type"])
    return f"“{name}” took effect {when} ({place}; event {event['position']})"


def _at(when: str) -> str:
    """With the preposition that a moment in words needs."""
    if when.startswith(("some time", "by ", "not ")) or when.endswith(" or later"):
        return when
    return f"at some point in {when}"


def untold_lines(answer: PlanAnswer) -> Iterator[Line]:
    """What a reader would expect to hear and does not, by reason, things alike together."""
    for reason in LISTED_REASONS:
        groups = _groups(answer.walk(), reason)
        if groups:
            yield Line(words.sentence(REASONS[reason]), 2, "name")
        for (kind, fields), keys in groups.items():
            labels = words.listed(list(dict.fromkeys(map(words.label, fields))))
            yield Line(f"{labels} of {_whose(kind, keys)}", 4, bullet="– ")


def _groups(things: Iterable[Thing], reason: str) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """(kind, fields) -> the keys of the things of which just these fields are not told."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for thing in things:
        fields = tuple(_untold(thing, reason))
        if fields:
            groups.setdefault((thing.kind.name, fields), []).append(thing.key)
    return groups


def _untold(thing: Thing, reason: str) -> Iterator[str]:
    for absence in thing.absences:
        is_it = absence.reason == reason and absence.field in FIELDS[thing.kind.name]
        in_doubt = absence.reason == INDETERMINATE and absence.candidates == (reason,)
        if (is_it and is_told(thing, absence)) or (in_doubt and thing.is_in_doubt):
            yield absence.field


def _whose(kind: str, keys: list[str]) -> str:
    """The things by their keys, where these tell a reader anything."""
    one, many = words.label(kind), words.label(PROJECTION.kinds[kind].plural)
    count = f"the {one}" if len(keys) == 1 else f"{len(keys)} {many}"
    if kind == "plan" or any(_is_nameless(key) for key in keys):
        return count
    return f"{count}: {', '.join(keys)}"


def _is_nameless(key: str) -> bool:
    return len(key) == NAMELESS and all(letter in "0123456789abcdef" for letter in key)
