"""What producers send: the lives of actions, and records that no ledger takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Final, NamedTuple, TypeAlias

Event: TypeAlias = dict[str, object]
Headers: TypeAlias = Sequence[tuple[str, bytes | None]]

SOURCE: Final = "/tests/kafka"
PLAN: Final = "improvement-2020"
STRUCTURED: Final[Headers] = (("content-type", b"application/cloudevents+json"),)
CITES: Final = [{"document": "S4", "locator": "3.1"}]


class Message(NamedTuple):
    """A record as it is sent, to the partition that its key or ``partition`` chooses."""

    value: bytes | None
    headers: Headers = STRUCTURED
    key: bytes | None = b"devon"
    partition: int | None = None


class Record(NamedTuple):
    """A record as a client hands it out."""

    value: bytes | None
    headers: Headers
    key: bytes | None = b"devon"
    topic: str = "improvement.events"
    partition: int = 3
    offset: int = 41


def event(council: str, key: str, number: int, **more: object) -> Event:
    """The event ``number`` of the action ``key``, from 0: proposed first, then a note each."""
    what: Mapping[str, object] = {"summary": f"note {number}", "notedBy": "improvement-lead"}
    if number == 0:
        what = {"summary": "A duty team", "areas": ["care-leavers"]}
    return {
        "specversion": "1.0",
        "id": f"{council}-{key}-{number}",
        "source": SOURCE,
        "type": f"improvement.action.{'progress-noted' if number else 'proposed'}.v1",
        "subject": f"{council}/{PLAN}/action/{key}",
        "effective": "2020-09-22",
        "data": {"cites": CITES, **what},
        **more,
    }


def structured(told: Event, key: bytes | None = None, partition: int | None = None) -> Message:
    """An event in structured mode; its key is its council and stream, unless one is given."""
    chosen = str(told["subject"]).encode() if key is None else key
    return Message(json.dumps(told).encode(), STRUCTURED, chosen, partition)


def in_headers(told: Event) -> Message:
    """An event in binary mode, its attributes in headers."""
    headers = [("content-type", b"application/json")]
    headers += [(f"ce_{name}", str(told[name]).encode()) for name in told if name != "data"]
    return Message(json.dumps(told["data"]).encode(), tuple(headers), b"devon")


def lives(council: str, keys: Iterable[str], count: int) -> list[Event]:
    """``count`` events of each action, as they may come: those of one action in order."""
    keys = list(keys)
    return [event(council, key, number) for number in range(count) for key in keys]


def resent(events: Iterable[Event], share: float, chance: Random) -> Iterator[Event]:
    """The events, some of them once more right after or a few later."""
    late: list[Event] = []
    for each in events:
        yield each
        if chance.random() < share:
            late.append(each)
        if late and chance.random() < share:
            yield late.pop(0)
    yield from late


def wrong(council: str = "devon") -> dict[str, Message]:
    """Code -> a record that is refused with it; the subjects are of actions of their own."""
    sound = structured(event(council, "sound", 0))
    assert sound.value is not None
    unknown = event(council, "unknown", 0, type="improvement.action.imagined.v1")
    conflicting = event(council, "first", 0) | {"effective": "2020-09-23"}
    return {
        "TOMBSTONE": sound._replace(value=None),
        "MISSING_KEY": structured(event(council, "keyless", 0))._replace(key=None),
        "FOREIGN_FRAMING": sound._replace(value=b"\0\0\0\0\x07" + sound.value),
        "MALFORMED_JSON": sound._replace(value=b"{"),
        "UNSUPPORTED_MEDIA_TYPE": sound._replace(headers=()),
        "UNKNOWN_TYPE": structured(unknown),
        "UNKNOWN_COUNCIL": structured(event("atlantis", "x", 0)),
        "ID_CONFLICT": structured(conflicting),
        "ALREADY_OPEN": structured(event(council, "first", 0, id="opened-twice")),
    }
