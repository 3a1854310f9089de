"""What a publisher tells: of ledgers only where it is the one at work."""

from __future__ import annotations

from prometheus_client import Metric

from consumers.kafka.standing import LedgerPublished, PublisherStanding
from service.metrics import PublisherMetrics


def told(standing: PublisherStanding) -> dict[str, Metric]:
    return {each.name: each for each in PublisherMetrics(lambda: standing).collect()}


def by_council(family: Metric) -> dict[str, float]:
    return {each.labels["council"]: each.value for each in family.samples}


def test_how_far_each_ledger_is_and_how_long_the_rest_has_waited() -> None:
    ledgers = (LedgerPublished(None, 0, 0, 0.0), LedgerPublished("devon", 190, 194, 2.5))
    found = told(PublisherStanding(ready=True, leading=True, error="", ledgers=ledgers))
    assert by_council(found["ledger_outbox_position"]) == {"-": 0, "devon": 190}
    assert by_council(found["ledger_outbox_waiting_entries"]) == {"-": 0, "devon": 4}
    assert by_council(found["ledger_outbox_oldest_age_seconds"]) == {"-": 0, "devon": 2.5}


def test_one_that_stands_by_tells_that_and_no_more() -> None:
    found = told(PublisherStanding(ready=True, leading=False, error=""))
    assert [each.value for each in found["ledger_publisher_ready"].samples] == [1]
    assert [each.value for each in found["ledger_publisher_leading"].samples] == [0]
    assert {name for name, each in found.items() if each.samples} == {
        "ledger_publisher_ready",
        "ledger_publisher_leading",
    }
