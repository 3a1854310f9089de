"""A service to attack, and events to send to it."""

from __future__ import annotations

import json
import time
from typing import Final

import httpx

from tests.integration.service.processes import PATIENCE_S, run, until_ready
from tests.places import Place
from tests.waiting import until

EVENT: Final = {"content-type": "application/cloudevents+json"}
BATCH: Final = {"content-type": "application/cloudevents-batch+json"}
SOURCE: Final = "/tests/faults"
PLAN: Final = "devon/improvement-2020"

Event = dict[str, object]


def proposed(event_id: str, key: str | None = None, **more: object) -> Event:
    """An action proposed, on a stream of its own unless ``key`` names one."""
    data = {"summary": "A duty team", "areas": ["care-leavers"], **more}
    return told(event_id, "proposed", key or event_id, **data)


def told(event_id: str, what: str, key: str, /, **data: object) -> Event:
    """Any event of the action ``key``."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": SOURCE,
        "type": f"improvement.action.{what}.v1",
        "subject": f"{PLAN}/action/{key}",
        "effective": "2020-09-22",
        "data": {"cites": [{"document": "S4", "locator": "3.1"}], **data},
    }


def new_ledger(place: Place) -> None:
    """An empty ledger of Devon."""
    done = run("ledger", "create", "devon", **place.settings)
    assert done.code == 0, done.err


def send(address: str, event: Event) -> httpx.Response:
    """Send one event."""
    return httpx.post(f"{address}/v1/events", content=json.dumps(event), headers=EVENT)


def is_recorded(address: str, event_id: str) -> bool:
    """Whether the ledger has a receipt for it."""
    named = {"source": SOURCE, "id": event_id, "council": "devon"}
    return httpx.get(f"{address}/v1/receipts", params=named).status_code == 200


def ask(address: str, query: str) -> httpx.Response:
    """Put a question to Devon's ledger."""
    return httpx.post(f"{address}/devon/graphql", json={"query": query}, timeout=PATIENCE_S)


def until_level(address: str) -> None:
    """Wait until the service is ready and all that is recorded is projected."""

    def is_level() -> bool:
        ledgers = until_ready(address).json()["ledgers"]
        return all(each["projected"] == each["head"] for each in ledgers)

    until(is_level, 2 * PATIENCE_S)


def actions(address: str) -> list[str]:
    """The keys of the actions there are, as the read model has them."""
    answer = ask(address, '{ plan(key: "improvement-2020") { actions { key } } }').json()
    plan = answer["data"]["plan"]
    return [] if plan is None else [action["key"].rpartition("/")[2] for action in plan["actions"]]


def until_shown(address: str, event_id: str) -> bool:
    """Whether the action that was proposed by ``event_id`` comes to be seen."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            if event_id in actions(address):
                return True
        except (KeyError, TypeError, httpx.HTTPError):
            pass
        time.sleep(0.05)
    return False
