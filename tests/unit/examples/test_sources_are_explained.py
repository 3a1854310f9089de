"""Every event says where it is written, and docs/sources.md says what that document is."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from ledger.moments import parse_moment
from tests.unit.examples.carried import EXAMPLES, FILES, REAL, ROOT, lines

SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")


def explained() -> dict[str, set[str]]:
    """Document key -> the dates that the page gives for it."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|(.*)\|$", SOURCES, flags=re.MULTILINE)
    return {key: set(re.findall(r"`([0-9~/.-]+)`", rest)) for key, rest in rows}


@pytest.mark.parametrize("name", FILES)
def test_each_event_cites_a_place_in_a_document(name: str) -> None:
    for line in lines(name):
        for citation in line.event.cites:
            assert citation.locator, line.id


@pytest.mark.parametrize("name", FILES)
def test_each_document_cited_is_explained(name: str) -> None:
    cited = {citation.document for line in lines(name) for citation in line.event.cites}
    assert cited <= explained().keys()


def test_each_document_explained_is_cited() -> None:
    cited = {
        citation.document for name in FILES for line in lines(name) for citation in line.event.cites
    }
    assert explained().keys() <= cited


@pytest.mark.parametrize("name", REAL)
def test_each_real_event_has_the_date_of_its_document(name: str) -> None:
    dates = explained()
    for line in lines(name):
        assert line.documented in dates[line.event.cites[0].document], line.id


@pytest.mark.parametrize("name", REAL)
def test_each_source_names_one_document_of_its_council(name: str) -> None:
    pairs = {(line.source, line.event.cites[0].document) for line in lines(name)}
    assert len({source for source, _ in pairs}) == len(pairs)
    assert len({document for _, document in pairs}) == len(pairs)
    assert all(source.startswith(f"/examples/{name}/") for source, _ in pairs)


@pytest.mark.parametrize("name", FILES)
def test_no_document_is_dated_later_than_today(name: str) -> None:
    now_us = parse_moment(datetime.now(UTC).isoformat()).certain_by_us
    dated = [line.documented for line in lines(name) if line.documented is not None]
    assert [each for each in dated if parse_moment(each).certain_by_us > now_us] == []


def test_synthetic_events_cite_nothing_else() -> None:
    cited = {citation.document for line in lines("synthetic") for citation in line.event.cites}
    assert cited == {"synthetic"}


@pytest.mark.parametrize("name", FILES)
def test_the_readme_counts_the_events(name: str) -> None:
    assert f"| `{name}.jsonl` | {len(lines(name))} |" in README


def test_the_readme_names_events_that_exist() -> None:
    questions = README.partition("## Twelve questions")[2]
    named = set(re.findall(r"`([FX][A-Za-z0-9-]+)`", questions))
    assert named
    assert named <= {line.id for line in lines("devon")}


def test_the_readme_answers_twelve_questions() -> None:
    questions = README.partition("## Twelve questions")[2]
    assert re.findall(r"^([0-9]+)\. \*\*", questions, flags=re.MULTILINE) == [
        str(number) for number in range(1, 13)
    ]
