"""Withheld and erased values say that they are, wherever else the value might show."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from schema.access import Access
from tests.integration.graphql.conftest import Asker
from tests.worlds import World

TEXT = "The council should employ more people who are there for care leavers."
NAME = "Jane Example"


@pytest.fixture
def ask(world: World) -> Asker:
    """A recommendation made on 1 March 2024, published on 1 May, and a chair with a name."""
    world.record("devon/p/plan/main", "drafted", "2024-01-01", title="A plan")
    world.record(
        "devon/p/recommendation/r1", "made", "2024-03-01", report="first", number="1", text=TEXT
    )
    world.record("devon/p/recommendation/r1", "published", "2024-05-01")
    world.record(
        "devon/p/recommendation/r2", "made", "2024-03-01", report="first", number="2",
        text="NOT_STATED",
    )  # fmt: skip
    world.record("devon/p/body/board", "established", "2024-01-01", title="Board", kind="BOARD")
    world.record(
        "devon/p/body/board", "chair-appointed", "2024-02-01", chair="independent-chair",
        independent=True, name=NAME,
    )  # fmt: skip
    return Asker(world)


def recommendation(ask: Asker, at: str, key: str = "r1") -> dict[str, object]:
    plan = ask(
        'query Q($at: AsAt, $key: String!) { plan(key: "p", asAt: $at) { '
        'recommendation(key: $key) { text absences(fields: ["text"]) { field reason } } } }',
        at=at,
        key=key,
    )["plan"]
    found: dict[str, object] = plan["recommendation"]
    return found


WITHHELD = {"text": None, "absences": [{"field": "text", "reason": "WITHHELD"}]}


def test_a_text_is_withheld_until_it_is_published_at_the_basis(ask: Asker) -> None:
    assert recommendation(ask, "2024-04-30") == WITHHELD
    assert recommendation(ask, "2024-05-01") == {"text": TEXT, "absences": []}


def test_whoever_may_see_unpublished_texts_sees_it_before(ask: Asker) -> None:
    insider = Asker(ask.world, Access(unpublished=True))
    assert recommendation(insider, "2024-04-30") == {"text": TEXT, "absences": []}


def test_a_text_that_is_not_stated_is_not_said_to_be_withheld(ask: Asker) -> None:
    assert recommendation(ask, "2024-04-30", "r2") == {
        "text": None,
        "absences": [{"field": "text", "reason": "NOT_STATED"}],
    }


EVERYWHERE = """query Q($at: AsAt) { plan(key: "p", asAt: $at) {
    recommendation(key: "r1") {
        text
        absences { field reason candidates }
        provenance { field value absences { field reason } event { sets { field value } } }
        history { nodes { field value absences { field reason } } }
    }
    events { nodes { sets { field value absences { field reason } } } }
    changes(from: { asAt: "2024-01-01" }, first: 100) {
        nodes { field before after absences { field reason candidates } }
    }
    uncertain { value }
} }"""


def test_a_withheld_text_shows_nowhere_else_either(ask: Asker) -> None:
    assert TEXT not in str(ask(EVERYWHERE, at="2024-04-30"))
    assert str(ask(EVERYWHERE, at="2024-05-01")).count(TEXT) >= 5


CHAIR = """{ plan(key: "p") { body(key: "board") {
    chair chairName
    absences(fields: ["chairName"]) { field reason }
    provenance(fields: ["chairName"]) { value absences(fields: ["value"]) { field reason } }
} } }"""


def test_a_name_is_withheld_from_the_public(ask: Asker) -> None:
    body = ask(CHAIR)["plan"]["body"]
    assert body == {
        "chair": "independent-chair",
        "chairName": None,
        "absences": [{"field": "chairName", "reason": "WITHHELD"}],
        "provenance": [{"value": None, "absences": [{"field": "value", "reason": "WITHHELD"}]}],
    }


def test_a_name_shows_nowhere_to_the_public(ask: Asker) -> None:
    everywhere = """{ plan(key: "p") {
        body(key: "board") { history { nodes { field value } } }
        events { nodes { sets { field value } } }
        changes(from: { asAt: "2024-01-01" }, first: 100) { nodes { field before after } }
    } }"""
    assert NAME not in str(ask(everywhere))


def test_whoever_may_see_names_sees_it(ask: Asker) -> None:
    body = Asker(ask.world, Access(personal=True))(CHAIR)["plan"]["body"]
    assert body["chairName"] == NAME
    assert body["absences"] == []
    assert body["provenance"] == [{"value": NAME, "absences": []}]


@pytest.mark.parametrize("access", [Access(), Access(personal=True)])
def test_a_name_whose_opening_is_gone_is_erased_for_everybody(ask: Asker, access: Access) -> None:
    path = ask.world.directory.read_model_path("devon").with_name("ledger.db")
    with closing(sqlite3.connect(path)) as ledger, ledger:
        ledger.execute("DELETE FROM opening")
    body = Asker(ask.world, access)(CHAIR)["plan"]["body"]
    assert body["chairName"] is None
    assert body["absences"] == [{"field": "chairName", "reason": "ERASED"}]
    assert body["provenance"] == [
        {"value": None, "absences": [{"field": "value", "reason": "ERASED"}]}
    ]


def test_a_name_in_doubt_is_withheld_as_a_candidate_too(world: World) -> None:
    world.record("devon/p/plan/main", "drafted", "2024-01-01", title="A plan")
    world.record("devon/p/body/board", "established", "2024-01-01", title="Board", kind="BOARD")
    world.record(
        "devon/p/body/board",
        "chair-appointed",
        "2024-02/2024-03",
        chair="independent-chair",
        independent=True,
        name=NAME,
    )
    for access in (Access(), Access(personal=True)):
        answer = Asker(world, access)(
            """{ plan(key: "p", asAt: "2024-02-15") {
                body(key: "board") {
                    chairName absences(fields: ["chairName"]) { reason candidates }
                }
                uncertain { field value absences(fields: ["value"]) { reason } }
            } }"""
        )["plan"]
        assert answer["body"] == {
            "chairName": None,
            "absences": [{"reason": "INDETERMINATE", "candidates": ["WITHHELD"]}],
        }
        (name,) = [each for each in answer["uncertain"] if each["field"] == "chairName"]
        assert (name["value"] == NAME) is access.personal
