"""ARCHITECTURE.md: every module has its line, every line its modules, and it stays short."""

from __future__ import annotations

import ast
import re
from collections import Counter

from tests.unit.docs.documents import ROOT

PACKAGES = ("ledger", "projections", "schema", "consumers", "service")
MAX_LINES = 170


def modules() -> set[str]:
    """Every module of the packages by its dotted name; a package's own page is its heading."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py"
    }


def lines() -> list[tuple[list[str], str]]:
    """The modules that each row of each package's table names, and what it says of them."""
    found: list[tuple[list[str], str]] = []
    package = ""
    for line in text().splitlines():
        if heading := re.match(r"### ([a-z]+):", line):
            package = heading[1]
        elif package and (row := re.fullmatch(r"\| (`.+`) \| (.+) \|", line)):
            found.append(
                ([f"{package}.{name}" for name in re.findall(r"`([^`]+)`", row[1])], row[2])
            )
    return found


def text() -> str:
    return (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def purpose(module: str) -> str:
    """The first line of a module's docstring, as a proposal for its line."""
    source = (ROOT / module.replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def test_every_module_has_its_line() -> None:
    named = {name for names, _ in lines() for name in names}
    rows = [
        f"  under {module.partition('.')[0]}:  | `{module.partition('.')[2]}` | {purpose(module)} |"
        for module in sorted(modules() - named)
    ]
    assert not rows, "\n".join(
        [
            "ARCHITECTURE.md lacks these modules. Add a row for each to its package's table, or",
            "its name to the row of modules that do the same for another type or stream:",
            *rows,
        ]
    )


def test_every_line_has_its_modules() -> None:
    named = {name for names, _ in lines() for name in names}
    gone = sorted(named - modules())
    assert not gone, (
        f"ARCHITECTURE.md names modules that are no more: {', '.join(gone)}. "
        "Take them out of their rows, or write their new names."
    )


def test_a_module_has_one_line_only() -> None:
    counts = Counter(name for names, _ in lines() for name in names)
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_package_has_a_table() -> None:
    assert {name.partition(".")[0] for names, _ in lines() for name in names} == set(PACKAGES)


def test_it_can_be_read_in_one_go() -> None:
    assert len(text().splitlines()) < MAX_LINES, (
        "ARCHITECTURE.md is too long: let modules that are alike share a row"
    )
