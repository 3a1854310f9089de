"""What really lies on the topics after publishing is as the contract says."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
from jsonschema import Draft202012Validator

from consumers.kafka.topics import Sent
from service.documents import DOCUMENTS
from tests.integration.service.processes import ROOT, run
from tests.integration.service.scraping import Scraped
from tests.kafka.followers import Followed, follow, topics_of
from tests.kafka.publishers import publishing
from tests.places import Place
from tests.services.kafka.probes import needs
from tests.services.services import Services
from tests.wrong_events.notation import proposed

pytestmark = pytest.mark.integration

EVENTS: Final = 194
DOCUMENT: Final = json.loads(DOCUMENTS["docs/asyncapi.json"]())


@pytest.fixture
def sent(services: Services) -> Iterator[Sent]:
    needs(services.kafka, "transactions")
    with topics_of(services.kafka.bootstrap, f"test-{uuid.uuid4().hex[:12]}") as names:
        yield names


def faults(part: str, message: str, value: Any) -> list[str]:  # noqa: ANN401 - JSON
    reference = f"#/components/messages/{message}/{part}"
    judge = Draft202012Validator({**DOCUMENT, "$ref": reference})
    return [each.message for each in judge.iter_errors(value)]


def require(record: Followed, message: str) -> None:
    assert faults("payload", message, json.loads(record.value)) == []


def test_every_record_is_as_its_message_says(services: Services, place: Place, sent: Sent) -> None:
    bootstrap = services.kafka.bootstrap
    done = run("append", "--create", str(ROOT / "examples" / "devon.jsonl"), **place.settings)
    assert done.code == 0, done.err
    refused = json.dumps(proposed("refused", effective="soon"))
    assert run("append", "-", stdin=refused, **place.settings).code == 1

    with publishing(place, bootstrap, sent.ledger.removesuffix(".ledger")) as publisher:
        publisher.until_published("devon", EVENTS)
        found = Scraped(httpx.get(f"{publisher.address}/metrics", timeout=10).text)

    entries = follow(bootstrap, sent.ledger, EVENTS)
    receipts = follow(bootstrap, sent.receipts, EVENTS)
    letters = follow(bootstrap, sent.dead_letters, 1)
    assert (len(entries), len(receipts), len(letters)) == (EVENTS, EVENTS, 1)
    for entry in entries:
        message = f"{entry.headers['ce_type']}.recorded"
        assert faults("headers", message, entry.headers) == []
        require(entry, message)
    for receipt in receipts:
        require(receipt, "receipt")
    require(letters[0], "deadLetter")
    assert found.value("ledger_publisher_ready") == 1
    assert found.value("ledger_publisher_leading") == 1
    assert found.value("ledger_outbox_position", council="devon") == EVENTS
    assert found.value("ledger_outbox_waiting_entries", council="devon") == 0
    assert found.value("ledger_outbox_oldest_age_seconds", council="devon") == 0
