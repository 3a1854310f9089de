"""What a consumer tells while something is wrong: no figure that nobody knows."""

from __future__ import annotations

from prometheus_client import Metric

from consumers.kafka.standing import FeedStanding, Standing, nothing
from service.metrics import ConsumerMetrics


def told(standing: Standing) -> dict[str, Metric]:
    return {each.name: each for each in ConsumerMetrics(lambda: standing).collect()}


def values(family: Metric) -> dict[str, float]:
    return {each.labels["partition"]: each.value for each in family.samples}


def test_one_that_reaches_no_broker_tells_that_and_nothing_else() -> None:
    found = told(nothing("the broker cannot be reached"))
    assert [each.value for each in found["ledger_consumer_ready"].samples] == [0]
    assert {name for name, each in found.items() if each.samples} == {"ledger_consumer_ready"}


def test_a_feed_that_cannot_be_read_stands_still_and_has_no_position() -> None:
    feeds = (
        FeedStanding(topic="events", partition=0, position=7, end_offset=7),
        FeedStanding(topic="events", partition=1, error="the disk is full"),
        FeedStanding(topic="events", partition=2, position=3, end_offset=9, lag=6, stalled_s=31),
        FeedStanding(topic="events", partition=3, position=3, end_offset=9, lag=6, stalled_s=2),
    )
    found = told(Standing(ready=False, error="", feeds=feeds))
    assert values(found["ledger_consumer_stalled"]) == {"0": 0, "1": 1, "2": 1, "3": 0}
    assert values(found["ledger_consumer_position"]) == {"0": 7, "2": 3, "3": 3}
    assert values(found["ledger_consumer_lag_records"]) == {"0": 0, "2": 6, "3": 6}
