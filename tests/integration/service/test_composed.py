"""What docker-compose.yml runs, with its very commands and settings, as processes of ours."""

from __future__ import annotations

import httpx
import pytest

from tests.integration.service.processes import ROOT, run, started, until_ready
from tests.unit.containers.read import environment, services
from tests.waiting import until

pytestmark = pytest.mark.integration

SERVICES = services()
LINES = (ROOT / "examples" / "devon.jsonl").read_text(encoding="utf-8").splitlines()[:20]
EVENTS = {"content-type": "application/cloudevents+json"}


def test_it_goes_from_an_empty_database_to_an_answer(postgresql_url: str) -> None:
    def settings(name: str) -> dict[str, str]:
        database = {"IMPROVEMENT_LEDGER_DATABASE_URL": postgresql_url}
        return environment(SERVICES[name], DATABASE_PASSWORD="unused") | database

    for words in (SERVICES["migrate"]["command"], ["ledger", "create", "devon"]):
        done = run(*words, **settings("migrate"))
        assert done.code == 0, done.err
    with (
        started(*SERVICES["api"]["command"], "--port", "0", **settings("api")) as api,
        started(*SERVICES["projector"]["command"], "--port", "0", **settings("projector")) as other,
    ):
        address = api.address()
        assert until_ready(other.address()).status_code == 200
        for line in LINES:
            assert httpx.post(f"{address}/v1/events", content=line, headers=EVENTS).is_success
        until(lambda: position(address) >= len(LINES) - 1)
        assert position(address) == len(LINES) - 1
        assert until_ready(address).json()["ledgers"][0]["standing"] == "level"


def position(address: str) -> int:
    question = {"query": "{ snapshot { basis { position } } }"}
    answer = httpx.post(f"{address}/devon/graphql", json=question).json()
    return int(answer["data"]["snapshot"]["basis"]["position"])
