"""Two services on one data folder, sixteen senders at once, a command beside them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import httpx
import pytest

from tests.faults.sending import actions, new_ledger, proposed, send, told, until_shown
from tests.integration.service.processes import PATIENCE_S, run, started, until_ready

pytestmark = pytest.mark.faults

T = TypeVar("T")
SENDERS = 16


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    new_ledger(tmp_path)
    return tmp_path


@pytest.fixture
def services(data_dir: Path) -> Iterator[tuple[str, str]]:
    with (
        started("serve", "--port", "0", data_dir=data_dir) as one,
        started("serve", "--port", "0", data_dir=data_dir) as other,
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
    answers = all_at_once(
        services,
        lambda at, number: send(
            at,
            {**told(f"note-{number}", "progress-noted", "a-1", summary="A"), "expectedversion": 1},
        ),
    )
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: SENDERS - 1}
    assert {answer.json().get("code") for answer in answers} == {None, "VERSION_CONFLICT"}


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
    services: tuple[str, str], data_dir: Path
) -> None:
    lines = "\n".join(json.dumps(proposed(f"filed-{number}")) for number in range(400))
    with ThreadPoolExecutor(4) as threads:
        filed = threads.submit(run, "append", "-", data_dir=data_dir, stdin=lines)
        rebuilt = [threads.submit(run, "rebuild", "devon", data_dir=data_dir) for _ in range(2)]
        sent = [send(services[number % 2], proposed(f"sent-{number}")) for number in range(60)]
        assert {answer.status_code for answer in sent} == {202}
        assert filed.result().code == 0, filed.result().err
        assert 0 in {each.result().code for each in rebuilt}
    for address in services:
        assert until_shown(address, "sent-59")
        assert until_shown(address, "filed-399")
        assert len(actions(address)) == 460
    done = run("rebuild", "devon", data_dir=data_dir)
    assert "The read model before held the very same." in done.out, done.err
