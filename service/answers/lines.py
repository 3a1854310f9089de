"""Lines of prose with an indent and a role: what is printed, before any width is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from service.answers import words
from service.answers.outline import Block, Fact
from service.answers.things import Source

SUMMARY: Final = "summary"
SHORT: Final = 60
"""Characters of a value that stands in one paragraph with others."""

Tone = Literal["plain", "heading", "name", "quiet", "doubt"]


@dataclass(frozen=True)
class Line:
    """A paragraph; ``bullet`` stands before its first line."""

    text: str
    indent: int = 0
    tone: Tone = "plain"
    bullet: str = ""


IN_DOUBT: Final = "indeterminate whether it is there yet"


def lines_of(
    block: Block, indent: int = 0, *, is_inner: bool = False, in_doubt: bool = False
) -> Iterator[Line]:
    """A thing: its name, its facts in a paragraph, and what belongs to it.

    ``in_doubt``: what it belongs to is, which was said already.
    """
    yield Line(
        block.headline + ("" if is_inner else f"  [{block.place}]"),
        indent,
        "plain" if is_inner else "name",
        "– " if is_inner else "",
    )
    below = indent + 2
    if block.is_in_doubt and not in_doubt:
        yield Line(IN_DOUBT, below, "doubt")
    yield from facts_in(block.facts, below)
    for plural, blocks in block.inner:
        yield Line(words.sentence(plural), below, "quiet")
        for each in blocks:
            yield from lines_of(each, below + 2, is_inner=True, in_doubt=block.is_in_doubt)


def facts_in(facts: tuple[Fact, ...], indent: int) -> Iterator[Line]:
    """Facts as prose: short ones together, with sources each on its own; gaps at the end."""
    told = [fact for fact in facts if not _is_gap(fact)]
    if any(fact.sources for fact in facts):
        for fact in told:
            yield Line(_said(fact), indent)
            yield from sources_in(fact.sources, indent + 2)
    else:
        yield from (Line(text, indent) for text in _together(told))
    gaps: dict[str, list[str]] = {}
    for fact in facts:
        if _is_gap(fact):
            gaps.setdefault(fact.text, []).append(fact.label)
    for reason, labels in gaps.items():
        yield Line(f"{reason}: {words.listed(labels)}", indent, "quiet")


def _is_gap(fact: Fact) -> bool:
    return fact.is_absent and not fact.text.startswith("indeterminate")


def _said(fact: Fact) -> str:
    return f"{fact.label}: {fact.text}"


def _together(facts: list[Fact]) -> Iterator[str]:
    """The summary, then long texts, each a paragraph; then the short ones in one."""
    short = [f for f in facts if len(f.text) <= SHORT and not f.is_absent and f.label != SUMMARY]
    for fact in sorted(facts, key=lambda fact: fact.label != SUMMARY):
        if fact not in short:
            yield fact.text if fact.label == SUMMARY else _said(fact)
    if short:
        yield "; ".join(_said(fact) for fact in short)


def sources_in(sources: tuple[Source, ...], indent: int) -> Iterator[Line]:
    """The document and the event behind a value; the same event once."""
    for source in dict.fromkeys(sources):
        yield Line(source_text(source), indent, "quiet", "← ")


def source_text(source: Source) -> str:
    """A source in words: the document and the place in it, then the event."""
    documented = "" if source.documented is None else f", dated {words.moment(source.documented)}"
    event = words.event(source.type)
    taken = "" if source.effect == "IN_EFFECT" else f", {words.enum(source.effect)}"
    place = f", {source.locator}" if source.locator else ""
    return (
        f"{source.document}{place}{documented}; event {source.position} ({event}), "
        f"effective {words.moment(source.effective)}{taken}"
    )
