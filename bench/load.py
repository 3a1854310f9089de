"""Made-up load: the lives of many actions, as the CloudEvents that a service would send.

The same seed gives the same bytes. Every event is one that the rules accept; of all
that follow an opening, one in ten is backdated by a month to a year, and one in twenty
is dated ahead.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias

import msgspec

from ledger.moments import day_start_us

SEED: Final = 2020
COUNCIL: Final = "example"
SOURCE: Final = "/bench/improvement-office"
MANY: Final = 10_000_000
"""More events than any bench takes, for one that takes them as it goes."""

START: Final = date(2020, 1, 6)
DAYS: Final = 1_800
"""Over how many days the events are recorded."""
OPENING_DAYS: Final = 20
"""Within how many days all actions are carried in."""

BACKDATED: Final = 0.10
AHEAD: Final = 0.05

_DAY_US: Final = 86_400_000_000
_NOON_US: Final = day_start_us(START) + _DAY_US // 2
_FIRST: Final = START - timedelta(days=800)
_DAYS: Final = [(_FIRST + timedelta(days=n)).isoformat() for n in range(DAYS + 2_000)]

_ROLES: Final = ("chief-officer", "area-manager", "head-of-service", "improvement-lead")
_RATINGS: Final = ("RED", "AMBER", "GREEN")
_WHAT: Final = ("supervision", "case audits", "pathway plans", "placement reviews", "visits")
_WHERE: Final = ("the northern teams", "the care leavers service", "early help", "the front door")
_HOW: Final = (
    "is behind the date the board agreed and has been raised with the locality director",
    "goes on as planned; the sample of March was read by two managers and found sound",
    "waits for three posts to be filled, and agency cover ends with the quarter",
    "was taken through the board with the evidence, and members asked for a second look",
)

Payload: TypeAlias = dict[str, object]

Turn: TypeAlias = tuple[str, Payload]
"""What happens next to an action: the event, and what it says."""


class Made(NamedTuple):
    """An event as it is sent in, and the moment at which it is."""

    body: bytes
    recorded_us: int


class _Action:
    """What the next event of an action has to fit."""

    __slots__ = ("due", "status", "subject")

    def __init__(self, subject: str, due: str) -> None:
        self.subject = subject
        self.due = due
        self.status = "IN_PROGRESS"


def plan_key(number: int) -> str:
    """The key ``<council>/<plan>`` of the ``number``-th plan."""
    return f"{COUNCIL}/plan-{number:02d}"


def action_events(*, plans: int, actions: int, count: int, seed: int = SEED) -> Iterator[Made]:
    """``count`` events of ``plans`` × ``actions`` actions: first each is carried in, then all live.

    The recorded times go on evenly from the opening to the last of all days, whatever
    ``count`` is, so that the same dates can be asked for at every size.
    """
    rng = random.Random(seed)
    lives = [
        _Action(f"{plan_key(plan)}/action/action-{number:03d}", _DAYS[rng.randrange(1_000, 2_500)])
        for number in range(actions)
        for plan in range(plans)
    ]
    opening_us = OPENING_DAYS * _DAY_US // len(lives)
    for number, action in enumerate(lives[:count]):
        recorded_us = _NOON_US + number * opening_us
        yield _made(number, action, _carried_in(rng, action), _opening_dates(rng), recorded_us)
    rest = max(1, count - len(lives))
    step_us = (DAYS - OPENING_DAYS) * _DAY_US // rest
    for number in range(len(lives), count):
        recorded_us = _NOON_US + OPENING_DAYS * _DAY_US + (number - len(lives)) * step_us
        today = 800 + (recorded_us - _NOON_US) // _DAY_US
        action = rng.choice(lives)
        yield _made(number, action, _turn(rng, action, today), _dates(rng, today), recorded_us)


def _made(number: int, action: _Action, turn: Turn, dates: tuple[str, str], at_us: int) -> Made:
    (type_, data), (effective, documented) = turn, dates
    data["cites"] = [
        {"document": f"progress-report-{documented[:7]}", "locator": f"p{number % 40}"}
    ]
    event = {
        "specversion": "1.0",
        "id": f"event-{number:09d}",
        "source": SOURCE,
        "type": f"improvement.action.{type_}.v1",
        "subject": action.subject,
        "effective": effective,
        "documented": documented,
        "time": f"{documented}T09:30:00Z",
        "datacontenttype": "application/json",
        "correlationid": f"month-{documented[:7]}",
        "data": data,
    }
    return Made(msgspec.json.encode(event), at_us)


def _opening_dates(rng: random.Random) -> tuple[str, str]:
    return _DAYS[800 - rng.randrange(2, 300)], _DAYS[799]


def _dates(rng: random.Random, today: int) -> tuple[str, str]:
    """When it took effect, and the date of the document that says so."""
    kind = rng.random()
    if kind < BACKDATED:
        return _DAYS[today - rng.randrange(30, 400)], _DAYS[today - 1]
    if kind < BACKDATED + AHEAD:
        return _DAYS[today + rng.randrange(10, 200)], _DAYS[today - 1]
    effective = today - rng.randrange(2, 9)
    return _DAYS[effective], _DAYS[effective + 1]


def _carried_in(rng: random.Random, action: _Action) -> Turn:
    return "carried-in", {
        "status": action.status,
        "summary": _text(rng),
        "accountableRole": rng.choice(_ROLES),
        "baselineDueOn": action.due,
        "dueOn": action.due,
        "rag": rng.choice(_RATINGS),
    }


def _turn(rng: random.Random, action: _Action, today: int) -> Turn:
    kind = rng.random()
    return next(make for most, make in _TURNS if kind < most)(rng, action, today)


def _rated(rng: random.Random, _action: _Action, _today: int) -> Turn:
    rated = {"rag": rng.choice(_RATINGS), "scheme": "board-2020", "rationale": _text(rng)}
    return "rag-rated", {**rated, "ratedBy": rng.choice(_ROLES)}


def _noted(rng: random.Random, _action: _Action, _today: int) -> Turn:
    return "progress-noted", {"summary": _text(rng), "notedBy": rng.choice(_ROLES)}


def _moved(rng: random.Random, action: _Action, today: int) -> Turn:
    before, action.due = action.due, _DAYS[today + rng.randrange(20, 150)]
    move = {"from": before, "to": action.due, "reason": _text(rng)}
    return "due-date-moved", {**move, "authority": "improvement board"}


def _reassigned(rng: random.Random, _action: _Action, _today: int) -> Turn:
    return "reassigned", {"toRole": rng.choice(_ROLES), "reason": _text(rng)}


def _stepped(rng: random.Random, action: _Action, _today: int) -> Turn:
    """The next step through the states of an action."""
    event, action.status = rng.choice(_STEPS[action.status])
    match event:
        case "blocked" | "completion-rejected":
            return event, {"reason": _text(rng)}
        case "delivery-claimed":
            return event, {"claimedBy": rng.choice(_ROLES)}
        case "completion-accepted":
            return event, {"acceptedBy": "commissioner", "impact": _text(rng)}
        case "reopened":
            return event, {"trigger": _text(rng)}
        case _:
            return event, {"summary": _text(rng)}


_STEPS: Final = {
    "IN_PROGRESS": (("blocked", "BLOCKED"), ("delivery-claimed", "AWAITING_ASSURANCE")),
    "BLOCKED": (("unblocked", "IN_PROGRESS"),),
    "AWAITING_ASSURANCE": (
        ("completion-accepted", "COMPLETED"),
        ("completion-rejected", "IN_PROGRESS"),
    ),
    "COMPLETED": (("reopened", "IN_PROGRESS"),),
}
"""State of an action -> the events that may follow, and the states they lead to."""

_TURNS: Final[tuple[tuple[float, Callable[[random.Random, _Action, int], Turn]], ...]] = (
    (0.40, _rated),
    (0.60, _noted),
    (0.70, _moved),
    (0.80, _reassigned),
    (1.00, _stepped),
)
"""How often what happens: each up to its share, counted on from the one before."""


def _text(rng: random.Random) -> str:
    return f"Work on {rng.choice(_WHAT)} in {rng.choice(_WHERE)} {rng.choice(_HOW)}."
