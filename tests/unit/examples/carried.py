"""The example files as the tests read them: one struct a line, the payload decoded."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from ledger.events.event import Event
from ledger.names import StreamName, parse_stream_name
from ledger.registry import REGISTRY

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
REAL = ("devon", "worcestershire", "nottingham-city")
FILES = (*REAL, "synthetic")


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of an example file: the attributes that the examples use, and no other."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    effective: str
    documented: str | None = None
    marking: Literal["OFFICIAL_SENSITIVE"] | None = None
    datacontenttype: Literal["application/json"]
    data: msgspec.Raw

    @property
    def event(self) -> Event:
        return REGISTRY[self.type].decode(self.data)

    @property
    def stream(self) -> StreamName:
        return parse_stream_name(self.subject)

    @property
    def facts(self) -> list[str]:
        """The facts that the event carries in: F041-F044-… carries four."""
        match = re.match(r"F([0-9]{3})(?:-F([0-9]{3}))?(?:-|$)", self.id)
        if match is None:
            return []
        first, last = match.groups()
        return [f"F{number:03}" for number in range(int(first), int(last or first) + 1)]


@cache
def lines(name: str) -> tuple[Line, ...]:
    text = (EXAMPLES / f"{name}.jsonl").read_text(encoding="utf-8")
    return tuple(msgspec.json.decode(line, type=Line) for line in text.splitlines())


def event(name: str, id_: str) -> Event:
    """The payload of the one event of a file under an id."""
    (found,) = [line.event for line in lines(name) if line.id == id_]
    return found
