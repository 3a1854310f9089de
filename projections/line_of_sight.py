"""The line of sight for an area: who is recorded as knowing, from when, and through what.

From the frontline to the commissioner, each link with the first date on which it
is recorded as knowing, the lag from the link before, the challenge it raised and
the answer. A link of which nothing is recorded is a gap; silence is a fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ledger.moments import london_day
from ledger.roles import ROLES
from ledger.vocabulary import BodyKind, SightLevel
from projections.views import PlanView, known, members

LEVEL_OF_BODY: Final[dict[BodyKind, SightLevel]] = {
    BodyKind.CABINET: SightLevel.LEAD_MEMBER,
    BodyKind.CORPORATE_PARENTING: SightLevel.LEAD_MEMBER,
    BodyKind.LEADERSHIP_GROUP: SightLevel.CHIEF_OFFICER,
    BodyKind.BOARD: SightLevel.BOARD,
    BodyKind.PARTNERSHIP_EXECUTIVE: SightLevel.BOARD,
    BodyKind.SCRUTINY: SightLevel.SCRUTINY,
}
"""At which link of the line of sight a body stands."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One record that somebody at a link knew: from when, and through which thing.

    The entry at ``position`` says so; its own effective date may be less exact than
    ``known_us``, the moment from which it is certain.
    """

    level: SightLevel
    known_us: int
    position: int
    how: str
    entity: str
    body: str | None = None
    pack: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class SightLink:
    """One link: the first sighting, or a gap where ``sighting`` is None.

    ``lag_days`` counts days of the calendar from the nearest link before that is recorded as
    knowing; None where that one is recorded as knowing later.
    ``did_not_know`` is the key of a finding that says this link did not know.
    """

    level: SightLevel
    sighting: Sighting | None
    lag_days: int | None
    challenge: str | None
    answer: str | None
    did_not_know: str | None

    @property
    def is_gap(self) -> bool:
        """Whether nothing is recorded of this link."""
        return self.sighting is None


def line_of_sight(view: PlanView, area: str) -> list[SightLink]:
    """The links for the area with this key, gaps first, else in order of the chain."""
    sightings = sorted(_sightings(view, area), key=lambda each: (each.known_us, each.entity))
    links: list[SightLink] = []
    before_us: int | None = None
    for level in SightLevel:
        first = next((each for each in sightings if each.level is level), None)
        lag_days = None
        if first is not None:
            if before_us is not None and before_us <= first.known_us:
                lag_days = (london_day(first.known_us) - london_day(before_us)).days
            before_us = first.known_us
        challenge, answer = _challenge(view, area, level)
        blind = _blind(view, area, level)
        links.append(SightLink(level, first, lag_days, challenge, answer, blind))
    return sorted(links, key=lambda link: not link.is_gap)


def _sightings(view: PlanView, area: str) -> Iterator[Sighting]:
    yield from _audits(view, area)
    yield from _findings(view, area)
    yield from _oversights(view, area)
    yield from _briefings(view, area)


def _audits(view: PlanView, area: str) -> Iterator[Sighting]:
    began = view.began()
    for audit in view.entities("audit"):
        if area in members(audit, "areas") and known(audit, "status") == "COMPLETED":
            yield Sighting(SightLevel.FRONTLINE, *began[audit.key], "audit completed", audit.key)


def _findings(view: PlanView, area: str) -> Iterator[Sighting]:
    began = view.began()
    for finding in view.entities("finding"):
        if area not in members(finding, "areas") or finding.key not in began:
            continue
        for role in members(finding, "knownTo"):
            level = _level_of(role)
            if level is not None:
                how = f"inspectors found that {role} knew"
                yield Sighting(level, *began[finding.key], how, finding.key)


def _oversights(view: PlanView, area: str) -> Iterator[Sighting]:
    began = view.began()
    for oversight in view.entities("oversight"):
        level = _level_of(known(oversight, "overseer"))
        if level is None or area not in members(oversight, "areas"):
            continue
        if oversight.key in began:
            yield Sighting(level, *began[oversight.key], "regular oversight began", oversight.key)


def _briefings(view: PlanView, area: str) -> Iterator[Sighting]:
    began = view.began()
    for body in view.entities("body"):
        level = LEVEL_OF_BODY.get(known(body, "kind"))
        for briefing in view.children(body, "briefing") if level else ():
            for item in view.children(briefing, "briefingItem"):
                if area not in members(item, "areas") or item.key not in began:
                    continue
                told = Sighting(
                    level or SightLevel.BOARD,
                    *began[item.key],
                    "briefed",
                    item.key,
                    body.key,
                    known(briefing, "pack"),
                    known(item, "item"),
                )
                yield told
                presenter = _level_of(known(briefing, "presentedBy"))
                if presenter is not None:
                    yield replace(told, level=presenter, how="presented the briefing")


def _challenge(view: PlanView, area: str, level: SightLevel) -> tuple[str | None, str | None]:
    """The first challenge at this link, and its answer."""
    for body in view.entities("body"):
        if LEVEL_OF_BODY.get(known(body, "kind")) is not level:
            continue
        for challenge in view.children(body, "challenge"):
            if area in members(challenge, "areas"):
                return known(challenge, "summary"), known(challenge, "answer")
    return None, None


def _blind(view: PlanView, area: str, level: SightLevel) -> str | None:
    """The finding that says this link did not know."""
    for finding in view.entities("finding"):
        if area in members(finding, "areas") and any(
            _level_of(role) is level for role in members(finding, "unknownTo")
        ):
            return finding.key
    return None


def _level_of(role: str | None) -> SightLevel | None:
    return ROLES[role][1] if role in ROLES else None
