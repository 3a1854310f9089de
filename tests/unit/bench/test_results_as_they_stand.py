"""The committed results, and the documentation made from them."""

from __future__ import annotations

import platform

import pytest

from bench.measure import AIM, LESS_IS_BETTER, Result
from bench.report import DOCUMENT, RESULTS, document, read


def test_the_document_says_what_the_results_say() -> None:
    results, report = read()
    assert DOCUMENT.read_text(encoding="utf-8") == document(results, report)


def test_every_result_has_all_its_figures_and_nothing_else() -> None:
    results, _ = read()
    assert results
    for result in results:
        assert result.ours > 0
        assert result.peer > 0
        ratio = (
            result.peer / result.ours
            if result.unit in LESS_IS_BETTER
            else result.ours / result.peer
        )
        assert result.ratio == pytest.approx(ratio, rel=0.01)


@pytest.mark.parametrize(
    ("beginning", "peer", "aim"),
    [
        ("append one by one", "eventsourcing Application.save", 0.9),
        ("append in batches of 1,000", "eventsourcing Application.save", 1.0),
        ("rebuild", "eventsourcing ProjectionRunner", 25.0),
        ("as-of", AIM, 1.0),
    ],
)
def test_every_measurement_is_there_with_its_aim(beginning: str, peer: str, aim: float) -> None:
    results, _ = read()
    assert any(
        result.name.startswith(beginning) and result.peer_name == peer and result.aim == aim
        for result in results
    )


def test_the_machine_is_described_and_not_named() -> None:
    for path in (DOCUMENT, RESULTS, RESULTS.with_name("report.json")):
        assert platform.node() not in path.read_text(encoding="utf-8")


def test_a_missed_aim_is_said() -> None:
    results, report = read()
    missed = Result(
        name="a thing",
        ours=1.0,
        peer=4.0,
        peer_name="another",
        ratio=0.25,
        aim=0.9,
        unit="events/s",
    )
    text = document([*results, missed], report)
    assert "| a thing | 1 | another | 4 | events/s | 0.25 | 0.9 missed |" in text
    assert "*a thing* (another)" in text
