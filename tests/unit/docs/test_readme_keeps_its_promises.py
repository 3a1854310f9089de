"""README.md: what a stranger reads first, and tries first."""

from __future__ import annotations

from pathlib import Path

from tests.unit.docs.documents import ROOT, blocks
from tests.unit.docs.reader import is_like, run


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def excerpt() -> str:
    """What it shows of the demo: the first block of plain text."""
    return next(block.text for block in blocks(readme()) if block.language == "text")


def test_it_gives_the_two_commands() -> None:
    shell = next(block.text for block in blocks(readme()) if block.language == "sh")
    assert [line.partition("#")[0].strip() for line in shell.splitlines()] == [
        "make demo",
        "make test",
    ]


def test_make_demo_is_the_command_that_is_tried_here() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "@SERVE=$(SERVE) PORT=$(PORT) $(BIN)/improvement-ledger demo\n" in makefile


def test_the_demo_prints_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    printed = run(["improvement-ledger", "demo", "--no-serve", "--data-dir", "data"], tmp_path)
    assert is_like(f"...\n{excerpt()}...\n", printed), f"the demo now prints\n{printed}"


def test_it_says_which_python_is_needed() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'requires-python = ">=3.11"' in project
    assert "Python 3.11 or newer" in readme()


def test_it_says_what_is_not_there_yet() -> None:
    part = readme().partition("## What is not there yet")[2].partition("\n## ")[0]
    assert [word for word in ("PostgreSQL", "Kafka", "checkpoints") if word not in part] == []
    assert "access control" in part
