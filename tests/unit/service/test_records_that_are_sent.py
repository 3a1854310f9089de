"""What the ledger sends is as the AsyncAPI document says, and a library of others reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka
from cloudevents.core.formats.json import JSONFormat
from jsonschema import Draft202012Validator

from consumers.kafka.outgoing import (
    DeadLetter,
    Outgoing,
    dead_letter_record,
    entry_record,
    receipt_record,
)
from ledger.entry import Entry
from ledger.registry import REGISTRY
from service.documents import DOCUMENTS
from tests.worlds import World

DOCUMENT = json.loads(DOCUMENTS["docs/asyncapi.json"]())
COUNCILS = ("devon", "worcestershire", "nottingham-city", "example")
EPOCH = 3


def validator(*path: str) -> Draft202012Validator:
    pointer = "/".join(path)
    return Draft202012Validator({**DOCUMENT, "$ref": f"#/components/{pointer}"})


def faults(judge: Draft202012Validator, value: object) -> list[str]:
    return [each.message for each in judge.iter_errors(value)]


def sent(entry: Entry) -> Outgoing:
    return entry_record(entry, epoch=EPOCH, leaf_hash="ab" * 32)


def texts(record: Outgoing) -> dict[str, str]:
    return {name: value.decode() for name, value in record.headers}


@pytest.fixture
def entries(examples: World) -> list[Entry]:
    """Every entry of the four examples."""
    return [each for council in COUNCILS for each in examples.ledger(council).entries(0, 1_000)]


def one_of_each(entries: list[Entry]) -> Iterator[Entry]:
    yield from {each.type: each for each in entries}.values()


def test_an_entry_is_as_its_message_says(entries: list[Entry]) -> None:
    tried = set()
    for entry in one_of_each(entries):
        message = ("messages", f"{entry.type}.recorded")
        record = sent(entry)
        assert faults(validator(*message, "headers"), texts(record)) == []
        assert faults(validator(*message, "payload"), json.loads(record.value)) == []
        tried.add(entry.type)
    sendable = {each.name for each in REGISTRY.types.values() if not each.kind.service_only}
    assert tried >= sendable


def test_the_sdk_reads_it_as_a_cloudevent(entries: list[Entry]) -> None:
    for entry in one_of_each(entries):
        record = sent(entry)
        event = from_kafka(
            KafkaMessage(headers=dict(record.headers), key=record.key, value=record.value),
            JSONFormat(),
        )
        assert event.get_id() == f"{EPOCH}-{entry.position}"
        assert event.get_source() == f"//{entry.ledger}"
        assert (event.get_type(), event.get_subject()) == (entry.type, entry.stream)
        assert event.get_extension("sentid") == entry.cloudevent.id
        assert event.get_data() == json.loads(bytes(entry.data))


def test_no_two_entries_share_a_name_and_the_names_of_extensions_are_legal(
    entries: list[Entry],
) -> None:
    headers = [texts(sent(each)) for each in entries]
    assert len({(each["ce_source"], each["ce_id"]) for each in headers}) == len(entries)
    names = {name.removeprefix("ce_") for each in headers for name in each} - {"content-type"}
    # CloudEvents 1.0.2, section 3.1: lower-case letters and digits, 20 of them at most.
    assert [name for name in names if not re.fullmatch("[a-z0-9]{1,20}", name)] == []


def test_entries_of_a_plan_share_a_key(entries: list[Entry]) -> None:
    assert {sent(each).key for each in entries} == {
        b"devon/improvement-2020",
        b"worcestershire/improvement-2017",
        b"nottingham-city/improvement-2019",
        b"example/improvement-demo",
        b"example/improvement-earlier",
    }


def test_no_personal_value_leaves_the_ledger(entries: list[Entry]) -> None:
    personal = [each for each in entries if REGISTRY[each.type].personal]
    committed = [each for each in personal if b'"commitment"' in sent(each).value]
    assert len(committed) == 3
    assert [each for each in entries if b"Example Person" in sent(each).value] == []


def test_a_receipt_is_as_its_message_says_and_keyed_by_its_event(
    examples: World, entries: list[Entry]
) -> None:
    name = entries[0].cloudevent
    receipt = examples.ledger("devon").find(name.source, name.id)
    assert receipt is not None
    record = receipt_record(receipt)
    assert json.loads(record.key) == ["devon", name.source, name.id]
    assert faults(validator("messages", "receipt", "payload"), json.loads(record.value)) == []
    assert json.loads(record.value)["leafHash"] == receipt.leaf_hash


@pytest.mark.parametrize(("council", "key"), [("devon", b"devon"), (None, b"-")])
def test_a_dead_letter_is_as_its_message_says(council: str | None, key: bytes) -> None:
    letter = DeadLetter(
        council=council,
        code="IDENTIFIES_A_CHILD",
        pointer="/summary",
        coordinates="kafka:improvement.events/0@7",
        digest="cd" * 32,
    )
    record = dead_letter_record(letter)
    assert record.key == key
    assert faults(validator("messages", "deadLetter", "payload"), json.loads(record.value)) == []
