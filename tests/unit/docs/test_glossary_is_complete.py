"""docs/glossary.md: each word once, every event type and every GraphQL type in it."""

from __future__ import annotations

import re
from collections import Counter

from graphql import build_schema

from ledger.registry import REGISTRY
from projections.values import AbsenceReason
from service.glossary import MADE_FROM_HERE, with_made_part
from tests.unit.docs.documents import ROOT

SAYS_HOW = "run `improvement-ledger schemas --write`"


def text() -> str:
    return (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def by_hand() -> str:
    return text().partition(MADE_FROM_HERE)[0]


def words() -> list[str]:
    """The words that are defined by hand."""
    rows = re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", by_hand(), flags=re.MULTILINE)
    return [word for row in rows if row != "Word" for word in row.split(", ")]


def defined() -> set[str]:
    """What the made tables have a row for."""
    return set(re.findall(r"^\| `([^`]+)` \|", text(), flags=re.MULTILINE))


def test_every_event_type_is_in_it() -> None:
    assert REGISTRY.types.keys() - defined() == set(), SAYS_HOW


def test_every_graphql_type_is_in_it() -> None:
    sdl = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
    standard = {"Boolean", "Float", "ID", "Int", "String"}
    types = {name for name in build_schema(sdl).type_map if not name.startswith("__")}
    assert types - standard - defined() == set(), SAYS_HOW


def test_its_made_part_says_what_the_code_says() -> None:
    assert text() == with_made_part(text()), SAYS_HOW


def test_a_word_is_defined_once() -> None:
    assert [word for word, count in Counter(words()).items() if count > 1] == []


def test_every_stream_is_a_word() -> None:
    streams = {"budget": "budget approval"}
    missing = [name for name in REGISTRY.kinds if streams.get(name, name) not in words()]
    assert missing == []


def test_every_reason_for_an_absence_is_a_word() -> None:
    told = {reason.value.lower().replace("_", " ") for reason in AbsenceReason}
    assert told <= set(words())


def test_the_three_times_and_the_three_questions_are_words() -> None:
    assert {"effective", "documented", "recorded", "asAt", "knownAt", "knownBy"} <= set(words())


def test_words_that_mean_other_things_elsewhere_are_not_used_for_time() -> None:
    avoided = ("as_of", "as-of", "valid time", "transaction time", "timestamp")
    assert [word for word in avoided if word in by_hand().lower()] == []
