"""The question with which a council's page opens: one that has an answer there."""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.moments import london_day
from projections.basis import KnownBy, resolve
from service import clock
from service.answers import words
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
query OnADate($asAt: AsAt = "{day}", $knownAt: AsAt = "{day}") {
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
    """A question about the first plan of ``council``; raises ``NoLedger`` where it has none.

    It asks as at the middle of what its events tell of.
    """
    read_model = wiring.read_model(council)
    title = f"Ask about {words.titled(council)}"
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
    if not plans:
        return OpeningQuestion(title, _NO_PLAN)
    plan = plans[0]
    moments = sorted(read_model.latest(plan, now).values())
    day = now.as_at if not moments else london_day(moments[len(moments) // 2]).isoformat()
    query = _OF_PLAN.replace("{plan}", plan.partition("/")[2]).replace("{day}", day)
    return OpeningQuestion(title, query)
