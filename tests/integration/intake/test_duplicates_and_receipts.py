"""Sent again, an event is known; its first receipt can be asked for at any time."""

from __future__ import annotations

import pytest

from ledger.codes import CATALOGUE
from ledger.entry import leaf_hash
from tests.wrong_events.notation import BATCH, SOURCE, Message, proposed, structured
from tests.wrong_events.serving import Served


def test_a_receipt_says_where_the_event_stands(served: Served) -> None:
    receipt = served.accept(structured(proposed("receipt")))

    ledger = served.directory.open("devon")
    position = receipt["position"]
    assert isinstance(position, int)
    stored = ledger.entry_bytes(position)
    entry = ledger.entry(position)
    assert stored is not None
    assert entry is not None
    assert receipt == {
        "position": position,
        "epoch": 1,
        "entryId": entry.id,
        "source": SOURCE,
        "id": "receipt",
        "stream": "devon/improvement-2020/action/receipt",
        "version": 1,
        "type": "improvement.action.proposed.v1",
        "recordedAt": entry.recorded_at,
        "leafHash": leaf_hash(stored).hex(),
        "duplicate": False,
    }
    assert (entry.actor.credential, entry.actor.role) == ("local", "data-steward")


def test_a_duplicate_is_answered_with_the_first_receipt(served: Served) -> None:
    first = served.accept(structured(proposed("twice")))

    again = served.send(structured(proposed("twice", time="2020-09-23T08:00:00Z")))

    assert (again.status_code, again.json()) == (200, {**first, "duplicate": True})


def test_a_dry_run_leaves_no_trace_and_makes_up_no_identity(served: Served) -> None:
    before = served.directory.open("devon").head()

    answer = served.send(structured(proposed("dry")), "/v1/events:validate")

    assert answer.status_code == 200
    assert answer.json() == {
        "position": before.size,
        "epoch": 1,
        "source": SOURCE,
        "id": "dry",
        "stream": "devon/improvement-2020/action/dry",
        "version": 1,
        "type": "improvement.action.proposed.v1",
        "duplicate": False,
        "dryRun": True,
        "concerns": {"raised": answer.json()["concerns"]["raised"], "settled": []},
    }
    (late,) = answer.json()["concerns"]["raised"]
    assert (late["code"], late["kind"]) == ("DOCUMENTED_LATE", "plan")
    assert late["title"] == CATALOGUE["DOCUMENTED_LATE"].title
    assert served.directory.open("devon").head() == before


def test_a_dry_run_of_a_wrong_event_keeps_nothing(served: Served) -> None:
    before = served.client.get("/v1/quarantine", params={"council": "devon"}).json()

    answer = served.send(structured(proposed("dry-wrong", marking="SECRET")), "/v1/events:validate")

    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_ATTRIBUTE")
    assert "quarantineId" not in answer.json()
    assert served.client.get("/v1/quarantine", params={"council": "devon"}).json() == before


def test_an_event_that_was_recorded_before_raises_nothing(served: Served) -> None:
    served.accept(structured(proposed("raised-already")))

    again = served.send(structured(proposed("raised-already")), "/v1/events:validate")

    assert again.json()["concerns"] == {"raised": [], "settled": []}


def test_a_dry_run_of_what_belongs_nowhere_keeps_nothing_either(served: Served) -> None:
    for message in (structured([]), Message(b"[", (BATCH,))):
        answer = served.send(message, "/v1/events:validate")

        assert answer.status_code == 400
        assert "quarantineId" not in answer.json()
    assert served.client.get("/v1/quarantine").json()["items"] == []


@pytest.mark.parametrize("council", [{}, {"council": "devon"}])
def test_a_receipt_is_found_by_source_and_id(served: Served, council: dict[str, str]) -> None:
    name = f"asked-{len(council)}"
    receipt = served.accept(structured(proposed(name)))

    answer = served.client.get("/v1/receipts", params={"source": SOURCE, "id": name, **council})

    assert (answer.status_code, answer.json()) == (200, receipt)


def test_a_receipt_is_found_where_location_says(served: Served) -> None:
    answer = served.send(structured(proposed("located")))

    assert served.client.get(answer.headers["location"]).json() == answer.json()


@pytest.mark.parametrize(
    "address",
    [
        f"/v1/receipts?source={SOURCE}&id=never-sent",
        f"/v1/receipts?source={SOURCE}&id=never-sent&council=rutland",
        "/v1/receipts/999999?council=devon",
        "/v1/receipts/0?council=rutland",
    ],
)
def test_what_was_never_recorded_has_no_receipt(served: Served, address: str) -> None:
    answer = served.client.get(address)

    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_a_conflict_of_versions_says_the_current_one(served: Served) -> None:
    served.accept(structured(proposed("versions")))

    answer = served.send(structured(proposed("versions", id="v2", expectedversion=0)))

    assert (answer.status_code, answer.json()["currentVersion"]) == (409, 1)
    assert CATALOGUE["VERSION_CONFLICT"].status == 409
