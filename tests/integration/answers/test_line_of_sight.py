"""The line of sight: who is recorded as knowing of the care leavers, and from when."""

from __future__ import annotations

from pathlib import Path

from ledger.moments import london_day
from ledger.vocabulary import SightLevel
from projections.basis import KnownBy
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


def test_the_lag_is_counted_in_days_of_the_calendar(tmp_path: Path) -> None:
    plan = "example/improvement-demo"
    oversight = {"subject": "Thresholds.", "areas": ["thresholds"], "cadence": "WEEKLY"}
    with World(tmp_path) as world:
        # Given that the clocks went forward in between, so that an hour is missing
        for key, overseer, day in (("a", "senior-manager", "01"), ("b", "chief-officer", "31")):
            told = {"overseer": overseer, **oversight}
            subject = f"{plan}/oversight/{key}"
            world.record(subject, "established", f"2026-03-{day}", **told)
        found = line_of_sight(world.view("example", known_by=KnownBy.RECORDED), "thresholds")
    lags = {link.level: link.lag_days for link in found}
    assert lags[SightLevel.CHIEF_OFFICER] == 30
