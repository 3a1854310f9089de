"""Events made by the CloudEvents SDK, which nobody here wrote, arrive alike in both modes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.http import HTTPMessage, to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from ledger.store.ledger import Ledger
from tests.wrong_events.notation import CITES, PLAN
from tests.wrong_events.serving import Served

SUMMARY = "Ofsted’s monitoring visit: £20 a night “for tents” – 100 % of it."
MODES = {"structured": to_structured, "binary": to_binary}


def produced(mode: str, **more: object) -> HTTPMessage:
    attributes = {
        "id": f"sdk-{mode}",
        "source": "urn:council:devon:sdk",
        "type": "improvement.action.proposed.v1",
        "subject": f"{PLAN}/action/sdk-{mode}",
        "time": datetime(2020, 9, 23, 8, 0, tzinfo=UTC),
        "datacontenttype": "application/json",
        "dataschema": "http://ledger.example/schemas/improvement.action.proposed.v1.json",
        "effective": "2020-09-22",
        "documented": "2020-11~",
        "correlationid": "the visit of “September” 100 %",
        "expectedversion": 0,
        **more,
    }
    event = CloudEvent(attributes=attributes, data={"cites": CITES, "summary": SUMMARY})
    return MODES[mode](event, JSONFormat())


@pytest.mark.parametrize("mode", MODES)
def test_an_event_of_the_sdk_arrives_whole(served: Served, mode: str) -> None:
    message = produced(mode)

    answer = served.client.post("/v1/events", content=message.body, headers=message.headers)

    assert answer.status_code == 202, answer.text
    entry = ledger(served).entry(answer.json()["position"])
    assert entry is not None
    assert (entry.stream, entry.type) == (
        f"{PLAN}/action/sdk-{mode}",
        "improvement.action.proposed.v1",
    )
    assert (entry.effective, entry.documented) == ("2020-09-22", "2020-11~")
    assert entry.cloudevent.time == "2020-09-23T08:00:00Z"
    assert entry.correlation == "the visit of “September” 100 %"
    assert json.loads(bytes(entry.data))["summary"] == SUMMARY


def test_the_same_event_in_the_other_mode_is_a_duplicate(served: Served) -> None:
    same = {"id": "sdk-both", "subject": f"{PLAN}/action/sdk-both"}
    first, second = produced("structured", **same), produced("binary", **same)
    recorded = served.client.post("/v1/events", content=first.body, headers=first.headers)

    again = served.client.post("/v1/events", content=second.body, headers=second.headers)

    assert (recorded.status_code, again.status_code) == (202, 200)
    assert again.json() == {**recorded.json(), "duplicate": True}


def ledger(served: Served) -> Ledger:
    return served.directory.open("devon")
