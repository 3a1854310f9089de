"""Every example in the help works as it stands."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from consumers.cloudevents import parse
from consumers.kafka.message import read_record
from consumers.kafka.taking import KAFKA
from ledger.store.directory import LedgerDirectory
from ledger.store.feeds import Delivery, Feed
from ledger.store.messages import Parked, RawMessage
from ledger.store.sqlite.home import FolderHome
from service import clock
from service.command.manual import examples
from service.command.shape import Example
from tests.integration.service.processes import PATIENCE_S, ROOT, environment, run, started
from tests.kafka.events import Record, event, structured
from tests.services.kafka.topics import delete_topic
from tests.services.services import Services

EXAMPLES = list(examples())
OF_THE_ONE_BEFORE = ("--rollback", "--drop-old")
SERVES = (
    "improvement-ledger serve",
    "improvement-ledger project",
    "improvement-ledger consume",
    "improvement-ledger publish",
    "improvement-ledger demo --port",
)


@pytest.fixture(scope="module")
def filled(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loaded folder with one refusal in a quarantine of each sort."""
    folder = tmp_path_factory.mktemp("examples") / "data"
    shutil.copytree(loaded, folder, symlinks=True)
    lines = (ROOT / "examples" / "devon.jsonl").read_text(encoding="utf-8").splitlines()
    early = lines[1].replace("devon/improvement-2020/visit/", "devon/improvement-2020/visit/x-")
    early = early.replace('"id": "', '"id": "x-').replace('"id":"', '"id":"x-')
    assert run("append", "-", data_dir=folder, stdin=f"{early}\n{{}}").code == 1
    hold_back(folder)
    return folder


@pytest.fixture
def prepared(filled: Path, tmp_path: Path) -> Path:
    """A folder for one example: what one leaves behind is not what the next one needs."""
    return shutil.copytree(filled, tmp_path / "data", symlinks=True)


def hold_back(folder: Path) -> None:
    """Let a message that came from a topic too early wait, and let the topic be lost."""
    feed = Feed("cluster", "id", 0, "improvement.events")
    early = structured(event("devon", "never-proposed", 1))
    read = read_record(Record(early.value, early.headers, early.key))
    assert isinstance(read, RawMessage)
    with LedgerDirectory(FolderHome(folder), clock.now_us, clock.entropy) as ledgers:
        delivery = Delivery(feed, None, 1, 1)
        (outcome,) = ledgers.open("devon").deliver(
            [parse(read)], actor=KAFKA.actor, delivery=delivery
        )
        assert isinstance(outcome, Parked)
        ledgers.unrouted.incidents.report(
            "FEED_LOST", feed, next_offset=1, records=7, detail="the topic is gone"
        )


@pytest.fixture(scope="module")
def kafka(services: Services) -> Iterator[str]:
    """A broker that has the topics of the settings."""
    bootstrap = services.kafka.bootstrap
    made = run("topics", "create", "--json", IMPROVEMENT_LEDGER_KAFKA_BOOTSTRAP=bootstrap)
    assert made.code == 0, made.err
    yield bootstrap
    for each in made.json:
        delete_topic(bootstrap, each["name"])


def may_be_refused(line: str) -> bool:
    """Whether the example shows that something is refused again."""
    return " replay " in line or line.endswith("parked retry devon")


@pytest.mark.parametrize(
    ("name", "example"), EXAMPLES, ids=[example.line for _, example in EXAMPLES]
)
def test_it_works_as_it_stands(
    prepared: Path, kafka: str, tmp_path: Path, name: str, example: Example
) -> None:
    assert name in example.line
    brokers = {"IMPROVEMENT_LEDGER_KAFKA_BOOTSTRAP": kafka}
    if example.line.startswith(SERVES):
        words = example.line.split()[1:]
        with started(
            *words, data_dir=prepared, TMPDIR=str(tmp_path), PORT="0", **brokers
        ) as running:
            if "--port" in words:
                assert running.address()
                assert running.stop() == 0
        return
    if example.line.endswith(OF_THE_ONE_BEFORE):
        assert run("rebuild", "devon", data_dir=prepared).code == 0
    done = subprocess.run(
        ["/bin/sh", "-c", example.line],
        cwd=ROOT,
        env=environment(prepared, TMPDIR=str(tmp_path), **brokers),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == int(may_be_refused(example.line)), done.stderr
    assert done.stdout
    assert "Traceback" not in done.stderr
