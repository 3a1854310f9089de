"""The event catalogue in the documentation says what the registry says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.codes import CATALOGUE
from ledger.registry import REGISTRY
from ledger.roles import ROLES
from service.catalogue import event_catalogue, types_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def text() -> str:
    return event_catalogue()


def test_it_has_every_event_type(text: str) -> None:
    assert [name for name in REGISTRY.types if f"### `{name}`\n" not in text] == []


def test_it_has_every_code(text: str) -> None:
    assert [code for code in CATALOGUE if f"| `{code}` |" not in text] == []


def test_it_has_every_role(text: str) -> None:
    assert [role for role in ROLES if f"| `{role}` |" not in text] == []


def test_every_link_within_it_leads_to_a_heading(text: str) -> None:
    headings = {
        line.lstrip("# ").strip("`").lower().replace(".", "")
        for line in text.splitlines()
        if line.startswith("#")
    }
    links = {part.partition(")")[0] for part in text.split("](#")[1:]}
    assert links - headings == set()


def test_what_opens_a_stream_comes_first() -> None:
    for kind in REGISTRY.kinds.values():
        opens = [each.opens for each in types_of(kind)]
        assert opens == sorted(opens, reverse=True)


def test_the_committed_catalogue_is_the_one_that_the_registry_makes(text: str) -> None:
    # Where this fails: improvement-ledger schemas --write, and look at what changed.
    assert (ROOT / "docs" / "event-catalogue.md").read_text(encoding="utf-8") == text
