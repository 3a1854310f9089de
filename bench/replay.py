"""The state of a plan's actions by replaying them: the oracle of the as-of bench, and a peer.

It reads the entries of each action, leaves out what was recorded too late or takes effect
too late, and folds the rest in order of (effective, position). Which event sets which
field is spelled out here once more, and nothing is shared with the read model but the
reading of entries and of dates: an answer that both give is no slip of either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from bench.questions import Answer
from ledger.entry import Entry
from ledger.moments import parse_moment

_decode: Final = msgspec.json.Decoder(dict[str, object]).decode

Setter = Callable[[Mapping[str, object]], Mapping[str, object]]


def _always(status: str) -> Setter:
    return lambda _: {"status": status}


SETS: Final[Mapping[str, Setter]] = {
    "carried-in": lambda said: {
        name: said[name]
        for name in ("status", "summary", "accountableRole", "baselineDueOn", "dueOn", "rag")
    },
    "rag-rated": lambda said: {"rag": said["rag"]},
    "progress-noted": lambda said: {"latestProgress": said["summary"]},
    "due-date-moved": lambda said: {"dueOn": said["to"]},
    "reassigned": lambda said: {"accountableRole": said["toRole"]},
    "blocked": lambda said: {"status": "BLOCKED", "blockedReason": said["reason"]},
    "unblocked": _always("IN_PROGRESS"),
    "delivery-claimed": _always("AWAITING_ASSURANCE"),
    "completion-accepted": _always("COMPLETED"),
    "completion-rejected": _always("IN_PROGRESS"),
    "reopened": _always("IN_PROGRESS"),
}
"""What the events of the load set of the fields that are asked for."""


def changes(entry: Entry) -> dict[str, str]:
    """The fields that an entry sets, and what to."""
    event = entry.type.split(".")[2]
    return {name: str(value) for name, value in SETS[event](_decode(entry.data)).items()}


def replayed(streams: Iterable[list[Entry]], *, position: int, before_us: int) -> Answer:
    """The actions of ``streams`` as at ``before_us`` (exclusive), out of what ``position`` knew.

    An action exists from when its first entry, which opens it, took effect.
    """
    found: Answer = {}
    for entries in streams:
        known = [
            (effective_us, entry.position, entry)
            for entry in entries
            if entry.position <= position
            and (effective_us := parse_moment(entry.effective).certain_by_us) < before_us
        ]
        if known and any(entry.version == 1 for _, _, entry in known):
            state: dict[str, str] = {}
            for _, _, entry in sorted(known, key=lambda each: each[:2]):
                state.update(changes(entry))
            found[entries[0].stream] = state
    return found
