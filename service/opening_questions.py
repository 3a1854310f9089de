"""The question with which a council's page opens: one that has an answer there."""

from __future__ import annotations

from functools import reduce
from typing import Final, NamedTuple

from ledger.moments import london_day
from projections.basis import KnownBy, resolve
from service import clock
from service.answers import words
from service.demo.questions import QUESTIONS
from service.wiring import Wiring


class OpeningQuestion(NamedTuple):
    """A question and what the page is called that opens with it."""

    title: str
    query: str


_NO_PLAN: Final = """\
# Nothing is recorded here yet. Whatever is asked rests on this basis:
{
  snapshot {
    basis { asAt knownAt knownBy position }
    plans { key title }
  }
}
"""

_OF_PLAN: Final = """\
# What stood in the plan at a date, as known at a date, and by which document?
# Change asAt and knownAt; knownBy: RECORDED asks what this ledger itself had recorded.
query OnADate($asAt: AsAt = "{as_at}", $knownAt: AsAt = "{known_at}") {
  plan(key: "{plan}", asAt: $asAt, knownAt: $knownAt, knownBy: DOCUMENTED) {
    title
    status
    governance { title }
    absences(fields: ["title", "status", "governance"]) { field reason candidates explanation }
    provenance(fields: ["status"]) { value effective documented cites { document locator } }
    areas { title judgement }
    actions { summary status accountableRole dueOn isOverdue }
    basis { asAt knownAt knownBy position token }
  }
}
"""


def opening_question(wiring: Wiring, council: str) -> OpeningQuestion:
    """A question of the demo that is about ``council``, or else one about its first plan.

    That asks as at the day on which the last event took effect. Raises ``NoLedger`` where
    there is no such council.
    """
    read_model = wiring.read_model(council)
    now = resolve(
        as_at=None,
        known_at=None,
        known_by=KnownBy.RECORDED,
        position=None,
        now_us=clock.now_us(),
        head=read_model.head(),
        position_before=lambda _: -1,
    )
    plans = read_model.plans(now)
    for each in QUESTIONS:
        if f"{each.council}/{each.plan}" in plans:
            return OpeningQuestion(each.title, each.query)
    title = f"Ask about {words.titled(council)}"
    if not plans:
        return OpeningQuestion(title, _NO_PLAN)
    key = plans[0].partition("/")[2]
    last_us = max(read_model.latest(plans[0], now).values(), default=now.before_us - 1)
    return OpeningQuestion(title, _of_plan(key, london_day(last_us).isoformat(), now.known_at))


def _of_plan(key: str, as_at: str, known_at: str) -> str:
    parts = {"{plan}": key, "{as_at}": as_at, "{known_at}": known_at}
    return reduce(lambda text, part: text.replace(part, parts[part]), parts, _OF_PLAN)
