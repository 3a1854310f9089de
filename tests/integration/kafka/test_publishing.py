"""From ledgers to topics: every entry once, in the order of its plan, and nothing of a refusal."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from consumers.files import submit_file
from consumers.intake import Intake
from consumers.kafka.outgoing import RECORDED
from consumers.kafka.topics import Sent
from consumers.sender import LOCAL
from ledger.entry import decode_entry, leaf_hash
from ledger.store.directory import LedgerDirectory
from ledger.store.messages import Refused
from service.clock import now_us
from tests.integration.service.processes import run
from tests.kafka.events import Event, event, lives
from tests.kafka.followers import Followed, follow, topics_of
from tests.kafka.publishers import publishing
from tests.places import Place
from tests.services.kafka.native import NativeKafka
from tests.services.kafka.probes import needs
from tests.services.kafka.wheel import WheelKafka
from tests.services.services import Services
from tests.waiting import until

pytestmark = pytest.mark.integration

KEYS = [f"action-{number}" for number in range(10)]
SECRET = "Whatever the child said"


@pytest.fixture
def bootstrap(services: Services) -> str:
    """A broker that knows transactions."""
    needs(services.kafka, "transactions")
    return services.kafka.bootstrap


@pytest.fixture
def sent(bootstrap: str, request: pytest.FixtureRequest) -> Iterator[Sent]:
    """Topics of this test's own."""
    with topics_of(bootstrap, f"test-{abs(hash((request.node.name, time.time_ns())))}") as names:
        yield names


@pytest.fixture(autouse=True)
def ledger(place: Place) -> None:
    """An empty ledger of Devon."""
    assert run("ledger", "create", "devon", **place.settings).code == 0


def prefix_of(sent: Sent) -> str:
    return sent.ledger.removesuffix(".ledger")


def record(place: Place, events: Iterable[Event], refused: int = 0) -> None:
    lines = "".join(json.dumps(each) + "\n" for each in events).encode()
    with LedgerDirectory(place.home(), now_us, secrets.token_bytes) as directory:
        taken = submit_file(Intake(directory), BytesIO(lines), "told.jsonl", sender=LOCAL)
        assert sum(isinstance(outcome, Refused) for _, outcome in taken) == refused


def entries(place: Place, council: str = "devon") -> list[bytes]:
    rows = place.rows("SELECT state FROM stored_events ORDER BY notification_id", council)
    return [bytes(state) for (state,) in rows]


def positions(records: Iterable[Followed]) -> list[int]:
    return [int(each.headers["ce_position"]) for each in records]


def require_published(place: Place, bootstrap: str, sent: Sent, council: str = "devon") -> None:
    """Every entry is there once, those of a plan in order, each as the ledger has it."""
    stored = entries(place, council)
    found = follow(bootstrap, sent.ledger, len(stored))
    assert sorted(positions(found)) == list(range(len(stored)))
    for partition in {each.partition for each in found}:
        ours = positions(each for each in found if each.partition == partition)
        assert ours == sorted(ours)
    for each in found:
        entry = stored[int(each.headers["ce_position"])]
        assert each.headers["ce_leafhash"] == leaf_hash(entry).hex()
        assert each.value == bytes(decode_entry(entry).data)


def test_what_was_recorded_is_published_once_with_its_receipt(
    place: Place, bootstrap: str, sent: Sent
) -> None:
    record(place, lives("devon", KEYS, 20))
    with publishing(place, bootstrap, prefix_of(sent)) as publisher:
        publisher.until_published("devon", 200)
        record(place, [event("devon", "late", 0)])
        publisher.until_published("devon", 201)
        assert publisher.standing()["ready"]
    assert publisher.running.process.returncode == 0
    require_published(place, bootstrap, sent)
    (one, *_) = follow(bootstrap, sent.ledger, 201)
    assert {f"ce_{name}" for name in RECORDED} - one.headers.keys() <= {
        "ce_documented",
        "ce_correlationid",
        "ce_causationid",
    }
    assert one.key == "devon/improvement-2020"
    receipts = follow(bootstrap, sent.receipts, 201)
    told: dict[str, Any] = {each.key: json.loads(each.value) for each in receipts}
    assert len(told) == 201
    assert told['["devon","/tests/kafka","devon-late-0"]']["position"] == 200


def test_a_dead_letter_says_why_and_nothing_of_what(
    place: Place, bootstrap: str, sent: Sent
) -> None:
    fault = event("devon", "first", 0, data={"summary": SECRET, SECRET: 1})
    record(place, [event("devon", "first", 1), fault, event("atlantis", "first", 0)], refused=3)
    with publishing(place, bootstrap, prefix_of(sent)):
        letters = follow(bootstrap, sent.dead_letters, 3)
    told = [json.loads(each.value) for each in letters]
    assert sorted((each["council"] or "-", each["code"]) for each in told) == [
        ("-", "UNKNOWN_COUNCIL"),
        ("devon", "INVALID_PAYLOAD"),
        ("devon", "STREAM_NOT_OPEN"),
    ]
    assert SECRET not in str(letters)
    assert sorted(each["pointer"] for each in told) == ["", "", ""]
    assert "/tests/kafka" not in str(letters)


@pytest.mark.faults
def test_publishers_that_die_publish_everything_once(
    place: Place, bootstrap: str, sent: Sent
) -> None:
    chance = Random(11)
    record(place, lives("devon", KEYS, 400))
    for turn in range(6):
        with publishing(place, bootstrap, prefix_of(sent)) as publisher:
            until(lambda publisher=publisher: publisher.standing()["leading"], 30)
            time.sleep(chance.random() * 0.6)
            publisher.kill()
        record(place, [event("devon", f"between-{turn}", 0)])
    with publishing(place, bootstrap, prefix_of(sent)) as publisher:
        publisher.until_published("devon", 4_006)
    require_published(place, bootstrap, sent)
    assert len(follow(bootstrap, sent.receipts, 4_006)) == 4_006


@pytest.mark.faults
def test_without_transactions_what_comes_twice_has_one_id(
    place: Place, bootstrap: str, sent: Sent
) -> None:
    record(place, lives("devon", KEYS, 200))
    chance = Random(3)
    for _ in range(3):
        with publishing(place, bootstrap, prefix_of(sent), transactions="false") as publisher:
            until(lambda publisher=publisher: publisher.standing()["leading"], 30)
            time.sleep(chance.random() * 0.4)
            publisher.kill()
    with publishing(place, bootstrap, prefix_of(sent), transactions="false") as publisher:
        publisher.until_published("devon", 2_000)
    found = follow(bootstrap, sent.ledger, 2_000)
    by_id = {each.headers["ce_id"]: each.headers["ce_position"] for each in found}
    assert sorted(map(int, by_id.values())) == list(range(2_000))
    assert len({(each.headers["ce_id"], each.value) for each in found}) == 2_000


def test_one_publishes_and_another_stands_by(place: Place, bootstrap: str, sent: Sent) -> None:
    record(place, lives("devon", KEYS, 5))
    with publishing(place, bootstrap, prefix_of(sent)) as first:
        first.until_published("devon", 50)
        with publishing(place, bootstrap, prefix_of(sent)) as second:
            told = second.standing()
            assert (told["leading"], told["ready"]) == (False, True)
            first.kill()
            record(place, lives("devon", ["next"], 5))
            second.until_published("devon", 55)
    require_published(place, bootstrap, sent)


def test_an_older_copy_that_is_put_back_is_published_under_its_own_ids(
    place: Place, bootstrap: str, sent: Sent, tmp_path: Path
) -> None:
    record(place, lives("devon", ["kept"], 5))
    with publishing(place, bootstrap, prefix_of(sent)) as publisher:
        publisher.until_published("devon", 5)
    copy = str(tmp_path / "copies")
    assert run("backup", "devon", "--to", copy, **place.settings).code == 0
    record(place, lives("devon", ["lost"], 3))
    with publishing(place, bootstrap, prefix_of(sent)) as publisher:
        publisher.until_published("devon", 8)
        (file,) = Path(copy).iterdir()
        done = run("restore", str(file), "--replace", "--yes", **place.settings)
        assert done.code == 0, done.err
        record(place, lives("devon", ["other"], 4))
        publisher.until_published("devon", 9)
    found = follow(bootstrap, sent.ledger, 12)
    ids = [each.headers["ce_id"] for each in found]
    assert sorted(ids) == sorted(
        [f"1-{number}" for number in range(8)] + [f"2-{number}" for number in range(5, 9)]
    )


@pytest.mark.faults
def test_a_broker_that_comes_back_gets_the_rest_and_nothing_twice(
    place: Place, own_kafka: NativeKafka | WheelKafka
) -> None:
    needs(own_kafka, "transactions")
    with topics_of(own_kafka.bootstrap, "ours") as sent:
        record(place, lives("devon", KEYS, 10))
        with publishing(place, own_kafka.bootstrap, "ours") as publisher:
            publisher.until_published("devon", 100)
            own_kafka.kill()
            record(place, lives("devon", ["meanwhile"], 50))
            until(lambda: not publisher.standing()["ready"], 60)
            own_kafka.start()
            publisher.until_published("devon", 150)
            until(lambda: publisher.standing()["ready"], 30)
        require_published(place, own_kafka.bootstrap, sent)


def test_topics_are_made_and_looked_at(place: Place, bootstrap: str) -> None:
    prefix = f"made-{time.time_ns()}"
    told = {
        **place.settings,
        "IMPROVEMENT_LEDGER_KAFKA_BOOTSTRAP": bootstrap,
        "IMPROVEMENT_LEDGER_KAFKA_PREFIX": prefix,
        "IMPROVEMENT_LEDGER_KAFKA_TOPICS": f"{prefix}.events",
    }
    assert run("topics", "list", **told).code == 1
    made = run("topics", "create", "--partitions", "2", "--json", **told)
    assert made.code == 0, made.err
    assert {each["name"]: (each["state"], each["partitions"]) for each in made.json} == {
        f"{prefix}.{name}": ("made", 2) for name in ("events", "ledger", "receipts", "dead-letter")
    }
    assert run("topics", "list", **told).code == 0
    again = run("topics", "create", "--json", **told).json
    assert [(each["state"], each["partitions"], each["differences"]) for each in again] == [
        ("there", 2, {})
    ] * 4
