"""The committed results, and the documentation made from them."""

from __future__ import annotations

import platform
from typing import Final

import pytest
from msgspec.structs import replace

from bench.document import DOCUMENT, document
from bench.measure import AIM, LESS_IS_BETTER, Result, compared
from bench.measuring import MEASUREMENTS
from bench.report import REPORT, RESULTS, Measured, OtherMachine, Part, Report, merged, read

AIMED_AT: Final[dict[str, dict[str, list[tuple[str, str, float]]]]] = {
    "SQLite": {
        "append": [
            ("append one by one", "eventsourcing Application.save", 0.9),
            ("append in batches of 1,000", "eventsourcing Application.save", 1.0),
        ],
        "concurrent": [("single events over HTTP", "one client", None)],
        "kafka": [
            ("from a topic", "our own intake in batches of 1,000", 0.6),
            ("from producer to answer", AIM, 1.0),
        ],
        "rebuild": [("rebuild", "eventsourcing ProjectionRunner", 25.0)],
        "as-of": [
            ("as-of at 1,000,000", AIM, 1.0),
            ("as-of at 1,000,000", "django-simple-history as_of", 20.0),
        ],
        "memory": [("growth of a rebuild's memory", AIM, 1.0)],
    },
    "PostgreSQL": {
        "append": [("append in batches of 1,000", "eventsourcing Application.save", 1.5)],
        "concurrent": [("single events over HTTP", "one client", 4.0)],
        "kafka": [
            ("from a topic", "our own intake in batches of 1,000", 0.6),
            ("from producer to answer", AIM, 1.0),
        ],
        "rebuild": [("rebuild", "eventsourcing ProjectionRunner", 25.0)],
        "as-of": [("as-of at 1,000,000", AIM, 1.0)],
        "memory": [("growth of a rebuild's memory", AIM, 1.0)],
    },
}
"""Database -> measurement -> how the names of results begin, the peer, and the aim."""


def test_the_document_says_what_the_results_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(read())


def test_every_result_has_all_its_figures_and_nothing_else() -> None:
    results = read().results
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


def test_every_result_belongs_to_one_measurement() -> None:
    measured = read()
    assert list(measured.report.parts) == [n for n in MEASUREMENTS if n in measured.report.parts]
    assert measured.results == [
        result for name in measured.report.parts for result in measured.of(name)
    ]


@pytest.mark.parametrize("name", read().report.parts)
def test_every_measurement_has_its_aims_on_the_databases_that_it_was_made_on(name: str) -> None:
    measured = read()
    for database in measured.report.parts[name].databases:
        for beginning, peer, aim in AIMED_AT[database][name]:
            assert any(
                result.name.startswith(beginning)
                and result.name.endswith(f", {database}")
                and (result.peer_name, result.aim) == (peer, aim)
                for result in measured.of(name)
            )


def test_the_machine_is_described_and_not_named() -> None:
    for path in (DOCUMENT, RESULTS, REPORT):
        assert platform.node() not in path.read_text(encoding="utf-8")


def _result(name: str, ours: float) -> Result:
    return compared(name, ours, 4.0, peer_name="another", unit="events/s", aim=0.9)


def _measured(ours: float, *parts: str) -> Measured:
    """Each part with a result of its own."""
    part = Part(
        measured_on="2027-01-01",
        sizes="tiny",
        databases=("SQLite",),
        minutes=0.1,
        load=0.5,
        results=(),
        told={"told": ours},
    )
    machine = read().report.machine
    return Measured(
        [_result(f"a {name}", ours) for name in parts],
        Report(
            machine=machine, parts={name: replace(part, results=(f"a {name}",)) for name in parts}
        ),
    )


def test_a_missed_aim_is_said() -> None:
    text = document(_measured(1.0, "thing"))
    assert "| a thing | 1 | another | 4 | events/s | 0.25 | 0.9 missed |" in text
    assert "*a thing* (another)" in text


def test_a_measurement_made_anew_takes_the_place_of_its_results_alone() -> None:
    earlier, later = _measured(1.0, "one", "two"), _measured(8.0, "three", "two")
    now = merged(earlier, later, ["one", "two", "three"])
    assert [(result.name, result.ours) for result in now.results] == [
        ("a one", 1.0),
        ("a two", 8.0),
        ("a three", 8.0),
    ]
    assert [part.told["told"] for part in now.report.parts.values()] == [1.0, 8.0, 8.0]


def test_figures_of_another_machine_are_not_mixed_in() -> None:
    earlier, later = _measured(1.0, "one"), _measured(8.0, "two")
    machine = replace(later.report.machine, cores=later.report.machine.cores + 1)
    with pytest.raises(OtherMachine, match="cores"):
        merged(
            earlier,
            Measured(later.results, replace(later.report, machine=machine)),
            ["one", "two"],
        )
