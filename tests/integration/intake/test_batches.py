"""A batch has an outcome for each event; an atomic one is taken whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.wrong_events.notation import Json, envelope, proposed, structured
from tests.wrong_events.serving import Served

ATOMIC = "/v1/events?atomic=true"


def agreed(name: str) -> Json:
    data = {"accountableRole": "chief-officer", "dueOn": "2020-12-31"}
    stream = f"action/{name}"
    return envelope(name, "improvement.action.agreed.v1", stream, data, id=f"{name}-agreed")


def in_worcestershire(name: str) -> Json:
    return proposed(name, subject=f"worcestershire/improvement-2017/action/{name}")


def size(served: Served, council: str = "devon") -> int:
    return served.directory.open(council).head().size


def test_each_event_has_its_own_outcome_in_the_order_sent(served: Served) -> None:
    first = proposed("batch-first")
    unfit = proposed("batch-unfit", effective="22/09/2020")

    answer = served.send_batch([first, unfit, first, agreed("batch-first"), in_worcestershire("w")])

    body = answer.json()
    assert answer.status_code == 202
    assert [result["status"] for result in body["results"]] == [202, 422, 200, 202, 202]
    assert body["results"][1]["problem"]["code"] == "BAD_MOMENT"
    assert body["results"][2]["receipt"]["duplicate"]
    assert body["results"][4]["receipt"]["position"] == 0
    assert (body["recorded"], body["duplicates"], body["refused"]) == (3, 1, 1)


def test_a_later_event_sees_an_earlier_one(served: Served) -> None:
    answer = served.send_batch([proposed("batch-order"), agreed("batch-order")])

    receipts = [result["receipt"] for result in answer.json()["results"]]
    assert [receipt["version"] for receipt in receipts] == [1, 2]
    assert receipts[1]["position"] == receipts[0]["position"] + 1


def test_an_atomic_batch_is_taken_whole(served: Served) -> None:
    answer = served.send_batch([proposed("atomic-whole"), agreed("atomic-whole")], ATOMIC)

    assert (answer.status_code, answer.json()["recorded"]) == (202, 2)


def test_one_refusal_aborts_an_atomic_batch(served: Served) -> None:
    before = size(served)

    answer = served.send_batch(
        [proposed("atomic-half"), agreed("atomic-unknown"), proposed("atomic-rest")], ATOMIC
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "BATCH_ABORTED")
    assert problem["detail"].startswith("event 1 was refused with STREAM_NOT_OPEN")
    codes = [result["problem"]["code"] for result in problem["results"]]
    assert codes == ["BATCH_ABORTED", "STREAM_NOT_OPEN", "BATCH_ABORTED"]
    assert size(served) == before


def test_an_event_that_belongs_nowhere_aborts_an_atomic_batch_too(served: Served) -> None:
    before = size(served)
    nowhere = proposed("atomic-nowhere", subject="rutland/plan/action/a")

    answer = served.send_batch([proposed("atomic-somewhere"), nowhere, 17], ATOMIC)

    codes = [result["problem"]["code"] for result in answer.json()["results"]]
    assert codes == ["BATCH_ABORTED", "UNKNOWN_COUNCIL", "NOT_A_CLOUDEVENT"]
    assert size(served) == before


def test_an_atomic_batch_for_two_councils_is_no_request_we_can_promise(served: Served) -> None:
    before = size(served), size(served, "worcestershire")

    answer = served.send_batch([proposed("atomic-devon"), in_worcestershire("atomic")], ATOMIC)

    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    assert "devon and worcestershire" in answer.json()["detail"]
    assert (size(served), size(served, "worcestershire")) == before


def test_a_correction_is_one_atomic_batch(served: Served) -> None:
    """A range of dates is refined to a day: retract, and record anew."""
    wrong = proposed("refined", effective="2020-07/2020-10")
    served.send_batch([wrong])
    retraction = envelope(
        "refined",
        "improvement.action.event-retracted.v1",
        "action/refined",
        {
            "source": wrong["source"],
            "id": "refined",
            "kind": "MISRECORDED",
            "reason": "The minutes give the day.",
            "authority": "data-steward",
        },
        id="refined-retracted",
    )
    right = proposed("refined", id="refined-again", effective="2020-09-22")

    answer = served.send_batch([retraction, right], ATOMIC)

    assert (answer.status_code, answer.json().get("recorded")) == (202, 2), answer.text


def test_an_empty_batch_is_taken(served: Served) -> None:
    answer = served.send_batch([])

    assert (answer.status_code, answer.json()["results"]) == (202, [])


def test_a_thousand_events_are_one_batch(served: Served) -> None:
    answer = served.send_batch([proposed(f"thousand-{number}") for number in range(1000)])

    assert answer.json()["recorded"] == 1000


def test_a_batch_can_be_tried_out(served: Served) -> None:
    before = size(served)

    answer = served.send_batch(
        [proposed("tried"), agreed("tried"), agreed("tried-elsewhere")], "/v1/events:validate"
    )

    assert answer.status_code == 200
    assert [result["status"] for result in answer.json()["results"]] == [200, 200, 422]
    concerns = answer.json()["concerns"]
    action = "devon/improvement-2020/action/tried"
    assert {each["code"] for each in concerns["raised"] if each["entity"] == action} == {
        "ACTION_OVERDUE",
        "ACTION_STALE",
    }
    assert concerns["settled"] == []
    assert "concerns" not in answer.json()["results"][0]["receipt"]
    assert size(served) == before


def test_a_version_conflict_in_a_batch_tells_the_version_there_is(served: Served) -> None:
    served.accept(structured(proposed("moved-on")))
    late = {**agreed("moved-on"), "expectedversion": 0}
    in_time = {**agreed("moved-on"), "expectedversion": 1}

    for path, status in (("/v1/events", 202), (ATOMIC, 422)):
        answer = served.send_batch([late, proposed(f"beside-{status}")], path)
        problem = answer.json()["results"][0]["problem"]
        assert answer.status_code == status
        assert answer.json()["results"][0]["status"] == 409
        assert (problem["code"], problem["currentVersion"]) == ("VERSION_CONFLICT", 1)
    assert served.accept(structured(in_time))["version"] == 2


def test_many_senders_at_once_leave_no_gap(served: Served) -> None:
    before = size(served)
    messages = [structured(proposed(f"at-once-{number}")) for number in range(200)]

    with ThreadPoolExecutor(8) as senders:
        receipts = list(senders.map(served.accept, messages))

    positions = {receipt["position"] for receipt in receipts}
    assert positions == set(range(before, before + len(messages)))
