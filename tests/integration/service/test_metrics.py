"""What a process tells at /metrics, on either database."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from service.app import create_app, create_projector_app
from service.wiring import Wiring
from tests.integration.service.scraping import (
    HERE,
    QUESTION,
    running,
    scraped,
    scraped_when,
    send,
    settings_of,
)
from tests.places import Place
from tests.services.postgresql.native import NativePostgreSQL
from tests.waiting import PATIENCE_S
from tests.wrong_events.notation import LEFT_OUT, proposed


def test_a_ledger_and_its_read_model(place: Place) -> None:
    with running(place, "devon") as client:
        empty = scraped(client)
        for name in ("first", "second", "third"):
            assert send(client, proposed(name)) == 202
        found = scraped_when(
            client, lambda now: now.value("ledger_projection_position", council="devon") == 2
        )

    assert empty.value("ledger_position", council="devon") == -1
    assert empty.value("ledger_head_age_seconds", council="devon") is None
    assert found.value("ledger_storage_available") == 1
    assert found.value("ledger_position", council="devon") == 2
    assert found.value("ledger_epoch", council="devon") == 1
    assert 0 <= (found.value("ledger_head_age_seconds", council="devon") or -1) < PATIENCE_S
    assert found.value("ledger_projection_lag_seconds", council="devon") == 0
    standings = {
        standing: found.value("ledger_projection_standing", council="devon", standing=standing)
        for standing in ("starting", "level", "behind", "failed")
    }
    assert standings == {"starting": 0, "level": 1, "behind": 0, "failed": 0}


def test_what_waits_in_quarantine_by_its_code(place: Place) -> None:
    with running(place, "devon") as client:
        send(client, proposed("no date", effective=LEFT_OUT))
        send(client, proposed("no such day", effective="2020-02-30"))
        send(client, proposed("no such month", effective="2020-13"))
        send(client, proposed("nobody", subject="nowhere/plan/action/nobody"))

        found = scraped(client)

    name = "ledger_quarantine_messages"
    assert found.value(name, council="devon", code="EFFECTIVE_REQUIRED") == 1
    assert found.value(name, council="devon", code="BAD_MOMENT") == 2
    assert found.value(name, council="-", code="UNKNOWN_COUNCIL") == 1


def test_what_was_taken_after_all_waits_no_more(place: Place) -> None:
    with running(place) as client:
        send(client, proposed("early"))
        before = scraped(client)
        with Wiring(settings_of(place)) as another:
            another.create("devon")
        assert client.post("/v1/quarantine/1:replay").status_code == 202

        after = scraped(client)

    name = "ledger_quarantine_messages"
    assert before.value(name, council="-", code="UNKNOWN_COUNCIL") == 1
    assert after.value(name, council="-", code="UNKNOWN_COUNCIL") is None


def test_how_long_things_take(place: Place) -> None:
    with running(place, "devon") as client:
        send(client, proposed("first"))
        scraped_when(
            client, lambda now: now.value("ledger_projection_position", council="devon") == 0
        )
        for _ in range(3):
            assert client.post("/devon/graphql", json=QUESTION).status_code == 200

        found = scraped(client)

    assert found.value("ledger_append_duration_seconds_count", council="devon") == 1
    assert found.value("ledger_graphql_request_duration_seconds_count", council="devon") == 3
    name = "ledger_http_request_duration_seconds_count"
    assert found.value(name, method="POST", route="/v1/events", status="202") == 1
    assert found.value(name, method="POST", route="/{council}/graphql", status="200") == 3
    for part in ("append", "graphql_request", "http_request"):
        family = found.families[f"ledger_{part}_duration_seconds"]
        assert sum(each.value for each in family.samples if each.name.endswith("_sum")) > 0


def test_nobody_can_make_series_by_asking_for_what_is_not_there(place: Place) -> None:
    with running(place) as client:
        for number in range(20):
            client.get(f"/no/such/address/{number}")
            client.post(f"/nobody-{number}/graphql", json=QUESTION)
            client.request(f"LOOK{number}", "/live")

        found = scraped(client)

    requests = found.families["ledger_http_request_duration_seconds"]
    series = {
        (each.labels["method"], each.labels["route"], each.labels["status"])
        for each in requests.samples
        if each.name.endswith("_count")
    }
    assert series == {
        ("GET", "other", "404"),
        ("POST", "/{council}/graphql", "404"),
        ("other", "/live", "405"),
    }
    assert not found.families["ledger_graphql_request_duration_seconds"].samples


def test_a_projector_tells_of_ledgers_and_looks_into_no_quarantine(place: Place) -> None:
    with running(place, "devon", app=create_projector_app) as client:
        found = scraped_when(
            client,
            lambda now: (
                now.value("ledger_projection_standing", council="devon", standing="level") == 1
            ),
        )
    assert found.value("ledger_position", council="devon") == -1
    assert "ledger_quarantine_messages" not in found.families


def test_without_its_database_it_says_so(own_postgresql: NativePostgreSQL) -> None:
    with running(Place(own_postgresql.url_of("postgres")), "devon") as client:
        assert scraped(client).value("ledger_storage_available") == 1
        own_postgresql.stop()

        found = scraped(client)

    assert found.value("ledger_storage_available") == 0
    assert found.value("ledger_position", council="devon") is None
    assert (found.value("process_resident_memory_bytes") or 0) > 0


def test_the_contract_has_the_topics_of_the_settings(place: Place) -> None:
    settings = settings_of(place).model_copy(
        update={"kafka_topics": "social-care,finance", "kafka_prefix": "plans"}
    )
    with Wiring(settings) as wiring, TestClient(create_app(wiring), base_url=HERE) as client:
        document = client.get("/asyncapi.json").json()
    addresses = [each["address"] for each in document["channels"].values()]
    sent = ["plans.ledger", "plans.receipts", "plans.dead-letter"]
    assert addresses == ["social-care", "finance", *sent]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_every_figure_is_named_and_told_as_prometheus_asks(place: Place) -> None:
    with running(place, "devon") as client:
        send(client, proposed("first"))
        found = scraped(client)
    ours = [each for name, each in found.families.items() if name.startswith("ledger_")]
    assert len(ours) > 8
    assert [each.name for each in ours if not each.documentation.endswith(".")] == []
    assert {each.type for each in ours} <= {"gauge", "counter", "histogram"}
    # Base units, and none other (Prometheus, "Metric and label naming").
    assert [each.name for each in ours if each.name.endswith(("_ms", "_us", "_minutes"))] == []
