"""The fixtures that tests ask for, and the summary that tells what served them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Final, TypeVar

import pytest

from tests.services.guarded import unprivileged_user
from tests.services.kafka.native import NativeKafka
from tests.services.kafka.secured import SecuredKafka
from tests.services.kafka.topics import fresh_topic
from tests.services.kafka.wheel import WheelKafka
from tests.services.missing import NOT_RUN, Missing, no_service
from tests.services.postgresql.databases import fresh_database
from tests.services.postgresql.native import NativePostgreSQL
from tests.services.services import (
    Services,
    own_kafka_broker,
    own_postgresql_server,
    secured_kafka_broker,
)
from tests.services.small_disk import SmallDisk, small_disk

Here = TypeVar("Here")

USED: Final = pytest.StashKey[list[str]]()
HANDED_OVER: Final = "services"


@pytest.fixture(scope="session")
def services(pytestconfig: pytest.Config) -> Iterator[Services]:
    """The real servers of this session; each starts when it is first asked for."""
    with Services() as started:
        pytestconfig.stash[USED] = started.used
        yield started


@pytest.fixture
def postgresql_url(services: Services) -> Iterator[str]:
    """The URL of a fresh, empty PostgreSQL database, dropped afterwards."""
    with fresh_database(services.postgresql) as url:
        yield url


@pytest.fixture
def kafka_topic(services: Services) -> Iterator[str]:
    """A fresh topic of one partition on the broker of the session, deleted afterwards."""
    with fresh_topic(services.kafka.bootstrap) as topic:
        yield topic


@pytest.fixture
def own_postgresql() -> Iterator[NativePostgreSQL]:
    """A PostgreSQL server for this test alone, which it may stop, kill and start again."""
    with _here_or_told("PostgreSQL of our own", own_postgresql_server()) as server:
        yield server


@pytest.fixture
def own_kafka() -> Iterator[NativeKafka | WheelKafka]:
    """A Kafka broker for this test alone, which it may stop, kill and start again."""
    with _here_or_told("Kafka of our own", own_kafka_broker()) as broker:
        yield broker


@pytest.fixture(scope="session")
def secured_kafka() -> Iterator[SecuredKafka]:
    """A Kafka broker that asks who is there."""
    with _here_or_told("Kafka that asks who is there", secured_kafka_broker()) as broker:
        yield broker


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """A disk of 24 MiB that a test may fill, of whoever a server of our own runs as."""
    with _here_or_told("a small disk", small_disk(24 << 20, unprivileged_user())) as disk:
        yield disk


@contextmanager
def _here_or_told(name: str, server: AbstractContextManager[Here]) -> Iterator[Here]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(server)
        except Missing as reason:
            no_service(name, [str(reason)])
        yield running


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under xdist, hand what served this worker over to the process that sums up."""
    handed_over = getattr(session.config, "workeroutput", None)
    if handed_over is not None:
        handed_over[HANDED_OVER] = session.config.stash.get(USED, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - xdist tells no type
    """Take over what served a worker."""
    told = getattr(node, "workeroutput", {}).get(HANDED_OVER, [])
    node.config.stash.setdefault(USED, []).extend(told)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell which servers served, and which tests did not run for want of one."""
    used = sorted(set(config.stash.get(USED, [])))
    skipped = [
        each for each in terminalreporter.getreports("skipped") if NOT_RUN in str(each.longrepr)
    ]
    if not (used or skipped):
        return
    terminalreporter.section("services")
    for line in used:
        terminalreporter.line(line)
    for each in skipped:
        terminalreporter.line(f"{_reason(each)}: {each.nodeid}", yellow=True)


def _reason(report: pytest.TestReport) -> str:
    return str(report.longrepr).partition(NOT_RUN)[2].rstrip("')")
