"""From the decoder's message to a pointer and a sentence that says what to do.

The decoder says where as a path such as ``$.cites[0].document`` and what in terms
of Python. A sender thinks in JSON and in the schema: so the place becomes a JSON
Pointer (RFC 6901), and the sentence ends in what would be right there.
"""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec import inspect

from consumers.cloudevents.expected import expected, fields_of, step_into
from ledger.events.event import Event

_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[([0-9]+)\]")
_MISSING: Final = re.compile(r"Object missing required field `(.+)`", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_GOT: Final = re.compile(r"Expected `[^`]+`, got `([^`]+)`")
_CONSTRAINT: Final = re.compile(r"Expected `|Invalid |Number out of range|Integer value out")

_JSON_WORDS: Final = {
    "str": "a string",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
}
MAX_DETAIL: Final = 600


class Fault(NamedTuple):
    """What is wrong with a payload: where, and what to do."""

    pointer: str
    detail: str


def explain(message: str, cls: type[Event]) -> Fault:
    """The fault that the decoder's ``message`` tells of a payload of ``cls``."""
    what, _, path = message.rpartition(" - at `$")
    if not what:
        what, path = message, ""
    steps = tuple(name or index for name, index in _STEP.findall(path.removesuffix("`")))
    place = _place(cls, steps)
    missing, unknown = _MISSING.fullmatch(what), _UNKNOWN.fullmatch(what)
    if missing:
        steps = (*steps, missing[1])
        detail = f"{missing[1]} is missing: add {expected(step_into(place, missing[1]))}"
    elif unknown:
        steps = (*steps, unknown[1])
        detail = f"{unknown[1][:80]!r} is not a field here: {_instead(unknown[1], place)}"
    else:
        detail = _wrong(what, ".".join(steps) or "the payload", place)
    pointer = "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)
    return Fault(pointer[:MAX_DETAIL], detail[:MAX_DETAIL])


def _wrong(what: str, name: str, place: inspect.Type | None) -> str:
    got = _GOT.fullmatch(what)
    if got:
        return f"{name} is {_JSON_WORDS.get(got[1], got[1])}: write {expected(place)}"
    if _CONSTRAINT.match(what):
        value = what.removeprefix("Invalid enum value ") if "enum value" in what else ""
        is_value = f"is {value[:80]}" if value else "does not fit"
        return f"{name} {is_value}: write {expected(place)}"
    return f"{name}: {what}"


def _instead(name: str, place: inspect.Type | None) -> str:
    known = [field.encode_name for field in fields_of(place)]
    folded = {field.replace("_", "").lower(): field for field in known}
    near = difflib.get_close_matches(name.replace("_", "").lower()[:80], folded, n=1)
    if near:
        return f"did you mean {folded[near[0]]}?"
    return f"take it out; the fields are {', '.join(known)}"


@lru_cache(maxsize=4096)
def _place(cls: type[Event], steps: tuple[str, ...]) -> inspect.Type | None:
    """The schema at ``steps``; None where the path leads out of it."""
    place: inspect.Type | None = inspect.type_info(cls)
    for step in steps:
        place = step_into(place, step)
    return place
