"""From a topic into the ledger: how many events a second, and how soon each can be seen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Final

from bench.address import is_url
from bench.concurrent import FOLDER, PROGRAM, URL, address_of, require_program
from bench.databases import Database
from bench.load import COUNCIL
from bench.measure import alternate, compared, held_against
from bench.run import Run
from bench.worker import Worker
from tests.services.services import own_kafka_broker

TOPIC: Final = "improvement.events"
PACED: Final = "paced"
INTAKE: Final = "our own intake in batches of 1,000"
CLIENT: Final = "kafka-python alone"
A_SECOND: Final = 1_000
SETTINGS: Final = "IMPROVEMENT_LEDGER_KAFKA_"


def measure(run: Run) -> None:
    """On every database in turn, with one broker of the run's own."""
    run.stage("starting a broker")
    with own_kafka_broker() as broker, Worker("bench.ours.produce") as producer:
        run.tell("events a topic holds", run.sizes.topic_events)
        producer.do("fill", bootstrap=broker.bootstrap, topic=TOPIC, count=run.sizes.topic_events)
        for database in run.databases:
            _rates(run, database, broker.bootstrap)
            _latency(run, database, broker.bootstrap, producer)


def _rates(run: Run, database: Database, bootstrap: str) -> None:
    count = run.sizes.topic_events
    title = f"from a topic into the ledger, {database.name}"
    run.stage(f"{title}: {run.sizes.topic_runs} times a side")
    with Worker("bench.ours.consume") as ours, Worker("bench.peers.kafka_client") as client:
        at = {"bootstrap": bootstrap, "topic": TOPIC, "count": count}
        turns = iter(range(100))

        def place(name: str) -> str:
            return database.place(f"kafka-{name}-{next(turns)}")

        rates = alternate(
            {
                "ours": lambda: ours.ask("consume", float, address=place("ours"), **at),
                INTAKE: lambda: ours.ask("submit", float, address=place("intake"), count=count),
                CLIENT: partial(client.ask, "consume", float, **at),
            },
            runs=run.sizes.topic_runs,
        )
    for peer, aim in ((INTAKE, run.aims(database).topic), (CLIENT, None)):
        run.add(
            compared(title, rates["ours"], rates[peer], peer_name=peer, unit="events/s", aim=aim)
        )


def _latency(run: Run, database: Database, bootstrap: str, producer: Worker) -> None:
    """Events sent at an even pace, until each can be seen in an answer of GraphQL."""
    count, topic = run.sizes.paced_s * A_SECOND, f"{PACED}-{database.name.lower()}"
    run.stage(f"{A_SECOND:,} events a second from producer to answer, {database.name}")
    with _running(database.place("kafka-paced"), bootstrap, topic) as (host, port):
        at = {"bootstrap": bootstrap, "topic": topic, "host": host, "port": port}
        half, most = producer.ask("pace", tuple[float, float], count=count, a_second=A_SECOND, **at)
    name = f"from producer to answer at {A_SECOND:,} events/s"
    run.tell(f"{name}, half of them, {database.name}, ms", half)
    run.add(
        held_against(
            f"{name}, 99 of 100, {database.name}", most, run.aims(database).visible_ms, unit="ms"
        )
    )


@contextmanager
def _running(address: str, bootstrap: str, topic: str) -> Iterator[tuple[str, int]]:
    """A consumer and a service, which projects, each in a process of its own."""
    others = {name: value for name, value in os.environ.items() if name not in (FOLDER, URL)}
    environment = others | {
        URL if is_url(address) else FOLDER: address,
        f"{SETTINGS}BOOTSTRAP": bootstrap,
        f"{SETTINGS}TOPICS": topic,
        f"{SETTINGS}GROUP": topic,
    }
    require_program("ledger", "create", COUNCIL, environment=environment)
    with ExitStack() as stack:
        serve, consume = (
            stack.enter_context(
                subprocess.Popen(  # noqa: S603 - our own program
                    [PROGRAM, command, "--port", "0"],
                    env=environment,
                    stdout=subprocess.PIPE,
                    stderr=sys.stderr,
                    text=True,
                )
            )
            for command in ("serve", "consume")
        )
        try:
            yield address_of(serve)
        finally:
            for process in (consume, serve):
                process.terminate()
