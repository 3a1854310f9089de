"""What the tests of the store are told in: a clock, repeatable chance, and events to append."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from msgspec import structs

from ledger.entry import Actor
from ledger.events.action import ActionAgreed, ActionProgressNoted, ActionProposed, ActionStarted
from ledger.events.event import Event
from ledger.moments import parse_moment
from ledger.names import StreamName, parse_stream_name
from ledger.registry import REGISTRY, type_name
from ledger.store.database import LOCK_TIMEOUT_S
from ledger.store.ledger import Ledger
from ledger.store.messages import Candidate, Outcome, RawMessage, Receipt, Refused
from tests.notation import event
from tests.places import COUNCIL, Place

ORIGIN: Final = "ledger.example/devon"
OFFICE: Final = "urn:devon:improvement-office"
ACTOR: Final = Actor(credential="local", role="data-steward")
NOON: Final = parse_moment("2021-02-17T12:00:00Z").certain_by_us
HOUR_US: Final = 3_600_000_000


class Clock:
    """Stands still until it is moved."""

    def __init__(self, us: int = NOON) -> None:
        self.us = us

    def __call__(self) -> int:
        return self.us


class Chance:
    """Bytes that look random and are the same in every run: SHA-256 of a counter."""

    def __init__(self, seed: str = "chance") -> None:
        self._seed = seed
        self._drawn = 0

    def __call__(self, count: int) -> bytes:
        drawn = bytearray()
        while len(drawn) < count:
            drawn += hashlib.sha256(f"{self._seed}/{self._drawn}".encode()).digest()
            self._drawn += 1
        return bytes(drawn[:count])


def a_ledger(
    place: Place,
    clock: Clock | None = None,
    lock_timeout_s: float = LOCK_TIMEOUT_S,
    chance: Chance | None = None,
) -> Ledger:
    """A new ledger of Devon in ``place``."""
    return Ledger.create(
        place.home(lock_timeout_s),
        council=COUNCIL,
        origin=ORIGIN,
        clock=clock or Clock(),
        entropy=chance or Chance(),
    )


def the_ledger(place: Place, clock: Clock | None = None) -> Ledger:
    """The same ledger, opened once more, as another process would."""
    return Ledger.open(place.home(), COUNCIL, clock=clock or Clock(), entropy=Chance("other"))


def stream(key: str, kind: str = "action", council: str = COUNCIL) -> StreamName:
    """A stream of the plan of 2020."""
    return parse_stream_name(f"{council}/improvement-2020/{kind}/{key}")


def sent(event_id: str, key: str | StreamName, what: Event, **more: object) -> Candidate:
    """An event as the intake hands it over; ``key`` is that of an action, or a whole stream.

    ``more``: fields of the candidate, with moments as texts.
    """
    name = key if isinstance(key, StreamName) else stream(key)
    payload = REGISTRY.encode(what)
    moments = {"effective": "2020-05-13", "documented": "2020-05-13"} | {
        field: text for field, text in more.items() if field in {"effective", "documented"}
    }
    usual = Candidate(
        source=OFFICE,
        id=event_id,
        time=None,
        type=type_name(type(what), name.stream),
        stream=name,
        effective=parse_moment(str(moments["effective"])),
        documented=parse_moment(str(moments["documented"])) if moments["documented"] else None,
        marking="OFFICIAL",
        correlation=None,
        causation=None,
        expected_version=None,
        event=what,
        payload=payload,
        raw=RawMessage(body=b"%b of %b" % (event_id.encode(), payload), channel="http"),
    )
    rest = {field: value for field, value in more.items() if field not in moments}
    return structs.replace(usual, **rest)


def proposed(summary: str = "Review every care leaver's housing.") -> ActionProposed:
    """The event that opens most actions here."""
    return event(ActionProposed, summary=summary)


def agreed(role: str = "chief-officer", due: str = "2020-12-31") -> ActionAgreed:
    """Agreed, with a role accountable for it and a date."""
    return event(ActionAgreed, accountable_role=role, due_on=due)


def started() -> ActionStarted:
    """Begun; possible once agreed."""
    return event(ActionStarted)


def noted(summary: str = "Half of the reviews are done.") -> ActionProgressNoted:
    """Possible in any live state, and changes none."""
    return event(ActionProgressNoted, summary=summary)


def append(ledger: Ledger, *items: Candidate, atomic: bool = False) -> list[Outcome]:
    """Append one batch."""
    return ledger.append(items, actor=ACTOR, atomic=atomic)


def receipts(outcomes: Sequence[Outcome]) -> list[Receipt]:
    """The outcomes, all of which must be receipts."""
    found = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
    assert len(found) == len(outcomes), outcomes
    return found


def refusal(outcomes: Sequence[Outcome]) -> Refused:
    """The one refusal among the outcomes."""
    (found,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    return found


def codes(outcomes: Sequence[Outcome]) -> list[str]:
    """What came of each item: a code, ``recorded`` or ``duplicate``."""
    return [_code(outcome) for outcome in outcomes]


def _code(outcome: Outcome) -> str:
    if isinstance(outcome, Refused):
        return outcome.code
    return "duplicate" if outcome.duplicate else "recorded"


def content(place: Place) -> str:
    """A digest of everything stored but the quarantine."""
    digest = hashlib.sha256()
    for table, rows in place.content().items():
        if table not in {"quarantine", "sqlite_sequence"}:
            digest.update(repr((table, rows)).encode())
    return digest.hexdigest()
