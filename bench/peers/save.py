"""The peer of the append: ``Application.save`` of the ``eventsourcing`` library.

As its documentation has it: an application on an SQLite file or on PostgreSQL, events as
frozen dataclasses, one call of ``save`` for one event or for a thousand. Each commit waits
for the disk as ours do: SQLite in write-ahead mode with ``synchronous = FULL``, PostgreSQL
with ``fsync`` and ``synchronous_commit`` on. It maps each event to JSON and inserts it under
its aggregate's id and version, so a second writer of the same version fails. It does not
parse, validate, decide, deduplicate, hash or make a receipt, and keeps no time of recording.
Its events are made before the clock starts; once more they are made from the bytes of
CloudEvents, with the JSON reader that we use ourselves, while it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent

from bench.load import MANY, Made, action_events
from bench.measure import seconds
from bench.peers.library import environment, require_durable
from bench.worker import Steps

PART: Final = "saved"
"""Where at its address the application is."""


@dataclass(frozen=True)
class Reported(DomainEvent):
    """What a CloudEvent says, as a plain event."""

    source: str
    id: str
    type: str
    effective: str
    documented: str
    correlation: str
    subject: str
    data: dict[str, Any]


class Actions(Application[UUID]):
    """An application that is only saved to."""


class Side:
    """One application that is saved to, a run at a time."""

    def open(self, address: str, streams: int) -> None:
        """Make the application and open its aggregates, which is not measured."""
        self._app = Actions(env=environment(address, PART))
        require_durable(self._app)
        self._versions: dict[UUID, int] = {}
        self._load: Iterator[Made] = action_events(plans=1, actions=streams, count=MANY)
        self._app.save(*self._events(streams))

    def save(self, count: int, at_once: int) -> float:
        """Seconds to save ``count`` events, ``at_once`` in a call."""
        events = self._events(count)
        calls = [events[at : at + at_once] for at in range(0, count, at_once)]
        save = self._app.save
        return seconds(lambda: [save(*call) for call in calls])

    def read_and_save(self, count: int, at_once: int) -> float:
        """As :meth:`save`, beginning with the bytes of CloudEvents as ours does."""
        made = list(islice(self._load, count))
        calls = [made[at : at + at_once] for at in range(0, count, at_once)]
        save, event = self._app.save, self._event
        return seconds(lambda: [save(*map(event, call)) for call in calls])

    def size(self) -> float:
        """Mean bytes of an event as it is stored."""
        stored = self._app.recorder.select_notifications(start=None, limit=10_000)
        return sum(len(each.state) for each in stored) / len(stored)

    def _events(self, count: int) -> list[Reported]:
        return [self._event(made) for made in islice(self._load, count)]

    def _event(self, made: Made) -> Reported:
        said = msgspec.json.decode(made.body)
        aggregate = uuid5(NAMESPACE_URL, said["subject"])
        version = self._versions[aggregate] = self._versions.get(aggregate, 0) + 1
        return Reported(
            originator_id=aggregate,
            originator_version=version,
            timestamp=datetime.fromtimestamp(made.recorded_us / 1_000_000, UTC),
            source=said["source"],
            id=said["id"],
            type=said["type"],
            effective=said["effective"],
            documented=said["documented"],
            correlation=said["correlationid"],
            subject=said["subject"],
            data=said["data"],
        )


SIDE: Final = Side()
STEPS: Final[Steps] = {
    "open": SIDE.open,
    "save": SIDE.save,
    "read and save": SIDE.read_and_save,
    "size": SIDE.size,
}
