"""Twelve questions an inspector asks of Devon, put to a running server.

Each has the answer that the documents give: a figure, or not recorded, not stated,
indeterminate, and never a guess.

*Known in June* is by the date of the documents on 1 June 2020; *known in December* on 1 December
2020, when the autumn's improvement report was written.
"""

from __future__ import annotations

from typing import Any

from tests.integration.graphql.conftest import Served


def plan(at: str | None = None, known: str | None = None) -> str:
    """The plan of Devon as at, as known at, by its documents."""
    dates = [f'asAt: "{at}"' if at else "", f'knownAt: "{known}"' if known else ""]
    return f'plan(key: "improvement-2020", {" ".join(dates)} knownBy: DOCUMENTED)'


def reasons(thing: dict[str, Any]) -> dict[str, str]:
    """Field -> why it is null."""
    return {each["field"]: each["reason"] for each in thing["absences"]}


def test_1_what_money_was_there_for_2021_22(served: Served) -> None:
    year = """budget(key: "improvement-investment") { status year(year: "2021/22") {
        total { amount }
        lines { verb line { nature money { amount } } }
        residualAmount
    } }"""
    june = served.devon(f"{{ {plan('2020-06-01', '2020-06-01')} {{ {year} }} }}")["plan"]["budget"]
    assert june["status"] == "APPROVED"
    assert june["year"]["total"] == {"amount": "1600000.00"}
    assert june["year"]["lines"] == [
        {"verb": "ENDORSE", "line": {"nature": "ONE_OFF", "money": {"amount": "618000.00"}}},
        {"verb": "APPROVE", "line": {"nature": "RECURRENT", "money": {"amount": "1000000.00"}}},
    ]
    assert june["year"]["residualAmount"] == "18000.00"

    may = served.devon(f"{{ {plan('2020-06-01', '2020-05-01')} {{ {year} }} }}")["plan"]
    assert may == {"budget": None}


def test_2_how_many_people_could_be_employed(served: Served) -> None:
    year = served.devon(
        f"""{{ {plan("2020-06-01", "2020-06-01")} {{
            budget(key: "improvement-investment") {{ year(year: "2021/22") {{
                totalFte fteOngoing fteShortTerm postsFilled absences {{ field reason }}
            }} }}
        }} }}"""
    )["plan"]["budget"]["year"]
    assert (year["totalFte"], year["fteOngoing"], year["fteShortTerm"]) == ("30.0", "21.2", "8.8")
    assert year["postsFilled"] is None
    assert reasons(year) == {"postsFilled": "NOT_RECORDED"}


def test_3_what_money_was_there_for_2022_23(served: Served) -> None:
    year = served.devon(
        f"""{{ {plan("2020-06-01", "2020-06-01")} {{
            budget(key: "improvement-investment") {{ year(year: "2022/23") {{
                lines {{ line {{ nature fromYear money {{ amount }} }} }}
                total {{ amount }} absences(fields: ["total"]) {{ field reason }}
            }} }}
        }} }}"""
    )["plan"]["budget"]["year"]
    assert year["lines"] == [
        {
            "line": {
                "nature": "RECURRENT",
                "fromYear": "2021/22",
                "money": {"amount": "1000000.00"},
            }
        }
    ]
    assert year["total"] is None
    assert reasons(year) == {"total": "NOT_RECORDED"}


def test_4_who_governed_the_improvement(served: Served) -> None:
    governed = """governance { title }
        absences(fields: ["governance"]) { field reason candidates }"""
    answer = served.devon(f"""{{
        june: {plan("2020-06-01")} {{ {governed} }}
        july: {plan("2020-07-15")} {{ {governed} }}
        october: {plan("2020-10-01")} {{ {governed} }}
    }}""")
    assert answer["june"] == {
        "governance": {"title": "Children and Families Partnership Executive"},
        "absences": [],
    }
    assert answer["july"] == {
        "governance": None,
        "absences": [
            {
                "field": "governance",
                "reason": "INDETERMINATE",
                "candidates": ["partnership-executive", "improvement-partnership"],
            }
        ],
    }
    assert answer["october"] == {"governance": {"title": "Improvement Partnership"}, "absences": []}


def test_5_was_a_commissioner_in_post(served: Served) -> None:
    told = """direction(key: "statutory-direction") {
        status commissioner absences(fields: ["commissioner"]) { reason candidates }
        provenance(fields: ["commissioner"]) { value effective }
    }"""
    answer = served.devon(f"""{{
        asKnownInJune: {plan("2020-06-01", "2020-06-01")} {{ {told} }}
        asKnownInDecember: {plan("2020-09-01", "2020-12-01")} {{ {told} }}
        inNovember: {plan("2020-11-01", "2020-12-01")} {{ {told} }}
    }}""")
    june = answer["asKnownInJune"]["direction"]
    assert (june["status"], june["commissioner"]) == ("DRAFT", "POSTPONED")

    december = answer["asKnownInDecember"]["direction"]
    assert december["commissioner"] is None
    assert december["absences"] == [
        {"reason": "INDETERMINATE", "candidates": ["POSTPONED", "APPOINTED"]}
    ]
    assert december["provenance"][-1] == {"value": "APPOINTED", "effective": "2020-07/2020-10"}

    assert answer["inNovember"]["direction"]["commissioner"] == "APPOINTED"


def test_6_was_the_direction_ever_issued(served: Served) -> None:
    answer = served.devon(f"""{{ {plan()} {{
        direction(key: "statutory-direction") {{
            status revokedReason absences(fields: ["revokedReason"]) {{ field reason }}
        }}
        events(filter: {{ types: [
            "improvement.direction.issued.v1", "improvement.direction.revoked.v1"
        ] }}) {{ totalCount }}
    }} }}""")["plan"]
    assert answer["direction"]["status"] == "DRAFT"
    assert reasons(answer["direction"]) == {"revokedReason": "NOT_RECORDED"}
    assert answer["events"] == {"totalCount": 0}


def test_7_what_did_the_minister_say(served: Served) -> None:
    answer = served.devon(f"""{{ {plan(known="2020-12-01")} {{
        recommendations {{ minister number absences(fields: ["number"]) {{ field reason }} }}
        direction(key: "statutory-direction") {{ reports {{
            submittedTo recommendationsCount
            absences(fields: ["recommendationsCount"]) {{ field reason }}
        }} }}
    }} }}""")["plan"]
    (recommendation,) = answer["recommendations"]
    (report,) = answer["direction"]["reports"]
    assert recommendation["minister"] == "AWAITED"
    assert reasons(recommendation) == {"number": "NOT_STATED"}
    assert report["submittedTo"] == "minister"
    assert reasons(report) == {"recommendationsCount": "NOT_STATED"}


def test_8_what_had_leaders_been_told_of_care_leavers_in_tents(served: Served) -> None:
    answer = served.devon(f"""{{
        before: {plan("2019-12-31", "2020-12-01")} {{
            bodies {{ briefings {{ key }} }}
            lineOfSight(area: "care-leavers") {{ isGap }}
        }}
        atTheCabinet: {plan("2020-05-31", "2020-12-01")} {{
            lineOfSight(area: "care-leavers") {{
                level isGap knownFrom pack event {{ effective }} didNotKnow
            }}
        }}
        inspected: {plan("2020-09-30", "2020-12-01")} {{
            area(key: "care-leavers") {{ findings(
                keys: ["care-leavers-in-tents", "line-of-sight"]
            ) {{
                key category knownTo unknownTo
                provenance(fields: ["exists"]) {{ effective cites {{ document locator }} }}
            }} }}
        }}
    }}""")
    assert not any(body["briefings"] for body in answer["before"]["bodies"])
    assert all(link["isGap"] for link in answer["before"]["lineOfSight"])
    (cabinet,) = [
        link for link in answer["atTheCabinet"]["lineOfSight"] if link["level"] == "LEAD_MEMBER"
    ]
    assert cabinet == {
        "level": "LEAD_MEMBER",
        "isGap": False,
        "knownFrom": "2020-05-13",
        "pack": "cs-20-06",
        "event": {"effective": "2020-05-13~"},
        "didNotKnow": "devon/improvement-2020/visit/ilacs-2020#finding/leaders-unaware",
    }

    tents, sight = answer["inspected"]["area"]["findings"]
    assert (tents["category"], tents["unknownTo"]) == ("SERIOUS_FAILURE", ["senior-leaders"])
    assert tents["provenance"][0]["cites"] == [
        {"document": "devon-improvement-report-2020", "locator": "2.1"}
    ]
    assert (sight["category"], sight["knownTo"]) == (
        "STRENGTH",
        ["elected-member", "senior-leaders"],
    )
    assert sight["provenance"][0]["effective"] == "2020-09-22/2020-09-23"


def test_9_how_good_was_practice_found_to_be(served: Served) -> None:
    (batch,) = served.devon(f"""{{ {plan(known="2020-12-01")} {{
        measure(key: "practice-evaluations") {{ evaluations {{
            evaluationsCount distribution {{ grade percentage {{ value denominator }} }}
        }} }}
    }} }}""")["plan"]["measure"]["evaluations"]
    assert batch["evaluationsCount"] == 125
    shares = {each["grade"]: each["percentage"]["value"] for each in batch["distribution"]}
    assert shares == {"GOOD": "21", "REQUIRES_IMPROVEMENT": "67", "INADEQUATE": "11"}
    assert 100 - sum(map(int, shares.values())) == 1  # one per cent is accounted for by nobody


def test_10_who_received_the_monthly_pack(served: Served) -> None:
    bodies = served.devon(f"""{{ {plan("2020-12-01", "2020-12-01")} {{
        bodies {{ key briefings {{
            pack cadence period {{ firstOn lastOn }}
            provenance(fields: ["exists"]) {{ effective }}
        }} }}
    }} }}""")["plan"]["bodies"]
    told = {
        body["key"]: each
        for body in bodies
        for each in body["briefings"]
        if each["pack"] == "monthly-pack"
    }
    assert sorted(told) == [
        "childrens-scrutiny",
        "corporate-parenting-members",
        "improvement-partnership",
        "lg-8",
        "partnership-executive",
        "standing-overview-group",
    ]
    months = {"firstOn": "2020-07-01", "lastOn": "2020-11-30"}
    for each in told.values():
        assert (each["cadence"], each["period"]) == ("MONTHLY", months)
        assert each["provenance"] == [{"effective": "2020-07"}]  # a month: no day is recorded


def test_11_how_often_were_children_planned_for_a_second_time(served: Served) -> None:
    told = """measure(key: "repeat-child-protection-plans") {
        latestPercentage { value }
        absences(fields: ["latestPercentage"]) { field reason }
        readings { asReported }
    }"""
    answer = served.devon(f"""{{
        december: {plan(known="2020-12-01")} {{ {told} }}
        february: {plan(known="2021-02-16")} {{ {told} }}
    }}""")
    december, february = answer["december"]["measure"], answer["february"]["measure"]
    assert december["latestPercentage"] is None  # and never 0
    assert reasons(december) == {"latestPercentage": "NOT_RECORDED"}
    assert february["latestPercentage"] == {"value": "32"}
    assert february["readings"] == [{"asReported": "32%, called high"}]


def test_12_when_would_inspectors_come_next(served: Served) -> None:
    told = 'visit(key: "focused-2021") { status expectedIn } concerns(codes: ["FORECAST_PASSED"]) '
    told += "{ entity detail }"
    answer = served.devon(f"""{{
        december: {plan("2020-12-01", "2020-12-01")} {{ {told} }}
        february: {plan("2021-02-17", "2021-02-17")} {{ {told} }}
    }}""")
    assert answer["december"] == {
        "visit": {"status": "EXPECTED", "expectedIn": "2021-01"},
        "concerns": [],
    }
    assert answer["february"] == {
        "visit": {"status": "EXPECTED", "expectedIn": "2021-01"},
        "concerns": [
            {
                "entity": "devon/improvement-2020/visit/focused-2021",
                "detail": "expected in 2021-01; nothing is recorded as held",
            }
        ],
    }
