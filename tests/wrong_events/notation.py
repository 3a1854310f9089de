"""Events as a sender would write them, and the ways in which one can be wrong.

wrong("no subject", "NOT_A_CLOUDEVENT", structured(proposed("no subject", subject=LEFT_OUT)))
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Json = dict[str, object]

SOURCE = "urn:council:devon:improvement-office"
PLAN = "devon/improvement-2020"
CITES: list[Json] = [{"document": "devon-improvement-report-2020-11", "locator": "paragraph 3.21"}]
LEFT_OUT = object()
"""In the place of a member: leave it out."""

STRUCTURED = ("content-type", "application/cloudevents+json")
BATCH = ("content-type", "application/cloudevents-batch+json")


@dataclass(frozen=True)
class Message:
    """What goes over the wire."""

    body: bytes
    headers: tuple[tuple[str, str], ...] = (STRUCTURED,)


@dataclass(frozen=True)
class Wrong:
    """A message that must be refused with ``code``, after ``given`` was recorded.

    ``pointer`` is where in the payload, None where the case does not care.
    """

    name: str
    code: str
    message: Message
    pointer: str | None = None
    given: Sequence[Message] = field(default=())

    def __str__(self) -> str:
        return f"{self.code}-{self.name}"


def key(name: str) -> str:
    """A name as the key of a stream or an id."""
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-")


def proposed(name: str, **changes: object) -> Json:
    """A well-formed event, about an action of its own, with some of its attributes changed."""
    return envelope(
        name,
        "improvement.action.proposed.v1",
        f"action/{key(name)}",
        {"summary": "Heads of service look at care leavers in tents every week."},
        **changes,
    )


def envelope(
    name: str, type_: str, stream: str, payload: Mapping[str, object], **changes: object
) -> Json:
    """An event of this type on a stream of the plan."""
    members: Json = {
        "specversion": "1.0",
        "id": key(name),
        "source": SOURCE,
        "type": type_,
        "subject": f"{PLAN}/{stream}",
        "effective": "2020-09-22",
        "documented": "2020-11",
        "data": {"cites": CITES, **payload},
    }
    return without({**members, **changes})


def without(members: Mapping[str, object]) -> Json:
    """``members`` but those that are to be left out."""
    return {name: value for name, value in members.items() if value is not LEFT_OUT}


def structured(event: object) -> Message:
    """The event in structured mode."""
    return Message(text(event))


def text(event: object) -> bytes:
    """The event as JSON."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def binary(event: Mapping[str, object], *more: tuple[str, str]) -> Message:
    """The event in binary mode."""
    attributes = [(f"ce-{name}", str(value)) for name, value in event.items() if name != "data"]
    headers = (("content-type", "application/json"), *attributes, *more)
    return Message(text(event["data"]), headers)


def changed(event: Json, old: str | bytes, new: str | bytes) -> Message:
    """The event in structured mode with a piece of its text replaced."""
    whole = text(event)
    old, new = (piece.encode() if isinstance(piece, str) else piece for piece in (old, new))
    assert whole.count(old) == 1, (old, whole)
    return Message(whole.replace(old, new))
