"""A credential covers certain councils; what it may not do leaves no mark on them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from consumers.sender import Sender
from tests.wrong_events.notation import Message, proposed, structured
from tests.wrong_events.serving import Served, by_credential, serving

DEVON = {"Authorization": "Bearer devon"}
ALL = {"Authorization": "Bearer all"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    senders = by_credential(
        {
            "Bearer devon": Sender("devon-feed", "improvement-office", frozenset({"devon"})),
            "Bearer all": Sender("operator", "data-steward", None),
        }
    )
    with serving(tmp_path_factory.mktemp("guarded"), sender_of=senders) as running:
        yield running


def send(served: Served, message: Message, credential: dict[str, str]) -> httpx.Response:
    headers = [*message.headers, *credential.items()]
    return served.client.post("/v1/events", content=message.body, headers=headers)


def test_without_a_credential_nothing_is_taken(guarded: Served) -> None:
    answer = send(guarded, structured(proposed("nobody")), {})

    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_entry_says_who_sent_it_and_never_the_secret(guarded: Served) -> None:
    answer = send(guarded, structured(proposed("somebody")), DEVON)

    stored = guarded.directory.open("devon").entry_bytes(answer.json()["position"])
    assert stored is not None
    assert b'"actor":{"credential":"devon-feed","role":"improvement-office"}' in stored
    assert b"Bearer" not in stored


@pytest.mark.parametrize("data", [{"summary": "x"}, {}])
@pytest.mark.parametrize("council", ["worcestershire", "rutland"])
def test_another_council_is_forbidden_whether_it_is_there_or_not(
    guarded: Served, council: str, data: object
) -> None:
    event = proposed("elsewhere", subject=f"{council}/plan/action/a", data=data)

    answer = send(guarded, structured(event), DEVON)

    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    assert council in answer.json()["detail"]


def test_what_is_forbidden_is_kept_where_the_council_does_not_see_it(guarded: Served) -> None:
    event = proposed("kept-apart", subject="worcestershire/plan/action/kept-apart")
    problem = send(guarded, structured(event), DEVON).json()

    theirs = guarded.client.get("/v1/quarantine?council=worcestershire", headers=ALL).json()
    nobodys = guarded.client.get(problem["instance"], headers=ALL).json()["message"]

    assert theirs["items"] == []
    assert (nobodys["code"], nobodys["id"]) == ("FORBIDDEN", "kept-apart")


@pytest.mark.parametrize("address", ["/v1/quarantine?council=worcestershire", "/v1/quarantine"])
def test_a_quarantine_is_for_those_it_concerns(guarded: Served, address: str) -> None:
    answer = guarded.client.get(address, headers=DEVON)

    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_a_forbidden_message_cannot_be_replayed_by_its_sender(guarded: Served) -> None:
    event = proposed("forbidden-replay", subject="worcestershire/plan/action/a")
    problem = send(guarded, structured(event), DEVON).json()

    answer = guarded.client.post(f"{problem['instance']}:replay", headers=DEVON)

    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_receipts_of_others_are_not_there(guarded: Served) -> None:
    theirs = proposed("theirs", subject="worcestershire/improvement-2017/action/theirs")
    receipt = send(guarded, structured(theirs), ALL).json()
    question = {"source": receipt["source"], "id": "theirs"}

    answers = [
        guarded.client.get("/v1/receipts", params=question, headers=DEVON),
        guarded.client.get(
            f"/v1/receipts/{receipt['position']}?council=worcestershire", headers=DEVON
        ),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    mine = guarded.client.get("/v1/receipts", params=question, headers=ALL)
    assert mine.json() == receipt


def test_a_quarantine_where_nothing_was_ever_kept_is_empty(
    tmp_path: pytest.TempPathFactory,
) -> None:
    with serving(tmp_path) as running:  # type: ignore[arg-type]
        answer = running.client.get("/v1/quarantine")

    assert answer.json() == {"items": [], "next": None}
