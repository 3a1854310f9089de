"""The servers of a session, each started when it is first asked for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import cached_property
from typing import Self, TypeVar

from tests.services.compose import containers
from tests.services.guarded import free_port
from tests.services.kafka.artefacts import artefacts, java
from tests.services.kafka.broker import Kafka
from tests.services.kafka.given import ReachedKafka, given_kafka
from tests.services.kafka.native import NativeKafka
from tests.services.kafka.secured import SecuredKafka
from tests.services.kafka.wheel import WheelKafka
from tests.services.missing import Missing, Server, no_service
from tests.services.postgresql.databases import PostgreSQL
from tests.services.postgresql.given import ReachedPostgreSQL, given_postgresql
from tests.services.postgresql.installations import installations
from tests.services.postgresql.native import NativePostgreSQL

AnyServer = TypeVar("AnyServer", bound=Server)


class Services:
    """The servers of a session; leaving the block lets all of them go.

    ``used`` tells of each that was asked for: its version, who provides it, and why
    those who come first could not.
    """

    def __init__(self) -> None:
        self.used: list[str] = []
        self._started = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._started.close()

    @cached_property
    def postgresql(self) -> PostgreSQL:
        """A PostgreSQL server; ends the test where none can be had."""
        return self._first(
            "PostgreSQL", (_given_postgresql, _composed_postgresql, own_postgresql_server)
        )

    @cached_property
    def kafka(self) -> Kafka:
        """A Kafka broker; ends the test where none can be had."""
        return self._first(
            "Kafka", (_given_kafka, _composed_kafka, _kafka_of_java, _kafka_of_the_wheel)
        )

    def _first(
        self, name: str, providers: Sequence[Callable[[], AbstractContextManager[AnyServer]]]
    ) -> AnyServer:
        reasons: list[str] = []
        for provider in providers:
            try:
                server = self._started.enter_context(provider())
            except Missing as reason:
                reasons.append(str(reason))
            else:
                before = f" ({'; '.join(reasons)})" if reasons else ""
                self.used.append(f"{name} {server.version}, {server.provider}{before}")
                return server
        return no_service(name, reasons)


@contextmanager
def _given_postgresql() -> Iterator[PostgreSQL]:
    yield given_postgresql()


@contextmanager
def _composed_postgresql() -> Iterator[PostgreSQL]:
    password = secrets.token_hex(16)
    with containers("postgresql", DATABASE_PASSWORD=password) as found:
        port = found.port_for("postgresql", 5432)
        url = f"postgresql://improvement_ledger:{password}@127.0.0.1:{port}/improvement_ledger"
        yield ReachedPostgreSQL(url, "compose")


@contextmanager
def own_postgresql_server() -> Iterator[NativePostgreSQL]:
    """A server of our own, running; raises :class:`Missing` where there are no programs."""
    found = installations()
    if not found:
        raise Missing("neither this machine nor the wheel has the server's programs")
    with closing(NativePostgreSQL(found[0])) as server:
        server.start()
        yield server


@contextmanager
def _given_kafka() -> Iterator[Kafka]:
    yield given_kafka()


@contextmanager
def _composed_kafka() -> Iterator[Kafka]:
    port = free_port()  # a broker tells its clients where it is, so it has to know beforehand
    with containers("kafka", DATABASE_PASSWORD="unused", TEST_KAFKA_PORT=str(port)):
        yield ReachedKafka(f"127.0.0.1:{port}", "compose")


@contextmanager
def _kafka_of_java() -> Iterator[NativeKafka]:
    with closing(NativeKafka(java(), artefacts())) as broker:
        broker.start()
        yield broker


@contextmanager
def secured_kafka_broker() -> Iterator[SecuredKafka]:
    """A broker that asks who is there, running; raises :class:`Missing` where there is no Java."""
    with closing(SecuredKafka(java(), artefacts())) as broker:
        broker.start()
        yield broker


@contextmanager
def _kafka_of_the_wheel() -> Iterator[WheelKafka]:
    with closing(WheelKafka()) as broker:
        broker.start()
        yield broker


@contextmanager
def own_kafka_broker() -> Iterator[NativeKafka | WheelKafka]:
    """A broker of our own, running; raises :class:`Missing` where neither kind can be had."""
    with ExitStack() as stack:
        try:
            broker: NativeKafka | WheelKafka = stack.enter_context(_kafka_of_java())
        except Missing:
            broker = stack.enter_context(_kafka_of_the_wheel())
        yield broker
