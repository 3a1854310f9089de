"""Questions to begin with: each as a sentence, as GraphQL, and as a command."""

from __future__ import annotations

from typing import Final

import msgspec


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question about a plan that the examples hold.

    ``query`` asks it over GraphQL, ``command`` on the command line.
    """

    title: str
    council: str
    plan: str
    query: str
    command: str


BUDGET: Final = Question(
    title="What money was approved for 2021/22, as known on 1 June 2020?",
    council="devon",
    plan="improvement-2020",
    command=(
        "ask devon/improvement-2020 --as-at 2020-06-01 --known-at 2020-06-01 "
        "--known-by documented --only budget"
    ),
    query="""\
# What money was approved for 2021/22, as known on 1 June 2020 - and on 1 May?
{
  asKnownOn1June: plan(key: "improvement-2020", asAt: "2020-06-01",
                       knownAt: "2020-06-01", knownBy: DOCUMENTED) {
    basis { asAt knownAt knownBy position }
    budget(key: "improvement-investment") {
      status
      year(year: "2021/22") {
        total { amount qualifier statedTo }
        lines { verb line { key nature fromYear money { amount qualifier statedTo } } }
        residual { low lowOpen high highOpen }
        residualAmount
        totalFte
        fte
        fteOngoing
        fteShortTerm
        postsFilled
        absences { field reason }
      }
      provenance(fields: ["status"]) {
        field value effect effective documented recordedAt
        cites { document locator }
        event { position type }
      }
    }
  }
  asKnownOn1May: plan(key: "improvement-2020", asAt: "2020-06-01",
                      knownAt: "2020-05-01", knownBy: DOCUMENTED) {
    budget(key: "improvement-investment") { status }
  }
}
""",
)

GOVERNANCE: Final = Question(
    title="Who governed the improvement on 15 July 2020?",
    council="devon",
    plan="improvement-2020",
    command=(
        "ask devon/improvement-2020 --as-at 2020-07-15 --known-by documented "
        "--field plan.governingBody"
    ),
    query="""\
# Who governed the improvement on 15 July 2020?
{
  plan(key: "improvement-2020", asAt: "2020-07-15", knownBy: DOCUMENTED) {
    basis { asAt knownAt knownBy position }
    governingBody
    absences(fields: ["governingBody"]) { field reason candidates explanation }
    provenance(fields: ["governingBody"]) {
      field value effect effective documented recordedAt
      cites { document locator }
      event { position type }
    }
    bodies { key title absences(fields: ["title"]) { field reason candidates } }
  }
}
""",
)

REPEAT_PLANS: Final = Question(
    title="What was the rate of repeat child protection plans?",
    council="devon",
    plan="improvement-2020",
    command=(
        "ask devon/improvement-2020 --known-at 2021-02-16 --known-by documented "
        "--field measure/repeat-child-protection-plans.latestPercentage"
    ),
    query="""\
# What was the rate of repeat child protection plans, as known in November 2020,
# and as known on 16 February 2021?
{
  asKnownInNovember2020: plan(key: "improvement-2020",
                              knownAt: "2020-11-30", knownBy: DOCUMENTED) { ...Rate }
  asKnownOn16February2021: plan(key: "improvement-2020",
                                knownAt: "2021-02-16", knownBy: DOCUMENTED) { ...Rate }
}

fragment Rate on Plan {
  basis { asAt knownAt knownBy position }
  measure(key: "repeat-child-protection-plans") {
    latestPercentage { value decimals }
    absences(fields: ["latestPercentage"]) { field reason explanation }
    provenance(fields: ["latestPercentage"]) {
      field value effect effective documented recordedAt
      cites { document locator }
      event { position type }
    }
  }
}
""",
)

QUESTIONS: Final = (BUDGET, GOVERNANCE, REPEAT_PLANS)
"""The three of the demo, in order."""
