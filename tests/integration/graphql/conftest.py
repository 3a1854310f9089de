"""Asking the example councils, as any program would ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from schema.access import PUBLIC, Access
from schema.execute import Answer, execute
from service.app import create_app
from service.settings import Settings
from service.wiring import Wiring
from tests.waiting import PATIENCE_S, until
from tests.worlds import EXAMPLES, FILES, World

Json = Any


@dataclass(frozen=True)
class Asker:
    """Somebody who asks questions of the councils of a world."""

    world: World
    access: Access = PUBLIC

    def answer(self, question: str, council: str = "devon", **variables: object) -> Answer:
        """The whole answer, errors and all."""
        return execute(
            question,
            variables,
            ledger=self.world.ledger(council),
            read_model=self.world.model(council),
            clock_us=self.world.clock,
            access=self.access,
        )

    def __call__(self, question: str, council: str = "devon", **variables: object) -> Json:
        """The data of an answer that has no errors."""
        answer = self.answer(question, council, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def refusals(self, question: str, council: str = "devon", **variables: object) -> list[str]:
        """The codes of the errors."""
        answer = self.answer(question, council, **variables)
        return [error["extensions"]["code"] for error in answer["errors"]]


@pytest.fixture(scope="session")
def ask(examples: World) -> Asker:
    """Ask the four example councils."""
    return Asker(examples)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world with no ledger in it yet."""
    with World(tmp_path) as made:
        yield made


@dataclass(frozen=True)
class Served:
    """A running service with the example councils in it, loaded through its own intake."""

    client: httpx.Client

    def ask(self, council: str, question: str, **variables: object) -> Json:
        """The data of an answer to a question that is POSTed."""
        body = {"query": question, "variables": variables}
        response = self.client.post(f"/{council}/graphql", json=body)
        assert response.status_code == 200, response.text
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def devon(self, question: str, **variables: object) -> Json:
        """Ask about Devon."""
        return self.ask("devon", question, **variables)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the four example councils, with their events sent over HTTP."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("served"))
    with Wiring(settings) as wiring:
        for council in FILES:
            wiring.create(council)
        with _listening(create_app(wiring)) as url, httpx.Client(base_url=url) as client:
            for council, name in FILES.items():
                _wait_for(client, council, _send(client, EXAMPLES / name))
            yield Served(client)


def _send(client: httpx.Client, file: Path) -> int:
    """Send a file of events, one a line, as one batch; the position of the last."""
    lines = file.read_bytes().splitlines()
    response = client.post(
        "/v1/events",
        content=b"[" + b",".join(lines) + b"]",
        headers={"Content-Type": "application/cloudevents-batch+json"},
    )
    assert response.status_code == 202, response.text
    return len(lines) - 1


def _wait_for(client: httpx.Client, council: str, position: int) -> None:
    """Wait until the service has projected what it has just recorded."""
    question = f'{{ snapshot(minPosition: "{position}") {{ basis {{ position }} }} }}'
    asked = {"query": question}
    until(lambda: "errors" not in client.post(f"/{council}/graphql", json=asked).json())


@contextmanager
def _listening(app: Starlette) -> Iterator[str]:
    """Run the service in a thread on a free port; its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, name="uvicorn")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.005)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE_S)
