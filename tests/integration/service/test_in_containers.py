"""docker-compose.yml as an engine runs it, from an empty database to an answer."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import httpx
import pytest
from pytest_docker.plugin import DockerComposeExecutor

from tests.integration.service.scraping import STRUCTURED
from tests.integration.service.test_composed import LINES, position
from tests.kafka.events import event, structured
from tests.kafka.followers import follow
from tests.kafka.producers import produce
from tests.services.compose import composed
from tests.services.guarded import free_port
from tests.services.missing import NOT_RUN, Missing
from tests.waiting import PATIENCE_S, until
from tests.wrong_events.notation import Json

pytestmark = [pytest.mark.integration, pytest.mark.faults]

STARTED_WITHIN_S = 60.0
COUNT = 3
MARK = "/tmp/before"  # noqa: S108 - in a container, which begins anew with an empty one
KILL = """
import os, signal
first, *_ = sorted(int(name) for name in os.listdir('/proc') if name.isdigit() and name != '1')
os.kill(first, signal.SIGKILL)
"""


class Whole:
    """The whole service, as docs/operate.md has it started."""

    def __init__(self, compose: DockerComposeExecutor, port: int, bootstrap: str) -> None:
        self._compose = compose
        self.address = f"http://127.0.0.1:{port}"
        self.bootstrap = bootstrap

    def tell(self, words: str) -> str:
        """What compose says when it is told this."""
        return str(self._compose.execute(words).decode())

    def can(self, words: str) -> bool:
        """Whether compose succeeds with this."""
        try:
            self.tell(words)
        except Exception:  # noqa: BLE001 - pytest-docker raises no other
            return False
        return True

    def post(self, line: str) -> Json:
        """The receipt of an event."""
        answer = httpx.post(f"{self.address}/v1/events", content=line, headers=STRUCTURED)
        found: Json = answer.raise_for_status().json()
        return found

    def until_ready(self) -> None:
        """Wait until it answers, and keeps up."""

        def look() -> bool:
            try:
                return httpx.get(f"{self.address}/ready", timeout=PATIENCE_S).is_success
            except httpx.TransportError:
                return False

        until(look, STARTED_WITHIN_S)


@pytest.fixture(scope="module")
def whole() -> Iterator[Whole]:
    port, broker = free_port(), free_port()
    given = {
        "DATABASE_PASSWORD": secrets.token_hex(16),
        "PORT": str(port),
        "TEST_KAFKA_PORT": str(broker),
    }
    try:
        with composed("up --detach --build --wait", **given) as compose:
            yield Whole(compose, port, f"127.0.0.1:{broker}")
    except Missing as reason:
        pytest.skip(f"{NOT_RUN}the whole service in containers ({reason})")


def test_it_goes_from_an_empty_database_to_an_answer_through_every_container(whole: Whole) -> None:
    whole.tell("run --rm api ledger create devon")
    receipts = [whole.post(line) for line in LINES]
    assert [each["position"] for each in receipts] == list(range(len(LINES)))

    sent = [event("devon", "by-topic", number) for number in range(COUNT)]
    produce(whole.bootstrap, "improvement.events", map(structured, sent))
    size = len(LINES) + COUNT
    until(lambda: position(whole.address) == size - 1)
    assert len(follow(whole.bootstrap, "improvement.ledger", size)) == size

    whole.tell("restart postgresql")
    whole.until_ready()
    assert whole.post(LINES[0])["duplicate"] is True


@pytest.mark.parametrize("name", ["api", "projector", "consumer", "publisher"])
def test_what_is_killed_comes_back_by_itself(whole: Whole, name: str) -> None:
    whole.tell(f"exec -T {name} touch {MARK}")
    whole.tell(f'exec -T {name} python -c "{KILL}"')
    until(lambda: whole.can(f"exec -T {name} test ! -e {MARK}"), STARTED_WITHIN_S)
    until(lambda: whole.can(f"up --detach --wait --no-recreate {name}"), STARTED_WITHIN_S)
    whole.until_ready()


def test_nothing_of_it_writes_where_it_need_not(whole: Whole) -> None:
    for name in ("api", "projector", "consumer", "publisher", "postgresql", "kafka"):
        told = whole.tell(f"exec -T {name} sh -c 'id -u; touch /written 2>&1 || echo refused'")
        user, *_, end = told.split()
        assert user != "0"
        assert end == "refused"
