"""What the example producers send arrives alike, whichever sends it and however."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from consumers.cloudevents import STRUCTURED_TYPE, parse
from consumers.kafka.message import read_record
from ledger.store.messages import Candidate, RawMessage, Rejected
from tests.integration.contract.producing import COUNCIL, OVER_KAFKA, ROOT, Refused, with_curl
from tests.integration.service.processes import run, started
from tests.kafka.consumers import ConsumerProcess, consuming
from tests.kafka.expected import quarantined
from tests.places import Place
from tests.services.kafka.topics import committed_records
from tests.services.services import Services
from tests.waiting import until
from tests.wrong_events.notation import proposed
from tests.wrong_events.serving import serving

pytestmark = pytest.mark.integration

EXAMPLES = ROOT / "examples" / "devon.jsonl"
HARD = proposed(
    "to be escaped",
    datacontenttype="application/json; charset=utf-8",
    correlationid="the visit of “September” 100 % £20",
    causationid='"quoted", and a backslash \\',
    marking="OFFICIAL_SENSITIVE",
    expectedversion="0",
)
"""What has to be escaped somewhere, or must not be escaped anywhere."""


class Sent(NamedTuple):
    """What an event says, however it came."""

    source: str
    id: str
    type: str
    stream: str
    effective: str
    documented: str | None
    marking: str
    correlation: str | None
    causation: str | None
    expected_version: int | None
    payload: bytes


def sent(candidate: Candidate | Rejected) -> Sent:
    assert isinstance(candidate, Candidate), candidate.refusal
    return Sent(
        candidate.source,
        candidate.id,
        candidate.type,
        str(candidate.stream),
        str(candidate.effective),
        None if candidate.documented is None else str(candidate.documented),
        candidate.marking,
        candidate.correlation,
        candidate.causation,
        candidate.expected_version,
        candidate.payload,
    )


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the events of an example, and one that is hard to send."""
    path = tmp_path_factory.mktemp("sent") / "events.jsonl"
    hard = json.dumps(HARD, ensure_ascii=False)
    path.write_text(EXAMPLES.read_text(encoding="utf-8") + hard + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def wanted(events: Path) -> list[Sent]:
    headers = (("content-type", STRUCTURED_TYPE),)
    lines = events.read_bytes().splitlines()
    return [sent(parse(RawMessage(body=each, headers=headers, channel="file"))) for each in lines]


@pytest.mark.parametrize("producer", OVER_KAFKA)
def test_events_over_kafka_arrive_in_their_order(
    services: Services, kafka_topic: str, events: Path, wanted: list[Sent], producer: str
) -> None:
    bootstrap = services.kafka.bootstrap

    OVER_KAFKA[producer](bootstrap, kafka_topic, events)

    records = committed_records(bootstrap, kafka_topic, expected=len(wanted))
    assert {record.key for record in records} == {COUNCIL.encode()}
    messages = [read_record(record) for record in records]
    assert [each for each in messages if isinstance(each, Rejected)] == []
    assert [sent(parse(each)) for each in messages if isinstance(each, RawMessage)] == wanted


def test_events_over_http_are_recorded_in_their_order(
    tmp_path: Path, events: Path, wanted: list[Sent]
) -> None:
    with serving(tmp_path / "ledgers") as served:
        with_curl(str(served.client.base_url).rstrip("/"), events)

        ledger = served.directory.open(COUNCIL)
        entries = [ledger.entry(position) for position in range(ledger.head().size)]
    recorded = [
        (each.cloudevent.source, each.cloudevent.id, each.type, each.stream, bytes(each.data))
        for each in entries
        if each is not None
    ]
    assert recorded == [(e.source, e.id, e.type, e.stream, e.payload) for e in wanted]


def test_a_refused_event_is_told_and_does_not_keep_the_others_back(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    lines = [proposed("first"), proposed("second", effective="soon"), proposed("third")]
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")

    with serving(tmp_path / "ledgers") as served:
        with pytest.raises(Refused, match="BAD_MOMENT"):
            with_curl(str(served.client.base_url).rstrip("/"), path)

        assert served.directory.open(COUNCIL).head().size == 2


def test_all_of_them_send_the_very_same_events(
    services: Services, place: Place, kafka_topic: str, events: Path, wanted: list[Sent]
) -> None:
    bootstrap = services.kafka.bootstrap
    assert run("ledger", "create", COUNCIL, **place.settings).code == 0

    with consuming(place, bootstrap, kafka_topic) as consumer:
        for produce in OVER_KAFKA.values():
            produce(bootstrap, kafka_topic, events)
        until(lambda: dealt_with(consumer) == len(wanted) * len(OVER_KAFKA))
        (feed,) = consumer.feeds()
    with started("serve", "--port", "0", **place.settings) as service:
        with_curl(service.address(), events)

    again = len(wanted) * (len(OVER_KAFKA) - 1)
    assert feed["counts"] == {"recorded": len(wanted), "duplicate": again}
    assert quarantined(place, COUNCIL) == []


def dealt_with(consumer: ConsumerProcess) -> int:
    return sum(sum(each["counts"].values()) for each in consumer.feeds())
