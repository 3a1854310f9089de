"""A producer: it fills a topic, or sends at an even pace and sees how soon each event shows."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from threading import Thread
from time import perf_counter, sleep
from typing import Final

from kafka import KafkaAdminClient, KafkaProducer

from bench.load import COUNCIL, action_events, plan_key
from bench.worker import Steps

ACTIONS: Final = 100
STRUCTURED: Final = [("content-type", b"application/cloudevents+json")]
QUESTION: Final = json.dumps(
    {
        "query": "query ($key: String!) { plan(key: $key) { basis { position } } }",
        "variables": {"key": plan_key(0).partition("/")[2]},
    }
).encode()
WITHIN_S: Final = 60.0
LOOK_S: Final = 0.02
"""Between two answers: whoever asks without a pause takes from the service what it needs."""


class NotSeen(Exception):
    """An event does not show in time."""


def fill(bootstrap: str, topic: str, count: int) -> None:
    """Make the topic, of one partition, and let it hold the first ``count`` events of the load."""
    _make(bootstrap, topic)
    with closing(_producer(bootstrap)) as producer:
        for body in _bodies(count):
            producer.send(topic, body, key=COUNCIL.encode(), headers=STRUCTURED)
        producer.flush()


def pace(
    bootstrap: str, topic: str, host: str, port: int, count: int, a_second: int
) -> tuple[float, float]:
    """Milliseconds from when an event is due to be sent until an answer knows it: p50 and p99.

    A first event, which does not count, waits for the consumer to join its group and for the
    service to open the ledger.
    """
    _make(bootstrap, topic)
    bodies = list(_bodies(count + 1))
    sent: list[float] = []
    _send(bootstrap, topic, bodies[:1], a_second, [])
    _seen(host, port, range(1))
    sending = Thread(target=_send, args=(bootstrap, topic, bodies[1:], a_second, sent))
    sending.start()
    seen = _seen(host, port, range(1, count + 1))
    sending.join()
    waited = sorted((saw - due) * 1_000 for due, saw in zip(sent, seen, strict=True))
    return waited[len(waited) // 2], waited[len(waited) * 99 // 100]


def _send(
    bootstrap: str, topic: str, bodies: Sequence[bytes], a_second: int, sent: list[float]
) -> None:
    with closing(_producer(bootstrap)) as producer:
        begun = perf_counter()
        for number, body in enumerate(bodies):
            due = begun + number / a_second
            sleep(max(0.0, due - perf_counter()))
            sent.append(due)  # what a slow broker holds up counts as well
            producer.send(topic, body, key=COUNCIL.encode(), headers=STRUCTURED)
        producer.flush()


def _seen(host: str, port: int, positions: range) -> list[float]:
    """When each of ``positions`` was first known to an answer."""
    seen: list[float] = []
    connection = http.client.HTTPConnection(host, port, timeout=WITHIN_S)
    changed = perf_counter()
    while len(seen) < len(positions):
        position = _position(connection)
        now = perf_counter()
        fresh = position - positions[len(seen)] + 1
        if fresh > 0:
            seen += [now] * fresh
            changed = now
        elif now - changed > WITHIN_S:
            raise NotSeen(f"{len(seen)} of {len(positions)} events show")
        sleep(LOOK_S)
    return seen


def _position(connection: http.client.HTTPConnection) -> int:
    """The position up to which a plan is answered; -1 before there is one."""
    connection.request(
        "POST", f"/{COUNCIL}/graphql", QUESTION, {"Content-Type": "application/json"}
    )
    answer = json.loads(connection.getresponse().read())
    plan = (answer.get("data") or {}).get("plan")
    return -1 if plan is None else int(plan["basis"]["position"])


def _bodies(count: int) -> Iterator[bytes]:
    load = action_events(plans=1, actions=ACTIONS, count=count)
    return (made.body for made in islice(load, count))


def _producer(bootstrap: str) -> KafkaProducer:
    return KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=2)


def _make(bootstrap: str, topic: str) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}})
        admin.wait_for_topics([topic])


STEPS: Final[Steps] = {"fill": fill, "pace": pace}
