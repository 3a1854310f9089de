"""Methods, parameters, sizes and what a client in trouble is told."""

from __future__ import annotations

import socket
import sqlite3
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.requests import Request

from consumers.sender import Sender
from tests.wrong_events.notation import BATCH, Message, proposed, structured
from tests.wrong_events.serving import Served, now_us, serving

ALLOWED = {
    "/v1/events": "OPTIONS, POST",
    "/v1/events:validate": "OPTIONS, POST",
    "/v1/receipts": "GET, HEAD, OPTIONS",
    "/v1/receipts/1": "GET, HEAD, OPTIONS",
    "/v1/quarantine": "GET, HEAD, OPTIONS",
    "/v1/quarantine/1": "GET, HEAD, OPTIONS",
    "/v1/quarantine/1:replay": "OPTIONS, POST",
}


@pytest.mark.parametrize(("address", "allowed"), ALLOWED.items())
def test_options_says_what_is_taken(served: Served, address: str, allowed: str) -> None:
    answer = served.client.options(address)

    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, allowed, b"")


@pytest.mark.parametrize(("address", "allowed"), ALLOWED.items())
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused(served: Served, method: str, address: str, allowed: str) -> None:
    answer = served.client.request(method, address)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["code"] == "METHOD_NOT_ALLOWED"


def test_head_is_get_without_the_body(served: Served) -> None:
    get = served.client.get("/v1/quarantine?council=devon")
    head = served.client.head("/v1/quarantine?council=devon")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize(
    ("method", "address", "detail"),
    [
        ("POST", "/v1/events?atomc=true", "'atomc' is no parameter"),
        ("POST", "/v1/events?atomic=yes", "write true or false"),
        ("POST", "/v1/events?atomic=true&atomic=false", "atomic is there twice"),
        ("GET", "/v1/receipts?source=a", "give both"),
        ("GET", "/v1/receipts?id=a", "give both"),
        ("GET", "/v1/receipts/one?council=devon", "write a whole number"),
        ("GET", "/v1/receipts/-1?council=devon", "write a whole number"),
        ("GET", f"/v1/receipts/{10**30}?council=devon", "write a whole number"),
        ("GET", "/v1/receipts/1", "council says in whose ledger"),
        ("GET", "/v1/quarantine?limit=0", "from 1 to 100"),
        ("GET", "/v1/quarantine?limit=101", "from 1 to 100"),
        ("GET", "/v1/quarantine?before=x", "write a whole number"),
        ("GET", "/v1/quarantine/x", "write a whole number"),
        ("POST", "/v1/quarantine/1:replay?atomic=true", "'atomic' is no parameter"),
    ],
)
def test_a_request_that_cannot_be_read_is_told_why(
    served: Served, method: str, address: str, detail: str
) -> None:
    answer = served.client.request(method, address)

    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    assert detail in answer.json()["detail"]


@pytest.mark.parametrize("size", [(1 << 20) + 1, 5 << 20, 20 << 20])
def test_of_a_body_that_is_too_large_the_beginning_is_kept(served: Served, size: int) -> None:
    body = structured(proposed(f"large-{size}")).body.ljust(size)

    problem = served.send(Message(body)).json()

    kept = served.client.get(problem["instance"]).json()
    assert (problem["status"], problem["code"]) == (413, "MESSAGE_TOO_LARGE")
    assert b64decode(kept["bodyBase64"]) == body[:4096]
    assert kept["message"]["size"] == min(size, (16 << 20) + 1)


def test_a_batch_of_more_than_16_mib_is_refused_whole(served: Served) -> None:
    body = b"[" + b" " * (17 << 20) + b"]"

    answer = served.send(Message(body, (BATCH,)))

    assert (answer.status_code, answer.json()["code"]) == (413, "BATCH_TOO_LARGE")


def test_a_batch_of_a_few_megabytes_is_taken(served: Served) -> None:
    padding = " " * 10_000
    body = f"[{padding.join(['', *_texts(300), ''])}]".replace(
        "}" + padding + "{", "}," + padding + "{"
    )

    answer = served.send(Message(body.encode(), (BATCH,)))

    assert answer.json()["recorded"] == 300, answer.text


def _texts(count: int) -> Iterator[str]:
    return (structured(proposed(f"megabytes-{number}")).body.decode() for number in range(count))


def test_an_endless_body_is_not_waited_for(served: Served) -> None:
    """The sender is told, or cut off; either way the next one is served."""
    address = urlsplit(str(served.client.base_url))
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(
            b"POST /v1/events HTTP/1.1\r\nHost: ledger.example\r\n"
            b"Content-Type: application/cloudevents+json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        try:
            for _ in range(200):
                connection.sendall(chunk)
        except ConnectionError:
            pass
        else:
            pytest.fail("two hundred megabytes were read")

    served.accept(structured(proposed("after-the-endless")))


def test_a_sender_that_goes_away_leaves_nothing_behind(served: Served) -> None:
    before = served.directory.open("devon").head()
    address = urlsplit(str(served.client.base_url))
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(
            b"POST /v1/events HTTP/1.1\r\nHost: ledger.example\r\n"
            b"Content-Type: application/cloudevents+json\r\nContent-Length: 1000\r\n\r\n{"
        )

    assert served.directory.open("devon").head() == before
    served.accept(structured(proposed("after-the-one-who-left")))


def test_nothing_but_what_is_the_event_is_kept_of_the_headers(served: Served) -> None:
    message = structured(proposed("secretive", marking="SECRET"))
    secret = ("Authorization", "Bearer not-to-be-kept")
    headers = [*message.headers, secret, ("X-Forwarded-For", "192.0.2.7")]

    problem = served.client.post("/v1/events", content=message.body, headers=headers).json()

    kept = served.client.get(problem["instance"]).json()
    assert kept["headers"] == [["content-type", "application/cloudevents+json"]]


@pytest.mark.parametrize("host", ["ledger.example", "ledger.example:8443", "[::1]:80"])
def test_addresses_are_those_the_client_knows(served: Served, host: str) -> None:
    problem = served.client.get("/v1/receipts", headers={"Host": host}).json()

    assert problem["type"] == f"http://{host}/errors/BAD_REQUEST"


def test_what_nobody_foresaw_is_told_without_its_detail(tmp_path: Path) -> None:
    def fail(_: Request) -> Sender | None:
        msg = "a secret of the service"
        raise RuntimeError(msg)

    with serving(tmp_path, sender_of=fail) as served:
        address = served.client.base_url.join("/v1/quarantine")
        answer = httpx.get(address)
        page = httpx.get(address, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "secret" not in answer.text + page.text
    assert page.headers["content-type"].startswith("text/html")


def test_a_path_that_is_only_for_reading_takes_no_events(served: Served) -> None:
    answer = served.client.post("/errors/", json={})

    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


DAY_US = 24 * 3600 * 1_000_000


def test_a_clock_far_behind_is_no_fault_of_the_event(tmp_path: Path) -> None:
    now = now_us()
    with serving(tmp_path, clock=lambda: now) as served:
        served.accept(structured(proposed("before-the-clock-went-back")))
        now -= 3 * DAY_US

        single = served.send(structured(proposed("late")))
        batch = served.send_batch([proposed("late"), proposed("later")])
        waiting = served.client.get("/v1/quarantine?council=devon").json()
        now += 3 * DAY_US
        again = served.send(structured(proposed("late")))

    for answer in (single, batch):
        assert (answer.status_code, answer.json()["code"]) == (503, "CLOCK_BEHIND")
        assert int(answer.headers["retry-after"]) > 0
    assert waiting["items"] == []
    assert again.status_code == 202


def test_of_two_councils_one_may_be_out_of_service(tmp_path: Path) -> None:
    now = now_us()
    with serving(tmp_path, clock=lambda: now) as served:
        served.accept(structured(proposed("devon-is-ahead")))
        now -= 3 * DAY_US
        elsewhere = proposed(
            "w", subject="worcestershire/improvement-2017/action/w", documented=None
        )

        answer = served.send_batch([proposed("waits"), elsewhere])

    assert answer.status_code == 202
    assert [result["status"] for result in answer.json()["results"]] == [503, 202]
    assert int(answer.headers["retry-after"]) > 0


@contextmanager
def written_to(database: Path) -> Iterator[None]:
    """Somebody else holds the write lock of a database."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_ledger_that_somebody_else_writes_to_is_busy(tmp_path: Path) -> None:
    right, wrong = structured(proposed("busy")), structured([])
    with serving(tmp_path) as served, ThreadPoolExecutor(2) as senders:
        served.send(structured("makes the quarantine of what belongs to no ledger"))
        locks = written_to(tmp_path / "devon" / "ledger.db"), written_to(tmp_path / "quarantine.db")
        with locks[0], locks[1]:
            answers = list(senders.map(served.send, (right, wrong)))
        again = [served.send(right), served.send(wrong)]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "LEDGER_BUSY")
        assert answer.headers["retry-after"] == "1"
        assert "quarantineId" not in answer.json()
    assert [answer.status_code for answer in again] == [202, 400]
