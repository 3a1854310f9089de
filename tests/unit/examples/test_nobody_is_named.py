"""People appear as roles: two capitalised words together are an institution we know, or a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ledger.registry import REGISTRY
from ledger.screening import screen
from tests.unit.examples.carried import EXAMPLES, FILES, REAL, ROOT, lines

INSTITUTIONS = frozenset(
    {
        "Chief Officer",
        "Children's Scrutiny",
        "Children's Services",
        "Children's Standing Overview Group",
        "Cornwall Council",
        "Corporate Parenting Members Group",
        "Education Act",
        "Families Partnership Executive",
        "Improvement Board",
        "Improvement Director",
        "Improvement Lead",
        "Improvement Partnership",
        "Nottingham City",
        "Nottingham City's",
    }
)
MADE_UP = "Example Person"
CAPITALISED = r"[A-Z][\w’'-]*[a-z][\w’'-]*"
TOGETHER = re.compile(rf"\b{CAPITALISED}(?:[ \t]+{CAPITALISED})+")
TITLED = re.compile(
    r"\b(?:Cllr|Councillor|Dr|Lady|Lord|Mr|Mrs|Ms|Prof|Professor|Rev|Sir)\b\.?\s+[A-Z]"
)
REACHABLE = re.compile(r"[\w.]+@[\w.]+|\b0[0-9]{3,4} ?[0-9]{5,7}\b")
PAGES = (EXAMPLES / "README.md", ROOT / "docs" / "sources.md")


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def texts(name: str) -> Iterator[str]:
    for line in lines(name):
        yield from texts_in(msgspec.json.decode(line.data, type=dict[str, Any]))


@pytest.mark.parametrize("name", FILES)
def test_words_that_could_name_a_person_name_an_institution(name: str) -> None:
    found = {match for text in texts(name) for match in TOGETHER.findall(text)}
    assert found - INSTITUTIONS <= ({MADE_UP} if name == "synthetic" else set())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_the_pages_about_the_examples_name_nobody(page: Path) -> None:
    assert set(TOGETHER.findall(page.read_text(encoding="utf-8"))) <= INSTITUTIONS


@pytest.mark.parametrize("name", FILES)
def test_no_title_stands_before_a_name(name: str) -> None:
    assert [text for text in texts(name) if TITLED.search(text)] == []


@pytest.mark.parametrize("name", FILES)
def test_no_address_and_no_telephone_number_is_carried_in(name: str) -> None:
    assert [text for text in texts(name) if REACHABLE.search(text)] == []


@pytest.mark.parametrize("name", FILES)
def test_no_text_seems_to_identify_a_child(name: str) -> None:
    assert [line.id for line in lines(name) if screen(REGISTRY.encode(line.event))] == []


@pytest.mark.parametrize("name", REAL)
def test_real_plans_have_no_personal_field(name: str) -> None:
    for line in lines(name):
        payload = msgspec.json.decode(line.data, type=dict[str, Any])
        assert not set(REGISTRY[line.type].personal) & payload.keys(), line.id


def test_the_one_person_of_the_demonstration_is_obviously_made_up() -> None:
    named = [
        payload[field]
        for line in lines("synthetic")
        for payload in [msgspec.json.decode(line.data, type=dict[str, Any])]
        for field in REGISTRY[line.type].personal
        if field in payload
    ]
    assert set(named) == {MADE_UP}
