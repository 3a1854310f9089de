"""Every link within the checkout leads to a file, and to a heading of it where it names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.docs.documents import anchors, documents, links, name_of


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_a_relative_link_resolves(path: Path) -> None:
    broken = [
        target
        for target in links(path.read_text(encoding="utf-8"))
        if "://" not in target and not leads_somewhere(path, target)
    ]
    assert broken == [], f"{name_of(path)} links to what is not there"


def leads_somewhere(path: Path, target: str) -> bool:
    file, _, anchor = target.partition("#")
    found = (path.parent / file).resolve() if file else path
    if not found.exists():
        return False
    return not anchor or anchor in anchors(found.read_text(encoding="utf-8"))


def test_a_link_to_a_missing_heading_is_noticed() -> None:
    (readme,) = (path for path in documents() if name_of(path) == "README.md")
    assert leads_somewhere(readme, "CHANGELOG.md#unreleased")
    assert not leads_somewhere(readme, "CHANGELOG.md#no-such-heading")
    assert not leads_somewhere(readme, "docs/no-such-file.md")
