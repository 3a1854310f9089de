"""What was refused can be looked through, looked at, and sent in again after a fix."""

from __future__ import annotations

from base64 import b64decode

import pytest

from tests.wrong_events.notation import Json, Message, binary, proposed, structured
from tests.wrong_events.serving import Served

DEVON = {"council": "devon"}


def unknown_role(name: str, role: str) -> Json:
    data = proposed(name)["data"]
    assert isinstance(data, dict)
    return proposed(name, data={**data, "accountableRole": role})


def test_a_message_is_listed_without_its_bytes_and_shown_with_them(served: Served) -> None:
    message = binary(proposed("shown", marking="SECRET"))
    problem = served.send(message).json()

    newest = served.client.get("/v1/quarantine", params=DEVON).json()["items"][0]
    shown = served.client.get(newest["url"]).json()

    assert newest["quarantineId"] == problem["quarantineId"]
    assert (newest["code"], newest["id"]) == ("BAD_ATTRIBUTE", "shown")
    assert newest["subject"] == "devon/improvement-2020/action/shown"
    assert newest["replayedPosition"] is None
    assert b64decode(shown["bodyBase64"]) == message.body
    assert {tuple(header) for header in shown["headers"]} == set(message.headers)


def test_the_same_message_refused_again_is_counted(served: Served) -> None:
    message = structured(proposed("counted", marking="SECRET"))

    numbers = [served.send(message).json()["quarantineId"] for _ in range(3)]

    assert len(set(numbers)) == 1
    row = served.client.get(f"/v1/quarantine/{numbers[0]}", params=DEVON).json()["message"]
    assert row["count"] == 3


def test_pages_follow_each_other_and_can_be_of_one_code(served: Served) -> None:
    for number in range(5):
        served.send(structured(proposed(f"paged-{number}", effective="Monday")))
        served.send(structured(proposed(f"other-{number}", marking="SECRET")))

    found, address = [], "/v1/quarantine?council=devon&code=BAD_MOMENT&limit=2"
    while address:
        page = served.client.get(address).json()
        assert len(page["items"]) <= 2
        found += [item["id"] for item in page["items"]]
        address = page["next"]

    assert found[:5] == ["paged-4", "paged-3", "paged-2", "paged-1", "paged-0"]


def test_a_message_is_taken_once_the_role_it_names_is_added(served: Served) -> None:
    problem = served.send(structured(unknown_role("replayed", "bridge-keeper"))).json()
    assert problem["code"] == "UNKNOWN_ROLE"
    served.directory.open("devon").set_roles({"bridge-keeper": "Keeper of the Bridge"})
    replay = f"/v1/quarantine/{problem['quarantineId']}:replay"

    answer = served.client.post(replay, params=DEVON)

    assert answer.status_code == 202
    row = served.client.get(problem["instance"]).json()["message"]
    assert row["replayedPosition"] == answer.json()["position"]
    again = served.client.post(replay, params=DEVON)
    assert (again.status_code, again.json()["duplicate"]) == (200, True)


def test_a_message_that_is_still_wrong_is_refused_again(served: Served) -> None:
    problem = served.send(structured(proposed("still-wrong", effective="soon"))).json()

    answer = served.client.post(problem["instance"].replace("?", ":replay?"))

    assert (answer.status_code, answer.json()["quarantineId"]) == (422, problem["quarantineId"])
    row = served.client.get(problem["instance"]).json()["message"]
    assert (row["count"], row["replayedPosition"]) == (2, None)


def test_a_message_of_no_ledger_is_taken_once_there_is_one(served: Served) -> None:
    event = proposed("early", subject="rutland/improvement-2020/action/early")
    problem = served.send(binary(event)).json()
    assert (problem["code"], problem["instance"]) == (
        "UNKNOWN_COUNCIL",
        f"/v1/quarantine/{problem['quarantineId']}",
    )
    served.directory.create("rutland")

    answer = served.client.post(f"{problem['instance']}:replay")

    assert (answer.status_code, answer.json()["position"]) == (202, 0)
    row = served.client.get(problem["instance"]).json()["message"]
    assert row["replayedPosition"] == 0


def test_a_message_of_which_only_the_beginning_is_kept_cannot_be_replayed(served: Served) -> None:
    message = structured(proposed("huge"))
    problem = served.send(Message(message.body + b" " * (1 << 20))).json()

    answer = served.client.post(problem["instance"].replace("?", ":replay?"))

    assert (answer.status_code, answer.json()["code"]) == (413, "MESSAGE_TOO_LARGE")
    assert "send it again from where it came" in answer.json()["detail"]


def test_a_broken_batch_is_kept_whole_and_stays_broken(served: Served) -> None:
    body = b'[{"id":"1"},'
    problem = served.send(Message(body, (("content-type", BATCH_TYPE),))).json()

    shown = served.client.get(problem["instance"]).json()
    answer = served.client.post(f"{problem['instance']}:replay")

    assert b64decode(shown["bodyBase64"]) == body
    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED_JSON")


BATCH_TYPE = "application/cloudevents-batch+json"


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/v1/quarantine/999999?council=devon"),
        ("GET", "/v1/quarantine/999999"),
        ("POST", "/v1/quarantine/999999:replay?council=devon"),
    ],
)
def test_what_was_never_kept_is_not_there(served: Served, method: str, address: str) -> None:
    answer = served.client.request(method, address)

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_a_council_without_a_ledger_has_no_quarantine(served: Served) -> None:
    answer = served.client.get("/v1/quarantine?council=cornwall")

    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_COUNCIL")
