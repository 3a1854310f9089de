"""Stories of a stream, told in the ledger's own words.

    given("action", proposed, agreed).when(started).then(status="IN_PROGRESS")
    given("action", proposed).when(started).refused("FORBIDDEN_TRANSITION")

Events are made of what a sender would write, so that a story holds nothing that
could not be sent; money, lines, limbs and totals have short forms that read as
the paper of a council does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import msgspec

from ledger.events.event import Event, EventRetracted
from ledger.registry import REGISTRY
from ledger.rules import RULES, Recorded, Refusal, State, fold
from ledger.values import dec_hook

Wire = dict[str, object]
"""JSON as a sender writes it."""

E = TypeVar("E", bound=Event)

SOURCE = "urn:story"
CITES: list[Wire] = [{"document": "devon-cabinet-2020-05-13", "locator": "resolved (a) to (d)"}]


def event(cls: type[E], **fields: object) -> E:
    """An event out of its fields, spelled as in its class, with values as on the wire."""
    names = {field.name: field.encode_name for field in msgspec.structs.fields(cls)}
    payload = {"cites": CITES} | {names[name]: value for name, value in fields.items()}
    return msgspec.convert(payload, cls, dec_hook=dec_hook)


# --- Money as a paper writes it -------------------------------------------------------------------

_MONEY = re.compile(r"(just under |just over |about )?([0-9]+)(?:\.([0-9]+))?(m|k)?")
_QUALIFIERS = {
    "just under ": "JUST_UNDER",
    "just over ": "JUST_OVER",
    "about ": "APPROXIMATE",
    None: "AS_STATED",
}
_UNITS = {"m": 1_000_000, "k": 1_000, None: 1}


def money(text: str) -> Wire:
    """Money from "just under 1.1m", "618k" or, to the penny, "1000000"."""
    match = _MONEY.fullmatch(text)
    assert match is not None, text
    qualifier, whole, part, unit = match.groups()
    amount = Decimal(f"{whole}.{part or 0}") * _UNITS[unit]
    stated_to = Decimal(_UNITS[unit]).scaleb(-len(part or "")) if unit else Decimal("0.01")
    return {
        "amount": f"{amount:.2f}",
        "qualifier": _QUALIFIERS[qualifier],
        "statedTo": f"{stated_to:.2f}",
    }


def line(line_id: str, year: str, sum_of: str, **more: object) -> Wire:
    """A recurrent line of "2020/21", or of "2021/22 on"; ``more`` as on the wire."""
    first, onwards, _ = year.partition(" on")
    when = {"fromYear" if onwards else "year": first}
    return {"lineId": line_id, **when, "nature": "RECURRENT", "money": money(sum_of), **more}


def total(year: str, sum_of: str, **more: object) -> Wire:
    """What the paper states as the total of a year."""
    return {"year": year, "money": money(sum_of), **more}


def limb(label: str, verb: str, *lines: str, covers_total: bool = False) -> Wire:
    """A limb of a resolution, on some lines, on the stated total, or on neither."""
    return {
        "label": label,
        "verb": verb,
        "lines": list(lines),
        "coversTotal": covers_total,
        "summary": f"limb {label}",
    }


def move(line_id: str, moved_from: str, moved_to: str) -> Wire:
    """The money of a line before and after."""
    return {"lineId": line_id, "from": money(moved_from), "to": money(moved_to)}


# --- Given, when, then ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What came of one event: what the rules said, and the state before and after."""

    refusal: Refusal | None
    before: State
    after: State

    def then(self, **facets: object) -> None:
        """It is accepted, and the state has these facets."""
        assert self.refusal is None, self.refusal
        found = {name: getattr(self.after, name) for name in facets}
        assert found == facets

    def refused(self, code: str, pointer: str = "") -> None:
        """It is refused with this code at this place, and the state is as it was."""
        assert self.refusal is not None, "accepted"
        assert (self.refusal.code, self.refusal.pointer) == (code, pointer), self.refusal.detail
        assert self.after == self.before


@dataclass(frozen=True)
class Story:
    """A stream of one kind in the state to which its events brought it."""

    kind: str
    state: State

    def when(self, happens: Event) -> Outcome:
        """One more event comes in."""
        rules = RULES[self.kind]
        refusal = rules.decide(self.state, happens)
        after = self.state if refusal else rules.evolve(self.state, happens)
        return Outcome(refusal, self.state, after)


def given(kind: str, *happened: Event) -> Story:
    """A stream of this kind on which these events were recorded, each accepted in its turn."""
    story = Story(kind, RULES[kind].initial)
    for each in happened:
        outcome = story.when(each)
        assert outcome.refusal is None, outcome.refusal
        story = Story(kind, outcome.after)
    return story


def given_standing(kind: str, *left: Event) -> Story:
    """A stream of this kind of which only these events still stand: a middle may be retracted."""
    return Story(kind, fold(kind, left))


# --- A stream as the ledger holds it --------------------------------------------------------------


def recorded(kind: str, *happened: Event) -> list[Recorded]:
    """The events as recorded under the ids 1, 2, 3 and so on."""
    opening = REGISTRY.kinds[kind].opening
    return [
        Recorded(SOURCE, str(version), version, each, type(each) in opening)
        for version, each in enumerate(happened, start=1)
    ]


def retraction(
    event_id: str, source: str = SOURCE, *, replaced_by: str | None = None
) -> EventRetracted:
    """A retraction of the event under this id: it was keyed in wrongly."""
    replacement = {} if replaced_by is None else {"replaced_by": replaced_by}
    return event(
        EventRetracted,
        source=source,
        id=event_id,
        kind="MISRECORDED",
        reason="Keyed in from the wrong row.",
        authority="data-steward",
        **replacement,
    )


def rows(table: str) -> Sequence[tuple[str, ...]]:
    """The rows of a table whose cells are parted by bars, as in the papers it follows."""
    lines = (each.strip() for each in table.strip().splitlines())
    return [tuple(cell.strip() for cell in each.split("|")) for each in lines if each]
