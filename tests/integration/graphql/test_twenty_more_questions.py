"""Twenty more questions, of all three councils, put to a running server."""

from __future__ import annotations

import pytest

from tests.integration.graphql.conftest import Json, Served

KEYS = {
    "devon": "improvement-2020",
    "worcestershire": "improvement-2017",
    "nottingham-city": "improvement-2019",
}


def asked(
    served: Served, council: str, selection: str, at: str | None = None, known: str | None = None
) -> Json:
    """What the plan of a council says as at, as known at, by its documents."""
    question = """query Q($key: String!, $at: AsAt, $known: AsAt) {
        plan(key: $key, asAt: $at, knownAt: $known, knownBy: DOCUMENTED) { %s }
    }"""
    return served.ask(council, question % selection, key=KEYS[council], at=at, known=known)["plan"]


def reasons(thing: dict[str, Json]) -> dict[str, str]:
    """Field -> why it is null."""
    return {each["field"]: each["reason"] for each in thing["absences"]}


# --- Devon ----------------------------------------------------------------------------------------


def test_1_what_was_known_of_the_grades_before_the_cabinet_met(served: Served) -> None:
    graded = 'existence visit(key: "ilacs-2020") { judgements { domain grade } }'
    april = asked(served, "devon", graded, "2020-04-01", "2020-04-01")
    june = asked(served, "devon", graded, "2020-04-01", "2020-06-01")
    # The inspectors' report speaks of no plan: only what belongs to it is recorded.
    assert april["existence"] == "NOT_RECORDED"
    assert {each["domain"] for each in april["visit"]["judgements"]} == {
        "leaders",
        "help-and-protection",
        "children-in-care-and-care-leavers",
    }
    assert {"domain": "overall", "grade": "INADEQUATE"} in june["visit"]["judgements"]


def test_2_what_did_the_inspectors_find_to_be_strong(served: Served) -> None:
    findings = 'visit(key: "ilacs-2020") { findings(category: [STRENGTH]) { key } }'
    strengths = asked(served, "devon", findings)["visit"]["findings"]
    assert len(strengths) == 12
    assert {"key": "strength-private-fostering"} in strengths


def test_3_when_was_the_report_published_if_two_documents_disagree(served: Served) -> None:
    visit = asked(
        served,
        "devon",
        """visit(key: "ilacs-2020") { provenance(fields: ["reportPublished"]) {
            effective cites { document } supersedes { effective cites { document } }
        } }""",
    )["visit"]
    assert visit["provenance"] == [
        {
            "effective": "2020-03~",
            "cites": [{"document": "devon-improvement-report-2020"}],
            "supersedes": [
                {"effective": "2020-03-17", "cites": [{"document": "ofsted-devon-file-name-2020"}]}
            ],
        }
    ]


def test_4_what_is_left_unexplained_of_the_money_for_2020_21(served: Served) -> None:
    year = asked(
        served,
        "devon",
        """budget(key: "improvement-investment") { year(year: "2020/21") {
            total { amount } lines { line { money { qualifier } } }
            residual { low lowOpen high highOpen } residualAmount
            absences(fields: ["residualAmount"]) { field reason }
        } }""",
    )["budget"]["year"]
    assert year["total"] == {"amount": "2200000.00"}
    assert [each["line"]["money"]["qualifier"] for each in year["lines"]] == [
        "JUST_OVER",
        "JUST_UNDER",
    ]
    assert year["residual"] == {
        "low": "-100000.00",
        "lowOpen": True,
        "high": "100000.00",
        "highOpen": True,
    }
    assert (year["residualAmount"], reasons(year)) == (None, {"residualAmount": "NOT_STATED"})


def test_5_which_money_did_the_cabinet_approve_and_which_endorse(served: Served) -> None:
    budget = asked(
        served,
        "devon",
        'budget(key: "improvement-investment") { limbs { label verb coversTotal lines } }',
    )["budget"]
    assert {each["label"]: each["verb"] for each in budget["limbs"]} == {
        "a": "APPROVE",
        "b": "APPROVE",
        "c": "ENDORSE",
        "d": "NOTE",
    }
    assert [each["label"] for each in budget["limbs"] if each["coversTotal"]] == ["a"]
    (endorsed,) = [each["lines"] for each in budget["limbs"] if each["verb"] == "ENDORSE"]
    assert endorsed == ["one-off-2020-21", "one-off-2021-22"]


def test_6_which_phase_was_it_in_the_middle_of_july_and_of_august(served: Served) -> None:
    phases = 'phases { key existence status absences(fields: ["status"]) { candidates } }'
    july = asked(served, "devon", phases, "2020-07-15")["phases"]
    august = asked(served, "devon", phases, "2020-08-15")["phases"]
    assert july == [
        {
            "key": "phase-1",
            "existence": "CERTAIN",
            "status": None,
            "absences": [{"candidates": ["CURRENT", "ENDED"]}],
        },
        {
            "key": "phase-2",
            "existence": "INDETERMINATE",
            "status": None,
            "absences": [{"candidates": ["CURRENT"]}],
        },
    ]
    assert {each["key"]: each["status"] for each in august} == {
        "phase-1": "ENDED",
        "phase-2": "CURRENT",
    }


def test_7_how_often_did_the_chief_officer_look_at_the_young_people_at_risk(
    served: Served,
) -> None:
    looked = """oversight(key: "priority-young-people-chief-officer") {
        cadence until active absences(fields: ["cadence"]) { field reason candidates }
    }"""

    def at(day: str) -> Json:
        return asked(served, "devon", looked, day, "2020-12-01")["oversight"]

    assert at("2020-10-01")["absences"] == [
        {"field": "cadence", "reason": "INDETERMINATE", "candidates": ["FORTNIGHTLY"]}
    ]
    december, april = at("2020-12-31"), at("2021-04-01")
    assert (december["cadence"], december["until"], december["active"]) == (
        "MONTHLY",
        "2021-03-31",
        True,
    )
    assert april["active"] is False


def test_8_how_did_the_inspectors_judge_the_eight_areas_in_september(served: Served) -> None:
    areas = asked(
        served,
        "devon",
        'areas { key judgement judgedBy absences(fields: ["judgement"]) { field reason } }',
        "2020-10-01",
        "2020-12-01",
    )["areas"]
    assert len(areas) == 8
    judged = {each["key"]: (each["judgement"], each["judgedBy"]) for each in areas}
    assert judged["care-leavers"] == ("IMPROVING", "inspectorate")
    assert judged["strategic-oversight"] == ("IMPROVING", "inspectorate")
    silent = [each for each in areas if each["judgement"] is None]
    assert len(silent) == 6
    assert all(reasons(each) == {"judgement": "NOT_RECORDED"} for each in silent)


def test_9_which_question_of_elected_members_has_no_answer(served: Served) -> None:
    body = asked(
        served,
        "devon",
        """body(key: "standing-overview-group") {
            open: challenges(status: [OPEN]) { key raisedBy }
            answered: challenges(status: [ANSWERED]) { key }
        }""",
        known="2021-02-17",
    )["body"]
    assert body["open"] == [{"key": "terms-benchmark", "raisedBy": "elected-member"}]
    assert len(body["answered"]) == 5


def test_10_when_did_scrutiny_meet_and_when_was_it_to_meet_again(served: Served) -> None:
    meetings = asked(
        served,
        "devon",
        """body(key: "standing-overview-group") { meetings {
            status startsAt startedAt endedAt absences { field reason }
        } }""",
        known="2021-02-17",
    )["body"]["meetings"]
    held, scheduled = meetings
    assert (held["status"], held["startedAt"], held["endedAt"]) == (
        "HELD",
        "2021-02-16T10:30:00+00:00",
        "2021-02-16T12:22:00+00:00",
    )
    assert (scheduled["status"], scheduled["startsAt"]) == (
        "SCHEDULED",
        "2021-04-08T10:30:00+01:00",
    )
    assert reasons(scheduled)["startedAt"] == "NOT_RECORDED"


def test_11_what_happened_and_what_was_learned_between_december_and_february(
    served: Served,
) -> None:
    changed = """from: { asAt: "2020-12-01", knownAt: "2020-12-01" }, first: 100"""
    answer = asked(
        served,
        "devon",
        f"""happened: changes({changed}, cause: OCCURRED) {{ nodes {{ entity field after }} }}
        learned: changes({changed}, cause: CORRECTED) {{ nodes {{
            entity field before after event {{ documented }}
        }} }}""",
        "2021-02-17",
        "2021-02-17",
    )
    happened = {(each["entity"].rpartition("/")[2], each["field"]): each["after"]
                for each in answer["happened"]["nodes"]}  # fmt: skip
    assert happened["priority-young-people-chief-officer", "cadence"] == "MONTHLY"
    assert happened["phase-3", "status"] == "CURRENT"
    (progress,) = [
        each
        for each in answer["learned"]["nodes"]
        if each["entity"].endswith("/permanence-framework") and each["field"] == "latestProgress"
    ]
    assert progress["before"] != progress["after"]
    assert progress["event"] == {"documented": "2021-02-16"}


def test_12_did_the_visit_forecast_for_january_2021_take_place(served: Served) -> None:
    visit = """visit(key: "focused-2021") { status expectedIn
        provenance(fields: ["exists"]) { effective supersedes { effective } } }"""
    known_since = asked(served, "devon", visit, known="2022-04-01")["visit"]
    assert (known_since["status"], known_since["expectedIn"]) == ("ENDED", "2021-01")
    assert known_since["provenance"] == [
        {"effective": "2021-05", "supersedes": [{"effective": "2020-10/2020-11"}]}
    ]


# --- Worcestershire -------------------------------------------------------------------------------


def test_13_had_the_plan_gone_to_ofsted_the_day_after_the_cabinet_met(served: Served) -> None:
    plan = asked(
        served,
        "worcestershire",
        'status submitted absences(fields: ["status", "submitted"]) { field reason candidates }',
        "2017-04-07",
        "2017-04-07",
    )
    assert (plan["status"], plan["submitted"]) == (None, None)
    assert plan["absences"] == [
        {"field": "status", "reason": "INDETERMINATE", "candidates": ["APPROVED", "SUBMITTED"]},
        {"field": "submitted", "reason": "INDETERMINATE", "candidates": [True]},
    ]


def test_14_who_may_change_the_plan_and_whom_must_they_ask(served: Served) -> None:
    plan = asked(
        served,
        "worcestershire",
        """updateRole consultingRole provenance(fields: ["updateRole"]) {
            effective event { type } cites { locator }
        }""",
    )
    assert (plan["updateRole"], plan["consultingRole"]) == (
        "director-childrens-services",
        "lead-member",
    )
    (source,) = plan["provenance"]
    assert source["effective"] == "2017-04-06"
    assert source["event"]["type"] == "improvement.plan.update-authority-delegated.v1"
    assert source["cites"][0]["locator"]


def test_15_what_did_the_cabinet_resolve_limb_by_limb(served: Served) -> None:
    (resolution,) = asked(
        served,
        "worcestershire",
        'body(key: "cabinet") { resolutions { meeting limbs { label verb } } }',
    )["body"]["resolutions"]
    assert resolution["meeting"] == "2017-04-06"
    assert [(each["label"], each["verb"]) for each in resolution["limbs"]] == [
        ("a", "NOTE"),
        ("b", "APPROVE"),
        ("b, second part", "DELEGATE"),
        ("c", "APPROVE"),
        ("d", "APPROVE"),
        ("e", "APPROVE"),
    ]


def test_16_how_many_recommendations_did_the_inspection_make(served: Served) -> None:
    visit = asked(
        served,
        "worcestershire",
        """visit(key: "sif-2016") {
            judgements { domain grade } recommendationsCount areasCount
            absences(fields: ["areasCount"]) { field reason }
        }""",
        "2017-02-01",
        "2017-02-01",
    )["visit"]
    assert visit["judgements"] == [{"domain": "overall", "grade": "INADEQUATE"}]
    assert visit["recommendationsCount"] == 14
    assert reasons(visit) == {"areasCount": "NOT_RECORDED"}


def test_17_who_was_sent_to_review_the_service_and_what_came_of_it(served: Served) -> None:
    reviewed = """direction(key: "commissioner-review") {
            status commissioner commissionerName commissionerReportDue
            absences(fields: ["status", "commissionerName", "commissionerReportDue"]) {
                field reason
            }
        }
        visit(key: "commissioner-review") { status findings { key category } }"""
    april = asked(served, "worcestershire", reviewed, "2017-05-01", "2017-04-06")
    october = asked(served, "worcestershire", reviewed, "2017-10-01", "2017-10-01")
    assert april["direction"]["commissioner"] == "APPOINTED"
    assert reasons(april["direction"]) == {
        "status": "NOT_RECORDED",
        "commissionerName": "NOT_RECORDED",
        "commissionerReportDue": "NOT_STATED",
    }
    assert april["visit"] is None
    assert october["visit"] == {
        "status": "ENDED",
        "findings": [{"key": "not-safe", "category": "SERIOUS_FAILURE"}],
    }


# --- Nottingham -----------------------------------------------------------------------------------


def test_18_was_the_committee_told_what_it_asked_for(served: Served) -> None:
    told = """body(key: "scrutiny-committee") { requests {
            status answer absences(fields: ["answer"]) { field reason }
        } }
        concerns(codes: ["REQUEST_UNANSWERED"]) {
            title thing { key ... on InformationRequest { status } }
        }"""
    for day in ("2020-02-01", "2021-10-01"):
        plan = asked(served, "nottingham-city", told, day, day)
        (request,) = plan["body"]["requests"]
        assert (request["status"], request["answer"]) == ("OPEN", None)
        assert reasons(request) == {"answer": "NOT_RECORDED"}
        assert plan["concerns"] == [
            {
                "title": "Information request unanswered",
                "thing": {"key": "focused-visit-outcomes", "status": "OPEN"},
            }
        ]


def test_19_what_was_known_of_the_focused_visit_before_and_after_its_page_appeared(
    served: Served,
) -> None:
    visited = """visit(key: "focused-2020") { status findings { category } }
        concerns(codes: ["FORECAST_PASSED"]) { entity }"""
    spring = asked(served, "nottingham-city", visited, "2020-04-01", "2020-04-01")
    later = asked(served, "nottingham-city", visited, "2020-04-01", "2021-10-01")
    assert spring == {
        "visit": {"status": "EXPECTED", "findings": []},
        "concerns": [{"entity": "nottingham-city/improvement-2019/visit/focused-2020"}],
    }
    assert later == {
        "visit": {"status": "ENDED", "findings": [{"category": "PRIORITY_ACTION"}]},
        "concerns": [],
    }


def test_20_which_of_the_eight_areas_are_known_and_who_watches_private_fostering(
    served: Served,
) -> None:
    plan = asked(
        served,
        "nottingham-city",
        """governingBody absences(fields: ["governingBody"]) { field reason }
        visit(key: "ilacs-2018") { areasCount }
        areas { key }
        area(key: "private-fostering") { oversights {
            overseer cadence active absences(fields: ["overseer", "cadence"]) { field reason }
        } }""",
        "2020-03-01",
        "2020-03-01",
    )
    assert plan["visit"] == {"areasCount": 8}
    assert len(plan["areas"]) == 6
    (watch,) = plan["area"]["oversights"]
    assert watch["active"] is True
    assert reasons(watch) == {"overseer": "NOT_STATED", "cadence": "NOT_STATED"}
    assert reasons(plan) == {"governingBody": "NOT_RECORDED"}


@pytest.mark.parametrize("council", KEYS)
def test_of_each_council_every_value_has_a_document(served: Served, council: str) -> None:
    plan = asked(served, council, "provenance { field cites { document } }")
    assert plan["provenance"]
    assert all(each["cites"] for each in plan["provenance"])
