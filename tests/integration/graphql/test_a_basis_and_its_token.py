"""Every answer says what it rests on, and can be asked for again at exactly that."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from tests.integration.graphql.conftest import Asker
from tests.worlds import World

BASIS = "basis { asAt knownAt knownBy position token digest sealed timezone tzdata }"
STATE = f"title status governingBody {BASIS} actions {{ key status }}"
PLAN = 'key: "improvement-2020"'


def test_an_answer_echoes_its_basis(ask: Asker) -> None:
    basis = ask(
        f'{{ plan({PLAN}, asAt: "2020-07-15", knownAt: "2020-06-01", knownBy: DOCUMENTED) '
        f"{{ {BASIS} }} }}"
    )["plan"]["basis"]
    assert (basis["asAt"], basis["knownAt"], basis["knownBy"]) == (
        "2020-07-15",
        "2020-06-01",
        "DOCUMENTED",
    )
    assert (basis["position"], basis["sealed"]) == ("193", False)
    assert basis["timezone"] == "Europe/London"
    assert len(basis["digest"]) == 64


def test_by_default_it_is_today_with_all_that_is_recorded(ask: Asker) -> None:
    basis = ask(f"{{ plan({PLAN}) {{ {BASIS} }} }}")["plan"]["basis"]
    assert (basis["asAt"], basis["knownAt"]) == ("2026-11-23", "2026-11-23")
    assert (basis["knownBy"], basis["position"]) == ("RECORDED", "193")


def test_a_token_asks_the_very_same_again(ask: Asker) -> None:
    first = ask(
        f'{{ plan({PLAN}, asAt: "2020-09-30", knownBy: DOCUMENTED, position: "150") '
        f"{{ {STATE} }} }}"
    )["plan"]
    question = f"query Q($token: String) {{ plan({PLAN}, token: $token) {{ {STATE} }} }}"
    assert ask(question, token=first["basis"]["token"])["plan"] == first


def test_a_token_still_answers_alike_after_more_was_recorded(world: World) -> None:
    ask = Asker(world)
    world.record("devon/p/plan/main", "drafted", "2020-01-01", title="A plan")
    world.record("devon/p/action/a", "proposed", "2020-01-02", summary="Do it.")
    first = ask('{ plan(key: "p") { basis { token } actions { key } } }')["plan"]
    world.record("devon/p/action/b", "proposed", "2020-01-01", summary="Do more, backdated.")
    question = (
        'query Q($t: String) { plan(key: "p", token: $t) { basis { token } actions { key } } }'
    )
    assert ask(question, t=first["basis"]["token"])["plan"] == first
    now = ask('{ plan(key: "p") { actions { key } } }')["plan"]
    assert [each["key"] for each in now["actions"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('asAt: "yesterday"', "BAD_AS_AT"),
        ('asAt: "2020-02-30"', "BAD_AS_AT"),
        ('asAt: "2020-07-15T12:00"', "BAD_AS_AT"),
        ('asAt: "2020-07"', "BAD_AS_AT"),
        ('knownAt: "2026-W01-1"', "BAD_KNOWN_AT"),
        ('knownAt: "2099-01-01"', "KNOWN_AT_IN_FUTURE"),
        ('knownAt: "2020-06-01"', "BEFORE_LEDGER"),
        ('position: "100000"', "NOT_YET_PROJECTED"),
        ('minPosition: "100000"', "NOT_YET_PROJECTED"),
        ('position: "-1"', "BEFORE_LEDGER"),
        ('token: "no token"', "BAD_REQUEST"),
        ('token: "AAAA", asAt: "2020-01-01"', "BAD_REQUEST"),
        ("asAt: 2020", "BAD_REQUEST"),
        ('knownBy: "RECORDED"', "BAD_REQUEST"),
    ],
)
def test_what_names_no_basis_is_refused_with_its_code(
    ask: Asker, arguments: str, code: str
) -> None:
    assert ask.refusals(f"{{ plan({PLAN}, {arguments}) {{ title }} }}") == [code]


def test_a_token_of_another_epoch_is_stale(ask: Asker) -> None:
    basis = ask.world.basis("devon")
    question = f"query Q($token: String) {{ plan({PLAN}, token: $token) {{ title }} }}"
    assert ask.refusals(question, token=basis.token(2)) == ["STALE_TOKEN"]


def test_what_was_just_recorded_is_answered_or_not_yet_but_never_half(world: World) -> None:
    ask = Asker(world)
    world.record("devon/p/plan/main", "drafted", "2020-01-01", title="A plan")
    question = 'query Q($p: Position) { plan(key: "p", minPosition: $p) { title } }'
    assert ask(question, p="0")["plan"] == {"title": "A plan"}
    assert ask.refusals(question, p="1") == ["NOT_YET_PROJECTED"]


def test_what_never_was_at_a_basis_is_null(ask: Asker) -> None:
    demo = '{ plan(key: "improvement-demo", asAt: "1999-01-01") { title } }'
    assert ask(demo, "example") == {"plan": None}
    assert ask('{ plan(key: "of-nobody") { title } }') == {"plan": None}
    assert ask('{ plan(key: "no/key at all") { title } }') == {"plan": None}


def test_what_may_have_been_there_is_there_in_doubt(ask: Asker) -> None:
    # The minute of May 2020 says that the plan is published, and not since when.
    plan = ask(f"""{{ plan({PLAN}, asAt: "2019-12-01") {{
        existence title absences(fields: ["title"]) {{ reason candidates }}
    }} }}""")["plan"]
    assert plan["existence"] == "INDETERMINATE"
    assert plan["title"] is None
    assert [each["reason"] for each in plan["absences"]] == ["INDETERMINATE"]


def test_an_id_holds_its_basis_so_that_two_bases_never_meet_in_a_cache(ask: Asker) -> None:
    question = """{
        before: plan(key: "improvement-2020", asAt: "2020-06-01") { key id }
        after: plan(key: "improvement-2020", asAt: "2020-12-01") { key id }
    }"""
    answer = ask(question)
    assert answer["before"]["key"] == answer["after"]["key"]
    assert answer["before"]["id"] != answer["after"]["id"]


def test_a_thing_is_found_again_by_its_id(ask: Asker) -> None:
    plan = ask(
        f'{{ plan({PLAN}, asAt: "2020-12-01", knownBy: DOCUMENTED) '
        '{ actions(keys: ["court-delay"]) { id key summary status } } }'
    )["plan"]
    (action,) = plan["actions"]
    question = "query Q($id: ID!) { node(id: $id) { id ... on Action { key summary status } } }"
    assert ask(question, id=action["id"])["node"] == action


def test_an_id_of_what_is_not_there_finds_nothing(ask: Asker) -> None:
    token = ask(f"{{ plan({PLAN}) {{ basis {{ token }} }} }}")["plan"]["basis"]["token"]
    nobody = urlsafe_b64encode(f"{token}\ndevon/improvement-2020/action/none".encode()).decode()
    question = "query Q($id: ID!) { node(id: $id) { id } }"
    assert ask(question, id=nobody) == {"node": None}
    assert ask.refusals(question, id="damaged") == ["BAD_REQUEST"]
