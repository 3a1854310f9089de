"""An event: what was recorded, what it set, what became of it."""

from __future__ import annotations

import msgspec

from ledger.entry import leaf_hash
from ledger.store.messages import RawMessage, Receipt
from tests.integration.graphql.conftest import Asker
from tests.worlds import OFFICE, World

WHOLE = """{
    position source id entryId type stream version effective effect documented recordedAt
    actorRole marking leafHash cites { document locator }
    absences { field reason }
}"""


def test_by_position_and_by_source_and_id_it_is_the_same(ask: Asker) -> None:
    first = ask(f'{{ event(position: "41") {WHOLE} }}')["event"]
    question = f"query Q($s: String, $i: String) {{ event(source: $s, id: $i) {WHOLE} }}"
    assert ask(question, s=first["source"], i=first["id"])["event"] == first
    assert first["position"] == "41"
    assert first["actorRole"] == "improvement-office"
    assert first["cites"]


def test_its_leaf_hash_covers_the_stored_bytes(ask: Asker) -> None:
    stored = ask.world.ledger("devon").entry_bytes(41)
    assert stored is not None
    event = ask('{ event(position: "41") { leafHash } }')["event"]
    assert event == {"leafHash": leaf_hash(stored).hex()}


def test_it_tells_what_it_sets(world: World) -> None:
    ask = Asker(world)
    world.record("devon/p/action/a", "proposed", "2020-01-02", summary="Do it.", areas=["neglect"])
    event = ask('{ event(position: "0") { sets { entity kind field value } } }')["event"]
    assert event["sets"] == [
        {"entity": "devon/p/action/a", "kind": "action", "field": field, "value": value}
        for field, value in {
            "exists": True,
            "status": "PROPOSED",
            "summary": "Do it.",
            "areas/neglect": True,
        }.items()
    ]


def test_whether_it_has_taken_effect_follows_the_basis(ask: Asker) -> None:
    question = """query Q($at: AsAt) { plan(key: "improvement-2020", asAt: $at) {
        provenance(fields: ["governingBody"]) { value effect event { effect } }
    } }"""
    told = {
        at: [
            (each["value"], each["effect"], each["event"]["effect"])
            for each in ask(question, at=at)["plan"]["provenance"]
        ][-1]
        for at in ("2020-07-15", "2020-08-01")
    }
    partnership = "improvement-partnership"
    assert told["2020-07-15"] == (partnership, "POSSIBLY_IN_EFFECT", "POSSIBLY_IN_EFFECT")
    assert told["2020-08-01"] == (partnership, "IN_EFFECT", "IN_EFFECT")


def test_every_value_is_in_the_event_behind_it(ask: Asker) -> None:
    for council, plan in (("devon", "improvement-2020"), ("example", "improvement-demo")):
        actions = ask(
            f'{{ plan(key: "{plan}", knownBy: DOCUMENTED) {{ actions {{ entity status summary '
            "provenance { field value effective event { effective sets { entity field value } } } "
            "} } }",
            council,
        )["plan"]["actions"]
        assert actions
        for action in actions:
            for row in action["provenance"]:
                said = {
                    (each["entity"], each["field"]): each["value"] for each in row["event"]["sets"]
                }
                assert said[action["entity"], row["field"]] == row["value"]
                if row["field"] in {"status", "summary"}:
                    assert row["value"] == action[row["field"]]


def test_a_retraction_and_what_it_retracts_name_each_other(world: World) -> None:
    ask = Asker(world)
    world.record("devon/p/risk/r", "raised", "2020-01-02", summary="Weather.",
                 raisedBy="chief-officer")  # fmt: skip
    world.record("devon/p/risk/r", "scored", "2020-01-03", likelihood=5, impact=5)
    world.record("devon/p/risk/r", "event-retracted", "2020-01-04", source="/tests", id="2",
                 kind="MISRECORDED", reason="Wrong row.", authority="data-steward")  # fmt: skip
    events = ask("""{ snapshot { events { nodes {
        id retracts { id } retractedBy { id }
        absences(fields: ["retracts", "retractedBy"]) { field reason }
    } } } }""")["snapshot"]["events"]["nodes"]
    never = {"retracts": "NOT_RECORDED", "retractedBy": "NOT_RECORDED"}
    assert [
        (each["id"], each["retracts"], each["retractedBy"],
         {row["field"]: row["reason"] for row in each["absences"]})
        for each in events
    ] == [
        ("1", None, None, never),
        ("2", None, {"id": "3"}, {"retracts": "NOT_RECORDED"}),
        ("3", {"id": "2"}, None, {"retractedBy": "NOT_RECORDED"}),
    ]  # fmt: skip


def test_before_the_retraction_the_event_still_stood(world: World) -> None:
    ask = Asker(world)
    world.record("devon/p/risk/r", "raised", "2020-01-02", summary="Weather.",
                 raisedBy="chief-officer")  # fmt: skip
    world.record("devon/p/risk/r", "scored", "2020-01-03", likelihood=5, impact=5)
    world.record("devon/p/risk/r", "event-retracted", "2020-01-04", source="/tests", id="2",
                 kind="MISRECORDED", reason="Wrong row.", authority="data-steward")  # fmt: skip
    events = ask("""{ snapshot(position: "1") { events { nodes { id retractedBy { id } } } } }""")[
        "snapshot"
    ]["events"]["nodes"]
    assert events[-1] == {"id": "2", "retractedBy": None}


def test_an_event_that_is_not_there_is_null(ask: Asker) -> None:
    assert ask('{ event(position: "100000") { id } }') == {"event": None}
    assert ask('{ event(source: "/nowhere", id: "1") { id } }') == {"event": None}


def test_an_event_is_named_in_one_way_and_wholly(ask: Asker) -> None:
    for arguments in ('position: "1", id: "x"', 'source: "/x"', 'id: "x"'):
        assert ask.refusals(f"{{ event({arguments}) {{ id }} }}") == ["BAD_REQUEST"]


def test_the_catalogue_and_the_roles_can_be_looked_up(ask: Asker) -> None:
    answer = ask("{ catalogue(kind: CONCERN) { code kind title remedy } roles { key label } }")
    assert {each["kind"] for each in answer["catalogue"]} == {"CONCERN"}
    assert "ACTION_OVERDUE" in {each["code"] for each in answer["catalogue"]}
    assert {"key": "commissioner", "label": "Commissioner"} in answer["roles"]
    everything = ask("{ catalogue { code } }")["catalogue"]
    assert len(everything) > len(answer["catalogue"])


def send(world: World, event_id: str, event: str, day: str, **data: object) -> None:
    """An event of a risk, by a document of the day on which it took effect."""
    if not world.directory.councils():
        world.directory.create("devon")
    message = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/tests",
        "type": f"improvement.risk.{event}.v1",
        "subject": "devon/p/risk/r",
        "effective": day,
        "documented": day,
        "data": {"cites": [{"document": "test-paper", "locator": "1"}], **data},
    }
    headers = (("content-type", "application/cloudevents+json"),)
    raw = RawMessage(body=msgspec.json.encode(message), headers=headers, channel="http")
    (outcome,) = world.intake.submit([raw], sender=OFFICE)
    assert isinstance(outcome, Receipt), outcome


def test_a_statement_withdrawn_later_still_stood_until_the_withdrawal_was_documented(
    world: World,
) -> None:
    ask = Asker(world)
    send(world, "1", "raised", "2020-01-02", summary="Weather.", raisedBy="chief-officer")
    for event_id, kind in (("2", "WITHDRAWN"), ("4", "MISRECORDED")):
        send(world, event_id, "scored", "2020-02-01", likelihood=5, impact=5)
        send(
            world,
            str(int(event_id) + 1),
            "event-retracted",
            "2020-03-01",
            source="/tests",
            id=event_id,
            kind=kind,
            reason="No longer so.",
            authority="data-steward",
        )
    world.catch_up("devon")
    question = """query Q($known: AsAt) {
        snapshot(knownBy: DOCUMENTED, knownAt: $known) { events(
            filter: { types: ["improvement.risk.scored.v1"] }
        ) { nodes { id retractedBy { id } } } }
    }"""

    def known(day: str) -> list[tuple[str, object]]:
        nodes = ask(question, known=day)["snapshot"]["events"]["nodes"]
        return [(each["id"], each["retractedBy"]) for each in nodes]

    # What a document never said was never so; what it said counted until it was taken back.
    assert known("2020-02-15") == [("2", None), ("4", {"id": "5"})]
    assert known("2020-03-01") == [("2", {"id": "3"}), ("4", {"id": "5"})]
