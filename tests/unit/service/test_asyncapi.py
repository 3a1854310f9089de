"""The AsyncAPI document describes the messages that senders send, and takes no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from service.asyncapi import asyncapi_document
from service.documents import DOCUMENTS

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = json.loads(DOCUMENTS["docs/asyncapi.json"]())


def examples() -> list[dict[str, Any]]:
    """An event of every type of the examples."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((ROOT / "examples").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            found.setdefault(event["type"], event)
    return list(found.values())


def binary_headers(event: dict[str, Any]) -> dict[str, str]:
    return {f"ce_{name}": str(value) for name, value in event.items() if name != "data"}


def validator(*path: str) -> Draft202012Validator:
    pointer = "/".join(path)
    return Draft202012Validator({**DOCUMENT, "$ref": f"#/components/{pointer}"})


def faults(judge: Draft202012Validator, value: object) -> list[str]:
    return [each.message for each in judge.iter_errors(value)]


@pytest.mark.parametrize("event", examples(), ids=lambda event: event["type"])
def test_an_event_is_as_its_message_says(event: dict[str, Any]) -> None:
    message = ("messages", event["type"])
    assert faults(validator(*message, "headers"), binary_headers(event)) == []
    assert faults(validator(*message, "payload"), event["data"]) == []
    assert faults(validator("messages", "cloudevent", "payload"), event) == []


def test_every_type_that_may_be_sent_was_tried() -> None:
    tried = {event["type"] for event in examples()}
    assert set(DOCUMENT["channels"]["intake"]["messages"]) == tried | {"cloudevent"}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("ce_effective", None),
        ("ce_id", ""),
        ("ce_type", "improvement.action.agreed.v1"),
        ("ce_subject", "devon/improvement-2020/budget/b-1"),
        ("ce_marking", "SECRET"),
        ("ce_expectedversion", "the last"),
    ],
)
def test_wrong_headers_are_none_of_its_message(name: str, wrong: str | None) -> None:
    event = next(e for e in examples() if e["type"] == "improvement.action.progress-noted.v1")
    headers = binary_headers(event)
    headers.pop(name, None)
    if wrong is not None:
        headers[name] = wrong
    assert faults(validator("messages", event["type"], "headers"), headers)


def test_an_attribute_that_is_not_known_is_no_part_of_an_event() -> None:
    event = examples()[0]
    judge = validator("messages", "cloudevent", "payload")
    assert faults(judge, {**event, "recordedat": "2020-05-13"})


def test_topics_have_the_names_that_they_have_here() -> None:
    document = asyncapi_document(["social-care", "finance"])
    addresses = {id_: each["address"] for id_, each in document["channels"].items()}
    assert addresses == {
        "intake": "social-care",
        "intake1": "finance",
        "ledger": "improvement.ledger",
        "receipts": "improvement.receipts",
        "deadLetters": "improvement.dead-letter",
    }
    operations = document["operations"].values()
    assert [each["channel"]["$ref"] for each in operations if each["action"] == "receive"] == [
        "#/channels/intake",
        "#/channels/intake1",
    ]
    assert sum(each["action"] == "send" for each in operations) == 3


def test_the_committed_document_is_the_one_that_is_made() -> None:
    # Where this fails: improvement-ledger schemas --write, and look at what changed.
    committed = (ROOT / "docs" / "asyncapi.json").read_text(encoding="utf-8")
    assert json.loads(committed) == DOCUMENT
