"""Requests that are meant to hurt: each is refused by name, and the next one is answered."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import httpx
import pytest

from tests.faults.sending import EVENT, ask, new_ledger, proposed, send, until_shown
from tests.integration.service.processes import PATIENCE_S, started, until_ready
from tests.places import Place

pytestmark = pytest.mark.faults

PLAN = 'plan(key: "improvement-2020")'
SLOW_CLIENTS = 200


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data_dir = tmp_path_factory.mktemp("attacked")
    new_ledger(Place(str(data_dir)))
    with started("serve", "--port", "0", data_dir=data_dir) as running:
        address = running.address()
        send(address, proposed("opens"))
        assert until_shown(address, "opens")
        yield address
        assert until_ready(address).status_code == 200


QUESTIONS = {
    "braces alone": "{" * 50_000,
    "nested": "{ a " * 30_000 + "}" * 30_000,
    "a list in a list": "{ plan(key: " + "[" * 20_000 + "]" * 20_000 + ") { key } }",
    "fragments in a circle": f"{{ {PLAN} {{ ...A }} }} fragment A on Plan {{ ...B }} "
    "fragment B on Plan { ...A }",
    "no such field, often": f"{{ {PLAN} {{ {' '.join(f'no{n}' for n in range(5_000))} }} }}",
    "a lone surrogate": '{ plan(key: "\\uD800") { key } }',
    "introspection in circles": "{ __schema { types { fields { type { fields { type { fields "
    "{ type { fields { name } } } } } } } } } }",
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_that_is_not_one_is_told_so(address: str, question: str) -> None:
    answer = ask(address, question).json()
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_REQUEST"}
    assert "data" not in answer


def test_a_thousand_aliases_are_a_thousand_answers(address: str) -> None:
    aliases = " ".join(f"a{n}: {PLAN} {{ key }}" for n in range(1_000))
    answer = ask(address, f"{{ {aliases} }}").json()
    assert answer["data"]["a999"] == {"key": "improvement-2020"}


def test_fragments_that_double_sixty_times_take_no_time(address: str) -> None:
    fragments = " ".join(
        f"fragment F{n} on Plan {{ a: key ...F{n + 1} b: key ...F{n + 1} }}" for n in range(60)
    )
    question = f"{{ {PLAN} {{ ...F0 }} }} {fragments} fragment F60 on Plan {{ key }}"
    plan = ask(address, question).json()["data"]["plan"]
    assert plan == dict.fromkeys(("a", "b", "key"), "improvement-2020")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"query": "\xff"}', 400),
        (b'{"query": "\\ud800"}', 400),
        (b'[{"query": "{ __typename }"}]', 400),
        (b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 90_000 + b"1}", 400),
        (b'{"query": "{ __typename }", "variables": [1]}', 400),
        (b'{"query": "# ' + b"x" * 1_048_576 + b'"}', 413),
    ],
    ids=["no UTF-8", "half a character", "a batch", "deep variables", "a list", "over 1 MiB"],
)
def test_a_body_that_holds_no_question_is_refused(address: str, body: bytes, status: int) -> None:
    answer = httpx.post(
        f"{address}/devon/graphql", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == status


@pytest.mark.parametrize("council", ["..%2fdevon", "%2e%2e", "devon%00", "DEVON", "v1", "x" * 999])
def test_a_path_leads_to_no_ledger_but_its_own(address: str, council: str) -> None:
    answer = httpx.post(f"{address}/{council}/graphql", json={"query": "{ __typename }"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_largest_number_there_is_is_no_position(address: str) -> None:
    answer = httpx.get(f"{address}/v1/receipts/{2**63 - 1}", params={"council": "devon"})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")


RAW = {
    "a header of 1 MB": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "noise": bytes(range(256)) * 40,
    "half of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,
    "a length below nothing": b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "a chunk of no size": b"POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: application/cloudevents+json\r\n\r\nzz\r\n",
}


@pytest.mark.parametrize("sent", RAW.values(), ids=RAW)
def test_what_is_no_http_is_refused(address: str, sent: bytes) -> None:
    assert first_line(address, sent).startswith(b"HTTP/1.1 400 ")


def test_senders_who_never_end_keep_nobody_waiting(address: str) -> None:
    with ExitStack() as open_ones:
        for _ in range(SLOW_CLIENTS):
            slow = open_ones.enter_context(closing(connected(address)))
            slow.sendall(
                b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
                b"Content-Type: application/cloudevents+json\r\n\r\n{"
            )
        begun = time.monotonic()
        assert send(address, proposed("in-time")).status_code == 202
        assert time.monotonic() - begun < 5


def test_answers_over_one_connection_do_not_wait_for_each_other(address: str) -> None:
    """An answer in two pieces is not held back until the first is acknowledged."""
    with httpx.Client(base_url=address) as client:
        took = []
        for number in range(40):
            begun = time.monotonic()
            client.post("/v1/events", content=json.dumps(proposed(f"n-{number}")), headers=EVENT)
            took.append(time.monotonic() - begun)
    settled = sorted(took[20:])  # the first are acknowledged at once in any case
    assert settled[len(settled) // 2] < 0.035, settled


def connected(address: str) -> socket.socket:
    place = urlsplit(address)
    return socket.create_connection((place.hostname, place.port), timeout=PATIENCE_S)


def first_line(address: str, sent: bytes) -> bytes:
    """The first line of the answer to raw bytes."""
    with closing(connected(address)) as connection:
        connection.settimeout(1)
        answer = b""
        try:
            connection.sendall(sent)
            while b"\r\n" not in answer:
                piece = connection.recv(65_536)
                if not piece:
                    break
                answer += piece
        except OSError:
            pass
    return answer.partition(b"\r\n")[0]
