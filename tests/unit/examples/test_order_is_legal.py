"""The lines of a file can be recorded in their order: no stream refuses what comes next."""

from __future__ import annotations

import pytest

from ledger.events.event import EventRetracted
from ledger.registry import REGISTRY
from ledger.rules import RULES, Recorded, Refusal, decide_retraction, fold, standing
from tests.unit.examples.carried import FILES, Line, lines


def judged(recorded: list[Recorded], line: Line) -> Refusal | None:
    event, kind = line.event, REGISTRY[line.type].kind.name
    if isinstance(event, EventRetracted):
        return decide_retraction(recorded, event)
    return RULES[kind].decide(fold(kind, standing(recorded)), event)


@pytest.mark.parametrize("name", FILES)
def test_no_event_is_refused(name: str) -> None:
    streams: dict[str, list[Recorded]] = {}
    for line in lines(name):
        recorded = streams.setdefault(line.subject, [])
        refusal = judged(recorded, line)
        assert refusal is None, f"{line.id}: {refusal}"
        opens = REGISTRY[line.type].opens
        recorded.append(Recorded(line.source, line.id, len(recorded) + 1, line.event, opens))
