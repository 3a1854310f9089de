"""Before and after stand side by side; below a root field everything rests on one basis."""

from __future__ import annotations

from threading import Event, Thread

from tests.integration.graphql.conftest import Asker
from tests.worlds import World


def test_before_and_after_in_one_question(ask: Asker) -> None:
    answer = ask("""{
        before: plan(key: "improvement-2020", asAt: "2020-06-01", knownBy: DOCUMENTED) {
            basis { asAt } governance { title basis { asAt } }
        }
        after: plan(key: "improvement-2020", asAt: "2020-10-01", knownBy: DOCUMENTED) {
            basis { asAt } governance { title basis { asAt } }
        }
    }""")
    assert answer["before"] == {
        "basis": {"asAt": "2020-06-01"},
        "governance": {
            "title": "Children and Families Partnership Executive",
            "basis": {"asAt": "2020-06-01"},
        },
    }
    assert answer["after"] == {
        "basis": {"asAt": "2020-10-01"},
        "governance": {"title": "Improvement Partnership", "basis": {"asAt": "2020-10-01"}},
    }


def test_the_root_fields_of_a_question_share_one_moment(ask: Asker) -> None:
    answer = ask("""{
        plan(key: "improvement-2020") { basis { token } }
        snapshot { basis { token } plans { basis { token } } }
    }""")
    tokens = {
        answer["plan"]["basis"]["token"],
        answer["snapshot"]["basis"]["token"],
        *(plan["basis"]["token"] for plan in answer["snapshot"]["plans"]),
    }
    assert len(tokens) == 1


def test_a_question_rests_on_one_basis_while_others_append(world: World) -> None:
    """Each action is proposed, then agreed: whoever sees n agreed sees n or n+1 proposed."""
    world.record("devon/p/plan/main", "drafted", "2020-01-01", title="A plan")
    stop, ask = Event(), Asker(world)
    agreed = {"accountableRole": "chief-officer", "dueOn": "2020-06-01"}

    def append() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            stream = f"devon/p/action/a{number:03}"
            world.record(stream, "proposed", "2020-01-02", summary="Do it.")
            world.record(stream, "agreed", "2020-01-03", **agreed)

    writer = Thread(target=append)
    writer.start()
    try:
        for _ in range(40):
            plan = ask("""{ plan(key: "p") {
                basis { position }
                actions { key }
                agreed: actions(status: [AGREED]) { key }
                events { totalCount }
            } }""")["plan"]
            position = int(plan["basis"]["position"])
            assert plan["events"]["totalCount"] == position + 1
            assert len(plan["actions"]) == (position + 1) // 2
            assert len(plan["agreed"]) == position // 2
    finally:
        stop.set()
        writer.join()
