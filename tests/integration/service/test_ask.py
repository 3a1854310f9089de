"""``ask``: the plan as it stood, in plain English and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.service.processes import Ended, here, run

PLAN = "devon/improvement-2020"
AFTER_THE_REPORT = ("--known-at", "2020-12-01", "--known-by", "documented")


def flat(ended: Ended) -> str:
    """What was printed, on one line."""
    assert ended.code == 0, ended.err
    return " ".join(ended.out.split())


@pytest.fixture(scope="session")
def july(demo: tuple[Ended, Path]) -> Ended:
    """The plan on 15 July 2020, as the documents of that year tell it."""
    return run("ask", PLAN, "--as-at", "2020-07-15", *AFTER_THE_REPORT, data_dir=demo[1])


def under(ended: Ended, heading: str) -> str:
    """What stands under a heading, on one line."""
    lines = ended.out.splitlines()
    start = lines.index(heading) + 1
    ends = [n for n, line in enumerate(lines) if n > start and line and not line.startswith(" ")]
    return " ".join(" ".join(lines[start : ends[0] if ends else None]).split())


def test_the_sections_come_in_order_with_the_basis_first(july: Ended) -> None:
    headings = [line for line in july.out.splitlines() if line and not line.startswith(" ")]
    assert headings == [
        "Devon · improvement-2020",
        "Basis",
        "The plan",
        "Governance",
        "Budget",
        "Recommendations and direction",
        "Actions",
        "Visits",
        "Measures",
        "Risks",
        "Concerns",
        "Indeterminate, and why",
        "Not told",
    ]


def test_the_basis_says_as_at_when_and_known_how(july: Ended) -> None:
    basis = under(july, "Basis")
    assert "As at 15 July 2020, out of what documents dated up to 1 December 2020 say." in basis
    assert "events 0 to" in basis


def test_what_is_indeterminate_is_told_with_its_candidates_and_why(july: Ended) -> None:
    told = under(july, "Indeterminate, and why")
    assert (
        "Governing body: Children and Families Partnership Executive or Improvement Partnership "
        "[plan/main] because “plan governance transferred” took effect at some point in July 2020 "
        "(devon-improvement-report-2020, 2.3; event "
    ) in told


def test_a_thing_that_may_not_be_there_yet_is_told_as_such(july: Ended) -> None:
    assert "Phase 2: the full plan indeterminate whether it is there yet" in flat(july)


def test_the_budget_keeps_the_verb_of_each_limb_and_the_precision_of_the_source(
    july: Ended,
) -> None:
    budget = under(july, "Budget")
    assert (
        "2020/21: £2.2 million in total = just under £1.1 million recurrent (approved) + just over "
        "£1.1 million one-off (endorsed); lines minus total somewhere from −£100,000 to £100,000"
    ) in budget
    assert "posts filled: not recorded" in budget


def test_silence_is_told_and_not_left_out(july: Ended) -> None:
    assert "No recommendation is recorded." in under(july, "Recommendations and direction")
    untold = under(july, "Not told")
    assert "Not stated – accountable role, baseline due on, due on and RAG of" in untold
    assert "chair of 7 bodies" in untold


def test_roles_are_told_by_their_labels(july: Ended) -> None:
    assert "raised by: Cabinet" in flat(july)
    assert "overseer: Chief Officer, Children's Services" in flat(july)


def test_only_prints_the_basis_and_that_section(loaded: Path) -> None:
    done = here("ask", PLAN, "--known-by", "documented", "--only", "risks", data_dir=loaded)
    headings = [line for line in done.out.splitlines() if line and not line.startswith(" ")]
    assert headings == ["Devon · improvement-2020", "Basis", "Risks"]


def test_provenance_gives_the_document_and_the_event_behind_every_value(loaded: Path) -> None:
    told = flat(
        run("ask", PLAN, "--known-by", "documented", "--only", "budget", "--provenance",
            data_dir=loaded)
    )  # fmt: skip
    assert (
        "status: approved ← devon-cabinet-cs-20-06, RESOLVED (a) to (d), dated about 13 May 2020; "
        "event "
    ) in told
    assert "money: £618,000 ← devon-cabinet-cs-20-06" in told


def test_a_field_is_told_with_what_lies_behind_it(loaded: Path) -> None:
    told = flat(
        run("ask", PLAN, "--as-at", "2020-07-15", "--known-by", "documented",
            "--field", "plan.governingBody", data_dir=loaded)
    )  # fmt: skip
    assert (
        "governing body: indeterminate: Children and Families Partnership Executive or Improvement "
        "Partnership An uncertain date leaves open which value was in effect."
    ) in told
    assert "← Improvement Partnership: devon-improvement-report-2020, 2.3" in told
    assert told.endswith("effective July 2020, possibly in effect")


@pytest.mark.parametrize(
    ("known_at", "rate"), [("2020-11-30", "not recorded"), ("2021-02-16", "32 %")]
)
def test_a_rate_is_silence_until_a_document_states_it(
    loaded: Path, known_at: str, rate: str
) -> None:
    done = run(
        "ask", PLAN, "--known-at", known_at, "--known-by", "documented",
        "--field", "measure/repeat-child-protection-plans.latestPercentage", data_dir=loaded,
    )  # fmt: skip
    assert f"latest reading: {rate}\n" in done.out


def test_changes_come_in_two_legs(loaded: Path) -> None:
    done = run(
        "ask", PLAN, "--as-at", "2021-03-01", "--known-at", "2021-03-01",
        "--known-by", "documented", "--changes-since", "2020-12-01", data_dir=loaded,
    )  # fmt: skip
    occurred, learned = flat(done).split("Learned or put right since: ")
    assert "Happened since, out of what was known before: " in occurred
    assert "cadence: monthly (was indeterminate: fortnightly or monthly)" in occurred
    assert "latest reading: 32 %" in learned
    assert "32 %" not in occurred


def test_json_is_the_answer_of_graphql(loaded: Path) -> None:
    asked = ("ask", PLAN, "--known-by", "documented", "--json")
    whole = here(*asked, data_dir=loaded).json["plan"]
    assert whole["basis"]["knownBy"] == "DOCUMENTED"
    assert {"actions", "budgets", "concerns", "uncertain", "absences"} <= whole.keys()
    field = here(*asked, "--field", "plan.title", data_dir=loaded).json["plan"]
    assert field["title"] == whole["title"]
    changes = here(*asked, "--changes-since", "2020-06-01", data_dir=loaded).json["changes"]
    assert {each["cause"] for each in changes} <= {"OCCURRED", "CORRECTED"}


def test_a_made_up_council_says_so_in_every_answer(loaded: Path) -> None:
    for more in ((), ("--field", "plan.title"), ("--changes-since", "2026-01-01")):
        asked = ("ask", "example/improvement-demo", "--known-by", "documented", *more)
        first_line = here(*asked, data_dir=loaded).out.splitlines()[0]
        assert "synthetic: a made-up council" in first_line


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("devon",), 2, "Write e.g. devon/improvement-2020."),
        (("devon/a/b",), 2, "devon/a/b is no plan"),
        (("nowhere/improvement-2020",), 1, "There is no ledger of 'nowhere'"),
        (("devon/another",), 1, "There: improvement-2020."),
        ((PLAN, "--as-at", "2020-13-01"), 1, "BAD_AS_AT"),
        ((PLAN, "--known-at", "2199-01-01"), 1, "KNOWN_AT_IN_FUTURE"),
        ((PLAN, "--known-at", "2020-01-01"), 1, "--known-by documented"),
        ((PLAN, "--known-at", "2020-01-01", "--known-by", "documented"), 1, "as known later"),
        ((PLAN, "--position", "99999"), 1, "NOT_YET_PROJECTED"),
        ((PLAN, "--position", "last"), 1, "BAD_REQUEST"),
        ((PLAN, "--field", "plan.colour"), 2, "Write plan.governingBody"),
        ((PLAN, "--field", "plan.title", "--only", "plan"), 2, "Choose one of"),
        ((PLAN, "--only", "colours"), 2, "'colours' is not one of"),
    ],
)
def test_what_cannot_be_answered_says_why_and_what_to_do(
    loaded: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = here("ask", *arguments, data_dir=loaded)
    assert done.code == code
    assert done.out == ""
    assert says in done.err
    assert "Traceback" not in done.err


def test_what_is_under_embargo_or_personal_is_withheld_and_not_left_out(loaded: Path) -> None:
    done = here(
        "ask", "example/improvement-demo", "--as-at", "2025-01-20", "--known-at", "2025-01-20",
        "--known-by", "documented", data_dir=loaded,
    )  # fmt: skip
    assert "withheld: text" in under(done, "Recommendations and direction")
    untold = under(done, "Not told")
    assert "Withheld – text of 5 recommendations: r1, r2, r3, r4, r5" in untold
    assert "– commissioner name of the direction: direction-2024" in untold
