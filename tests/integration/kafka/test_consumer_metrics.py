"""What a consumer tells at /metrics of what it takes in."""

from __future__ import annotations

import signal
import time

import httpx
import pytest

from tests.integration.service.processes import run
from tests.integration.service.scraping import Scraped
from tests.kafka.consumers import ConsumerProcess, consuming
from tests.kafka.events import event, structured, wrong
from tests.kafka.producers import produce, until
from tests.places import Place

pytestmark = pytest.mark.integration


def scraped(consumer: ConsumerProcess) -> Scraped:
    return Scraped(httpx.get(f"{consumer.address}/metrics", timeout=10).text)


def test_records_by_what_came_of_them(place: Place, bootstrap: str, kafka_topic: str) -> None:
    assert run("ledger", "create", "devon", **place.settings).code == 0
    first = structured(event("devon", "first", 0), b"devon")
    messages = [first, first, wrong()["TOMBSTONE"], structured(event("devon", "late", 1), b"devon")]
    feed = {"topic": kafka_topic, "partition": "0"}
    with consuming(place, bootstrap, kafka_topic) as consumer:
        produce(bootstrap, kafka_topic, messages)
        until(lambda: scraped(consumer).value("ledger_consumer_position", **feed) == len(messages))
        found = scraped(consumer)

    outcomes = {
        outcome: found.value("ledger_ingest_messages_total", outcome=outcome, **feed)
        for outcome in ("recorded", "duplicate", "refused", "parked")
    }
    assert outcomes == {"recorded": 1, "duplicate": 1, "refused": 1, "parked": 1}
    assert found.value("ledger_consumer_lag_records", **feed) == 0
    assert found.value("ledger_consumer_stalled", **feed) == 0
    assert found.value("ledger_consumer_ready") == 1
    assert found.value("ledger_parked_messages") == 1
    assert found.value("ledger_incidents_open") == 0
    assert found.value("ledger_consumer_fenced_total") == 0
    assert (found.value("ledger_append_duration_seconds_count", council="devon") or 0) >= 1


def test_one_that_reaches_no_broker_says_so_and_can_be_stopped(place: Place) -> None:
    with consuming(place, "127.0.0.1:9", "events") as consumer:
        found = scraped(consumer)
        told = time.monotonic()
        consumer.running.stop(signal.SIGTERM)
        stopped_s = time.monotonic() - told
    assert found.value("ledger_consumer_ready") == 0
    assert "ledger_incidents_open" not in found.families
    assert stopped_s < 10  # what docker grants before it kills
