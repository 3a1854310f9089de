"""A plan as it stood, in plain English sections: the basis first, what is in doubt last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from projections.fields import FIELDS
from service.answers import words
from service.answers.budget_text import budget_lines
from service.answers.doubts import doubt_lines, untold_lines
from service.answers.lines import Line, facts_in, lines_of
from service.answers.outline import block_of, fact_of
from service.answers.plan_answer import PLAN, PlanAnswer
from service.answers.section_keys import SectionKey
from service.answers.things import Answer

GOVERNANCE_FIELDS: Final = (
    "governingBody",
    "approvedBody",
    "approvedResolution",
    "updateRole",
    "consultingRole",
)
"""What the plan itself says of who governs it."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; ``key`` is what the command line calls it."""

    key: SectionKey
    title: str
    lines: tuple[Line, ...]


def sections_of(answer: PlanAnswer) -> list[Section]:
    """Every section of a plan, in order."""
    return [
        Section(key, title, tuple(make(answer)) or (Line("None recorded.", 2),))
        for key in SectionKey
        for title, make in (SECTIONS[key],)
    ]


def basis_lines(basis: Answer) -> Iterator[Line]:
    """What an answer rests on."""
    as_at, known_at = words.moment(basis["asAt"]), words.moment(basis["knownAt"])
    known = (
        f"what documents dated up to {known_at} say"
        if basis["knownBy"] == "DOCUMENTED"
        else f"what this ledger had recorded up to {known_at}"
    )
    yield Line(f"As at {as_at}, out of {known}.", 2)
    last = int(basis["position"])
    counted = f"events 0 to {last} of the ledger count" if last >= 0 else "no event counts"
    if basis["epoch"] > 1:
        counted += f", in its epoch {basis['epoch']}"
    yield Line(f"Days are London days; {counted}; digest {basis['digest'][:16]}.", 2, "quiet")


def _plan(answer: PlanAnswer) -> Iterator[Line]:
    block = block_of(answer.plan, answer.names)
    governance = {words.label(name) for name in GOVERNANCE_FIELDS}
    yield Line(block.headline, 2, "name")
    yield from facts_in(tuple(f for f in block.facts if f.label not in governance), 4)
    for plural, blocks in block.inner:
        yield Line(words.sentence(plural), 4, "quiet")
        for each in blocks:
            yield from lines_of(each, 6, is_inner=True)


def _governance(answer: PlanAnswer) -> Iterator[Line]:
    specs = FIELDS[PLAN.name]
    found = (fact_of(answer.plan, specs[name], answer.names) for name in GOVERNANCE_FIELDS)
    yield from facts_in(tuple(fact for fact in found if fact is not None), 2)
    yield from _blocks("body", "oversight")(answer)


def _blocks(*kinds: str) -> Callable[[PlanAnswer], Iterator[Line]]:
    """The section that lists everything of some kinds, and says which of them there is none."""

    def make(answer: PlanAnswer) -> Iterator[Line]:
        for kind in kinds:
            for thing in answer.streams[kind]:
                yield from lines_of(block_of(thing, answer.names), 2)
            if not answer.streams[kind]:
                yield Line(f"No {KIND_NAMES[kind]} is recorded.", 2, "quiet")

    return make


def _budget(answer: PlanAnswer) -> Iterator[Line]:
    for thing in answer.streams["budget"]:
        yield from budget_lines(thing, answer.years.get(thing.key, ()), answer.names)
    if not answer.streams["budget"]:
        yield Line("No budget approval is recorded.", 2, "quiet")


def _concerns(answer: PlanAnswer) -> Iterator[Line]:
    for each in answer.told["concerns"]:
        place = each["entity"].split("/", 2)[2]
        since = f", since {words.moment(each['since'][:10])}" if each["since"] else ""
        yield Line(f"{each['title']}: {each['detail']}{since}  [{place}]", 2, bullet="– ")
    for each in answer.told["anomalies"]:
        event = each["event"]
        yield Line(
            f"Odd in the order of effect, {each['code']}: {each['detail']} "
            f"[{each['stream'].split('/', 2)[2]}, event {event['position']}]",
            2,
            bullet="– ",
        )


KIND_NAMES: Final = {
    "body": "governance body",
    "oversight": "regular oversight",
    "recommendation": "recommendation",
    "direction": "direction",
    "action": "action",
    "visit": "visit",
    "measure": "measure",
    "risk": "risk",
}

SECTIONS: Final[Mapping[SectionKey, tuple[str, Callable[[PlanAnswer], Iterator[Line]]]]] = {
    SectionKey.BASIS: ("Basis", lambda answer: basis_lines(answer.basis)),
    SectionKey.PLAN: ("The plan", _plan),
    SectionKey.GOVERNANCE: ("Governance", _governance),
    SectionKey.BUDGET: ("Budget", _budget),
    SectionKey.RECOMMENDATIONS: (
        "Recommendations and direction",
        _blocks("recommendation", "direction"),
    ),
    SectionKey.ACTIONS: ("Actions", _blocks("action")),
    SectionKey.VISITS: ("Visits", _blocks("visit")),
    SectionKey.MEASURES: ("Measures", _blocks("measure")),
    SectionKey.RISKS: ("Risks", _blocks("risk")),
    SectionKey.CONCERNS: ("Concerns", _concerns),
    SectionKey.INDETERMINATE: ("Indeterminate, and why", doubt_lines),
    SectionKey.UNTOLD: ("Not told", untold_lines),
}
"""Key -> title, and what makes the lines."""
