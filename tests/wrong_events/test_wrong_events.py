"""Every wrong event is refused with its code, kept byte for byte, and stops nothing."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256

import pytest

from ledger.codes import CATALOGUE, CodeKind
from tests.wrong_events import envelopes, json_texts, payloads, stories
from tests.wrong_events.notation import Wrong, proposed, structured
from tests.wrong_events.serving import Served

ALL = [wrong for module in (json_texts, envelopes, payloads, stories) for wrong in module.cases()]

NOT_AN_EVENTS_FAULT = {
    "CLOCK_BEHIND",
    "LEDGER_BUSY",
    "LEDGER_MOVED",
    "OVERLOADED",
    "STORAGE_FAILED",
    "BATCH_ABORTED",
}
NEEDS_MORE_THAN_ONE_CREDENTIAL = {"FORBIDDEN"}
OUT_OF_REACH = {
    "ENTRY_TOO_LARGE",  # bounded payload and bounded texts stay below it: the store tests it
    "TEXT_CHANGED",  # no event carries a changed text
    "BASELINE_CHANGED",  # the rules test it
    *("TOMBSTONE", "MISSING_KEY", "FOREIGN_FRAMING"),  # only a record of a topic can be these
}


@pytest.mark.parametrize("wrong", ALL, ids=str)
def test_it_is_refused_and_kept_and_the_next_event_is_taken(served: Served, wrong: Wrong) -> None:
    for message in wrong.given:
        served.accept(message)

    answer = served.send(wrong.message)

    problem = answer.json()
    assert (problem["code"], answer.headers["content-type"]) == (
        wrong.code,
        "application/problem+json",
    ), problem["detail"]
    assert answer.status_code == problem["status"] == CATALOGUE[wrong.code].status
    if wrong.pointer is not None:
        assert problem.get("pointer", "") == wrong.pointer
    assert problem["detail"]
    _is_kept(served, wrong, problem["instance"])
    served.accept(
        structured(
            proposed(f"after {sha256(str(wrong).encode()).hexdigest()}", id=f"after {wrong}")
        )
    )


def _is_kept(served: Served, wrong: Wrong, address: str) -> None:
    kept = served.client.get(address).json()
    message = kept["message"]
    assert (message["code"], message["size"]) == (wrong.code, len(wrong.message.body))
    whole = message["size"] <= 1 << 20
    body = wrong.message.body if whole else wrong.message.body[:4096]
    assert (b64decode(kept["bodyBase64"]), message["isWhole"]) == (body, whole)
    assert {tuple(header) for header in kept["headers"]} == set(wrong.message.headers)


def test_there_are_hundreds_and_no_two_alike() -> None:
    assert len(ALL) >= 300
    assert len({str(wrong) for wrong in ALL}) == len(ALL)


def test_every_refusal_that_an_event_can_earn_is_earned() -> None:
    earned = {wrong.code for wrong in ALL}
    refusals = {code.code for code in CATALOGUE.values() if code.kind is CodeKind.REFUSAL}
    left = refusals - earned - NOT_AN_EVENTS_FAULT - NEEDS_MORE_THAN_ONE_CREDENTIAL
    assert left == OUT_OF_REACH
