"""A process that projects, beside one that only serves."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.service.processes import ROOT, run, started, until_ready
from tests.places import Place
from tests.waiting import until

LINES = (ROOT / "examples" / "devon.jsonl").read_text(encoding="utf-8").splitlines()[:22]
SERVE = ("serve", "--no-projector", "--port", "0")
PROJECT = ("project", "--port", "0")


@pytest.fixture
def recorded(place: Place) -> Place:
    """A place with twenty events, all projected."""
    done = run("append", "-", "--create", stdin="\n".join(LINES[:20]), **place.settings)
    assert done.code == 0
    return place


def send(address: str, line: str) -> None:
    media_type = {"content-type": "application/cloudevents+json"}
    assert httpx.post(f"{address}/v1/events", content=line, headers=media_type).status_code == 202


def projected(address: str) -> int:
    (ledger,) = httpx.get(f"{address}/ready").json()["ledgers"]
    return int(ledger["projected"])


def standing(address: str) -> dict[str, Any]:
    """What /ready tells once it is 200, without the age of the head, which grows meanwhile."""
    (ledger,) = until_ready(address).json()["ledgers"]
    assert ledger.pop("head_age_s") >= 0
    return dict(ledger)


def until_projected(address: str, position: int) -> None:
    until(lambda: projected(address) >= position)
    assert projected(address) == position


def test_what_is_sent_to_the_one_is_projected_by_the_other(recorded: Place) -> None:
    with started(*SERVE, **recorded.settings) as serving:
        address = serving.address()
        until_ready(address)
        send(address, LINES[20])
        time.sleep(0.5)
        assert projected(address) == 19
        with started(*PROJECT, **recorded.settings) as projecting:
            until_projected(address, 20)
            assert standing(projecting.address()) == standing(address)


def test_another_takes_over_from_one_that_was_killed(recorded: Place) -> None:
    with started(*SERVE, **recorded.settings) as serving:
        address = serving.address()
        with started(*PROJECT, **recorded.settings) as first:
            until_ready(first.address())
            with started(*PROJECT, **recorded.settings) as second:
                second.address()
                first.stop(signal.SIGKILL)
                send(address, LINES[20])
                until_projected(address, 20)


def test_without_a_projector_a_read_model_that_is_missing_is_not_ready(recorded: Place) -> None:
    if recorded.is_postgresql:
        with recorded.stranger() as stranger:
            stranger.execute("DROP SCHEMA devon_read_model CASCADE")
    else:
        for made in Path(recorded.address, "devon").glob("read-model*"):
            made.unlink()
    with started(*SERVE, **recorded.settings) as serving:
        answer = httpx.get(f"{serving.address()}/ready")
    assert answer.status_code == 503
    assert answer.json()["ledgers"][0]["standing"] == "starting"


def test_a_projector_says_how_it_is_and_nothing_else(recorded: Place) -> None:
    with started(*PROJECT, **recorded.settings) as projecting:
        address = projecting.address()
        assert projecting.printed.startswith(f"Projecting devon at {address}/")
        assert httpx.get(f"{address}/live").text == "live\n"
        assert until_ready(address).status_code == 200
        for elsewhere in ("/", "/v1/events", "/devon/graphql"):
            assert httpx.get(f"{address}{elsewhere}").status_code == 404


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_it_is_told_to(recorded: Place, how: signal.Signals) -> None:
    with started(*PROJECT, **recorded.settings) as projecting:
        projecting.address()
        assert projecting.stop(how) == 0
    assert projecting.printed.endswith("Stopped.\n")
