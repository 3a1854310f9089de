"""The documents of this checkout: their links, their headings and their blocks of code."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
RUNNABLE: Final = frozenset({"console", "python", "graphql"})
"""The languages of blocks that are carried out; ``sh`` and ``text`` are for reading."""

_FENCE: Final = re.compile(
    r"^```(?P<language>[a-z]*)(?: +(?P<argument>\S+))?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LINK: Final = re.compile(r"(?<!!)\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
_HEADING: Final = re.compile(r"^#{1,6} +(?P<text>.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code, with the line on which its text begins."""

    line: int
    language: str
    argument: str
    text: str


def documents() -> list[Path]:
    """Every Markdown file of ours, whether it is committed yet or not."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:  # an unpacked archive
        paths = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")]
    return sorted(path for path in paths if path.is_file())


def name_of(path: Path) -> str:
    """How a document is called from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a document, in order."""
    return [
        Block(
            line=text.count("\n", 0, found.start("text")) + 1,
            language=found["language"],
            argument=found["argument"] or "",
            text=found["text"],
        )
        for found in _FENCE.finditer(text)
    ]


def links(text: str) -> Iterator[str]:
    """What the links of a document lead to; a link inside a block of code is none."""
    for found in _LINK.finditer(_FENCE.sub("", text)):
        yield found["target"]


def anchors(text: str) -> set[str]:
    """The names under which the headings of a document can be linked to, as GitHub makes them."""
    names: dict[str, int] = {}
    found: set[str] = set()
    for heading in _HEADING.finditer(_FENCE.sub("", text)):
        plain = re.sub(r"[^\w\- ]", "", heading["text"].lower())
        name = plain.replace(" ", "-")
        again = names.get(name, 0)
        names[name] = again + 1
        found.add(f"{name}-{again}" if again else name)
    return found
