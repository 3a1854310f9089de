"""The AsyncAPI document, judged by the parser of the AsyncAPI project."""

from __future__ import annotations

import json

import pytest

from ledger.registry import REGISTRY
from service.documents import DOCUMENTS
from tests.services.asyncapi.parser import ERROR, WARNING, Parsed, parsed
from tests.services.missing import here_or_told

pytestmark = pytest.mark.integration


def judged(document: str) -> Parsed:
    return here_or_told("the AsyncAPI parser", lambda: parsed(document.encode()))


@pytest.fixture(scope="module")
def found() -> Parsed:
    return judged(DOCUMENTS["docs/asyncapi.json"]())


def test_it_finds_nothing_wrong(found: Parsed) -> None:
    # A newer AsyncAPI than 3.0 is information only: far from every tool reads it.
    assert [each for each in found.faults if each.severity <= WARNING] == []
    assert [each.code for each in found.faults] == ["asyncapi-latest-version"]
    assert found.version == "3.0.0"


def test_every_event_type_that_a_sender_may_send_is_a_message_of_the_intake(found: Parsed) -> None:
    sent = {each.name for each in REGISTRY.types.values() if not each.kind.service_only}
    assert set(found.channels["intake"].messages) == sent | {"cloudevent"}


def test_every_event_type_is_a_message_of_what_was_recorded(found: Parsed) -> None:
    recorded = {f"{name}.recorded" for name in REGISTRY.types}
    assert set(found.channels["ledger"].messages) == recorded
    assert found.channels["receipts"].messages == ["receipt"]
    assert found.channels["deadLetters"].messages == ["deadLetter"]


def test_it_would_have_found_a_wrong_document() -> None:
    document = json.loads(DOCUMENTS["docs/asyncapi.json"]())
    document["channels"]["intake"]["messages"]["lost"] = {"$ref": "#/components/messages/lost"}
    document["components"]["schemas"]["Citation"]["type"] = "no such type"

    faults = judged(json.dumps(document)).faults

    wrong = [each.path for each in faults if each.severity == ERROR]
    assert "channels.intake.messages.lost.$ref" in wrong
    assert any(path.startswith("components.schemas.Citation") for path in wrong)
