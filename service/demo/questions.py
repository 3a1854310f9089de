"""Questions to begin with: each as a sentence, as GraphQL, and as a command."""

from __future__ import annotations

from typing import Final

import msgspec


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question about a plan that the examples hold.

    ``key`` names it in an address, ``query`` asks it over GraphQL, ``arguments`` are
    those of the command line.
    """

    key: str
    title: str
    council: str
    plan: str
    query: str
    arguments: str

    @property
    def path(self) -> str:
        """The address that leads to the question and its answer."""
        return f"/{self.council}/questions/{self.key}"


BUDGET: Final = Question(
    key="budget-2021-22",
    title="What money was approved for 2021/22, as known on 1 June 2020?",
    council="devon",
    plan="improvement-2020",
    arguments=(
        "devon/improvement-2020 --as-at 2020-06-01 --known-at 2020-06-01 "
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
        year
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
    key="governance-july-2020",
    title="Who governed the improvement on 15 July 2020?",
    council="devon",
    plan="improvement-2020",
    arguments=(
        "devon/improvement-2020 --as-at 2020-07-15 --known-by documented --field plan.governingBody"
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
    bodies { key existence title absences(fields: ["title"]) { field reason candidates } }
  }
}
""",
)

REPEAT_PLANS: Final = Question(
    key="repeat-plans",
    title="What was the rate of repeat child protection plans?",
    council="devon",
    plan="improvement-2020",
    arguments=(
        "devon/improvement-2020 --known-at 2021-02-16 --known-by documented "
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

WORCESTERSHIRE: Final = Question(
    key="plan-april-2017",
    title="What had the Cabinet approved by 6 April 2017, and what was still to come?",
    council="worcestershire",
    plan="improvement-2017",
    arguments=(
        "worcestershire/improvement-2017 --as-at 2017-04-06 --known-at 2017-04-06 "
        "--known-by documented"
    ),
    query="""\
# What had the Cabinet approved by 6 April 2017, and what was still to come?
{
  plan(key: "improvement-2017", asAt: "2017-04-06",
       knownAt: "2017-04-06", knownBy: DOCUMENTED) {
    basis { asAt knownAt knownBy position }
    title
    status
    approvedResolution
    outcomesCount
    updateRole
    consultingRole
    submitted
    visits { key status kind expectedIn reportPublished }
    absences { field reason candidates }
  }
}
""",
)

NOTTINGHAM: Final = Question(
    key="actions-january-2020",
    title="What was being done by January 2020 about what inspectors found in 2018?",
    council="nottingham-city",
    plan="improvement-2019",
    arguments=(
        "nottingham-city/improvement-2019 --as-at 2020-01-30 --known-at 2020-01-30 "
        "--known-by documented"
    ),
    query="""\
# What was being done by January 2020 about what inspectors found in 2018?
{
  plan(key: "improvement-2019", asAt: "2020-01-30",
       knownAt: "2020-01-30", knownBy: DOCUMENTED) {
    basis { asAt knownAt knownBy position }
    areas { key title judgement }
    actions {
      key
      status
      summary
      areas
      accountableRole
      dueOn
      absences { field reason candidates }
    }
  }
}
""",
)

SYNTHETIC_CONCERNS: Final = Question(
    key="concerns",
    title="Which actions are overdue, and what else gives cause for concern?",
    council="example",
    plan="improvement-demo",
    arguments="example/improvement-demo --only concerns",
    query="""\
# Which actions are overdue, and what else gives cause for concern? (A made-up council.)
{
  plan(key: "improvement-demo") {
    basis { asAt knownAt knownBy position }
    actions(overdue: true) { key summary status dueOn accountableRole }
    concerns { code title detail since remedy entity }
  }
}
""",
)

DEMO: Final = (BUDGET, GOVERNANCE, REPEAT_PLANS)
"""The three that the demo answers, in order."""

QUESTIONS: Final = (*DEMO, WORCESTERSHIRE, NOTTINGHAM, SYNTHETIC_CONCERNS)
"""All of them: the first page leads to each that its ledgers can answer."""


def title_of(query: str) -> str | None:
    """The sentence for a query of ours; None for any other."""
    return next((each.title for each in QUESTIONS if each.query == query), None)
