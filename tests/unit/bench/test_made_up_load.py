"""The load: repeatable, legal, and as backdated as it says."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import msgspec
import pytest

from bench.load import AHEAD, BACKDATED, COUNCIL, MANY, Made, action_events
from bench.ours.feed import Clock, directory, fill
from ledger.moments import day_start_us, london_day, parse_moment


def _effective_us(made: Made) -> int:
    return parse_moment(msgspec.json.decode(made.body)["effective"]).certain_by_us


def test_the_same_seed_makes_the_same_bytes() -> None:
    first, second = (list(action_events(plans=2, actions=3, count=50)) for _ in range(2))
    assert first == second


def test_the_ledger_takes_every_event(tmp_path: Path) -> None:
    count = 1_500
    fill(str(tmp_path), action_events(plans=2, actions=10, count=count), count=count)
    with directory(str(tmp_path), Clock()) as ledgers:
        assert ledgers.open(COUNCIL).head().size == count


def test_a_tenth_is_backdated_and_a_twentieth_dated_ahead() -> None:
    lives = list(islice(action_events(plans=1, actions=10, count=5_000), 10, None))
    days = [_effective_us(made) - day_start_us(london_day(made.recorded_us)) for made in lives]
    backdated = sum(away <= -29 * 86_400_000_000 for away in days)
    ahead = sum(away > 0 for away in days)
    assert backdated / len(lives) == pytest.approx(BACKDATED, abs=0.02)
    assert ahead / len(lives) == pytest.approx(AHEAD, abs=0.02)


def test_load_without_end_is_made_as_it_is_taken() -> None:
    assert len(list(islice(action_events(plans=1, actions=2, count=MANY), 10))) == 10
