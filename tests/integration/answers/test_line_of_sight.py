"""The line of sight: who is recorded as knowing of the care leavers, and from when."""

from __future__ import annotations

from ledger.moments import london_day
from ledger.vocabulary import SightLevel
from projections.line_of_sight import SightLink, line_of_sight
from tests.worlds import World


def links(world: World, as_at: str, known_at: str) -> dict[SightLevel, SightLink]:
    found = line_of_sight(world.view("devon", as_at, known_at), "care-leavers")
    return {link.level: link for link in found}


def test_gaps_come_first(examples: World) -> None:
    found = line_of_sight(examples.view("devon", "2020-12-15", "2020-12-15"), "care-leavers")
    gaps = [link.is_gap for link in found]
    assert gaps == sorted(gaps, reverse=True)
    assert len(found) == len(SightLevel)
    assert any(gaps)


def test_before_the_inspection_nobody_is_recorded_as_knowing(examples: World) -> None:
    found = links(examples, "2019-12-31", "2020-12-15")
    assert all(link.is_gap for link in found.values())


def test_the_chief_officer_is_recorded_as_not_having_known(examples: World) -> None:
    found = links(examples, "2020-12-15", "2020-12-15")
    assert found[SightLevel.CHIEF_OFFICER].did_not_know is not None


def test_cabinet_was_told_in_may(examples: World) -> None:
    sighting = links(examples, "2020-12-15", "2020-12-15")[SightLevel.LEAD_MEMBER].sighting
    assert sighting is not None
    assert london_day(sighting.known_us).isoformat() == "2020-05-13"
    assert sighting.pack == "cs-20-06"
