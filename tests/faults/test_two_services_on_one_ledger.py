"""Two services over one ledger, sixteen senders at once, a command beside them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import httpx
import pytest

from tests.faults.record import require_read_model, require_sound
from tests.faults.sending import actions, new_ledger, proposed, send, told, until_shown
from tests.integration.service.processes import PATIENCE_S, run, started, until_ready
from tests.places import Place

pytestmark = pytest.mark.faults

T = TypeVar("T")
SENDERS = 16
ROUNDS = 4


@pytest.fixture
def services(place: Place) -> Iterator[tuple[str, str]]:
    new_ledger(place)
    with (
        started("serve", "--port", "0", **place.settings) as one,
        started("serve", "--port", "0", **place.settings) as other,
    ):
        addresses = one.address(), other.address()
        for address in addresses:
            until_ready(address)
        yield addresses


def all_at_once(services: tuple[str, str], do: Callable[[str, int], T]) -> list[T]:
    """What sixteen threads get that start together, half of them at each service."""
    gate = Barrier(SENDERS)

    def wait_and_do(number: int) -> T:
        gate.wait(PATIENCE_S)
        return do(services[number % 2], number)

    with ThreadPoolExecutor(SENDERS) as threads:
        return list(threads.map(wait_and_do, range(SENDERS)))


def test_an_event_sent_by_all_at_once_is_recorded_once(services: tuple[str, str]) -> None:
    answers = all_at_once(services, lambda at, _: send(at, proposed("one")))
    assert Counter(answer.status_code for answer in answers) == {202: 1, 200: SENDERS - 1}
    assert len({answer.json()["leafHash"] for answer in answers}) == 1


def test_of_sixteen_different_events_under_one_id_one_is_recorded(
    services: tuple[str, str],
) -> None:
    answers = all_at_once(
        services, lambda at, number: send(at, proposed("one", summary=f"Text {number}"))
    )
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: SENDERS - 1}


def test_of_sixteen_events_that_expect_the_same_version_one_is_recorded(
    services: tuple[str, str],
) -> None:
    send(services[0], proposed("opens", "a-1"))
    for version in range(1, 1 + ROUNDS):
        answers = all_at_once(services, noting_at(version))
        assert Counter(answer.status_code for answer in answers) == {202: 1, 409: SENDERS - 1}
        refused = [answer.json() for answer in answers if answer.status_code == 409]
        assert {(each["code"], each["currentVersion"]) for each in refused} == {
            ("VERSION_CONFLICT", version + 1)
        }


def noting_at(version: int) -> Callable[[str, int], httpx.Response]:
    """A note of each sender's own, for whoever finds the action at ``version``."""

    def note(at: str, number: int) -> httpx.Response:
        event = told(f"note-{version}-{number}", "progress-noted", "a-1", summary="A")
        return send(at, {**event, "expectedversion": version})

    return note


def test_writers_who_read_the_version_and_try_again_lose_no_update(
    services: tuple[str, str], place: Place
) -> None:
    send(services[0], proposed("opens", "a-1"))
    taken = all_at_once(services, until_taken)
    assert sorted(taken) == list(range(2, 2 + SENDERS))
    assert len(require_sound(place, {})) == 1 + SENDERS


def until_taken(at: str, number: int) -> int:
    """The version at which this sender's note was taken, after each conflict at the current one."""
    version = 1
    event = told(f"note-{number}", "progress-noted", "a-1", summary="A")
    while True:
        answer = send(at, {**event, "expectedversion": version})
        if answer.status_code == 202:
            return int(answer.json()["version"])
        assert answer.json()["currentVersion"] > version
        version = answer.json()["currentVersion"]


def test_a_refused_message_replayed_by_all_at_once_is_taken_once(
    services: tuple[str, str],
) -> None:
    early = send(services[0], told("early", "progress-noted", "a-2", summary="Too early"))
    kept = early.json()["instance"]
    number = kept.rpartition("/")[2].partition("?")[0]
    assert send(services[1], proposed("opens", "a-2")).status_code == 202
    answers = all_at_once(
        services,
        lambda at, _: httpx.post(f"{at}/v1/quarantine/{number}:replay?council=devon"),
    )
    assert Counter(answer.status_code for answer in answers) == {202: 1, 200: SENDERS - 1}
    assert {answer.json()["version"] for answer in answers} == {2}


def test_a_file_appended_while_both_serve_and_the_read_model_is_rebuilt(
    services: tuple[str, str], place: Place
) -> None:
    lines = "\n".join(json.dumps(proposed(f"filed-{number}")) for number in range(400))
    with ThreadPoolExecutor(4) as threads:
        filed = threads.submit(run, "append", "-", stdin=lines, **place.settings)
        rebuilt = [threads.submit(run, "rebuild", "devon", **place.settings) for _ in range(2)]
        sent = [send(services[number % 2], proposed(f"sent-{number}")) for number in range(60)]
        assert {answer.status_code for answer in sent} == {202}
        assert filed.result().code == 0, filed.result().err
        assert 0 in {each.result().code for each in rebuilt}
    for address in services:
        assert until_shown(address, "sent-59")
        assert until_shown(address, "filed-399")
        assert len(actions(address)) == 460
    require_read_model(place)
