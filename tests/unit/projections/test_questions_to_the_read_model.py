"""Which entities and which fields a question brings back."""

from __future__ import annotations

from typing import Final

import pytest

from ledger.moments import END_US
from projections.read_model import EventFilter
from tests.oracle import Log, Question
from tests.unit.projections.small_logs import (
    KIND,
    PLAN,
    STREAM,
    basis_of,
    entity_key,
    read_model_of,
    told_on,
)

pytestmark = pytest.mark.usefixtures("database")

LOG: Final[Log] = [
    told_on("2020-07-01", "2020-07-01T09:00Z", about="b", exists="true", owner='"X"'),
    told_on("2020-07-01", "2020-07-01T09:01Z", about="a", exists="true", owner='"Y"'),
    told_on("2020-07-02", "2020-07-02T09:00Z", about="a", **{"areas/mash": "true"}),
    told_on("2020-07-03", "2020-07-03T09:00Z", about="a", **{"areas/care": "true", "areasOf": "1"}),
    told_on("2020-07-04", "2020-07-04T09:00Z", about="a", owner='"Z"'),
    told_on("2020-07-05", "2020-07-05T09:00Z", about="c", owner='"Q"'),
]
HEAD: Final = basis_of(Question(END_US, len(LOG)))


def test_entities_come_in_the_order_of_their_keys() -> None:
    with read_model_of(LOG) as model:
        found = model.state(PLAN, KIND, None, HEAD)
    assert [each.key for each in found] == [entity_key("a"), entity_key("b")]
    assert {each.kind for each in found} == {KIND}
    assert {each.parent for each in found} == {None}


def test_what_was_never_opened_does_not_exist_whatever_else_is_told_of_it() -> None:
    with read_model_of(LOG) as model:
        assert model.entity(entity_key("c"), HEAD) is None


def test_asked_for_some_fields_it_brings_those_and_existence() -> None:
    with read_model_of(LOG) as model:
        found = model.entity(entity_key("a"), HEAD, ["owner"])
    assert found is not None
    assert set(found.values) == {"owner", "exists"}


def test_asked_for_no_field_it_brings_existence_alone() -> None:
    with read_model_of(LOG) as model:
        (first, _) = model.state(PLAN, KIND, [], HEAD)
    assert set(first.values) == {"exists"}


def test_a_collection_stands_for_its_members_and_for_nothing_else() -> None:
    with read_model_of(LOG) as model:
        found = model.entity(entity_key("a"), HEAD, ["areas"])
    assert found is not None
    assert set(found.values) == {"exists", "areas/mash", "areas/care"}


def test_a_field_nobody_ever_set_is_absent() -> None:
    with read_model_of(LOG) as model:
        found = model.entity(entity_key("a"), HEAD, ["rag"])
    assert found is not None
    assert set(found.values) == {"exists"}


def test_a_plan_or_kind_nobody_spoke_of_holds_nothing() -> None:
    with read_model_of(LOG) as model:
        assert model.state("devon/another", KIND, None, HEAD) == []
        assert model.state(PLAN, "risk", None, HEAD) == []
        assert model.entity("devon/improvement-2020/action/none", HEAD) is None
        assert model.provenance("devon/improvement-2020/action/none", None, HEAD) == []
        assert model.history("devon/improvement-2020/action/none", HEAD) == []


def test_plans_are_listed_from_when_something_of_them_exists() -> None:
    first = LOG[0].latest
    with read_model_of(LOG) as model:
        assert model.plans(HEAD) == [PLAN]
        assert model.plans(basis_of(Question(first, len(LOG)))) == []
        assert model.plans(basis_of(Question(first + 1, len(LOG)))) == [PLAN]


def test_provenance_names_the_entry_behind_each_value_and_what_it_superseded() -> None:
    with read_model_of(LOG) as model:
        rows = model.provenance(entity_key("a"), None, HEAD)
        (owner,) = model.provenance(entity_key("a"), ["owner"], HEAD)
    assert [row.field for row in rows] == ["areas/care", "areas/mash", "areasOf", "exists", "owner"]
    assert owner == ("owner", 4, (1,), ())


def test_the_whole_state_can_name_the_entries_behind_its_values() -> None:
    with read_model_of(LOG) as model:
        (first, _) = model.state(PLAN, KIND, ["owner"], HEAD, provenance=True)
    assert first.values["owner"].position == 4
    assert first.values["owner"].value == '"Z"'


def test_history_lists_every_value_in_the_order_it_took_effect() -> None:
    with read_model_of(LOG) as model:
        rows = model.history(entity_key("a"))
    assert [(row.field, row.value, row.position) for row in rows] == [
        ("exists", "true", 1),
        ("owner", '"Y"', 1),
        ("areas/mash", "true", 2),
        ("areas/care", "true", 3),
        ("areasOf", "1", 3),
        ("owner", '"Z"', 4),
    ]


def test_events_come_in_pages_in_either_direction() -> None:
    with read_model_of(LOG) as model:
        which = EventFilter()

        def positions(**page: object) -> list[int]:
            return [row.position for row in model.events(which, **page)]  # type: ignore[arg-type]

        assert positions(limit=2) == [0, 1]
        assert positions(limit=2, after=1) == [2, 3]
        assert positions(limit=9, after=5) == []
        assert positions(limit=2, newest_first=True) == [5, 4]
        assert positions(limit=2, after=4, newest_first=True) == [3, 2]
        assert model.count_events(which) == 6


def test_an_event_row_holds_its_times_and_names() -> None:
    with read_model_of(LOG) as model:
        row = model.events(EventFilter(), after=3, limit=1)[0]
    fact = LOG[4]
    assert row == (
        4,
        PLAN,
        str(STREAM),
        "improvement.action.started.v1",
        fact.recorded,
        fact.latest,
        fact.earliest,
        fact.recorded,
        END_US,
        END_US,
    )


def test_events_can_be_filtered_by_plan_stream_type_and_basis() -> None:
    with read_model_of(LOG) as model:
        for which, count in (
            (EventFilter(plan=PLAN), 6),
            (EventFilter(plan="devon/another"), 0),
            (EventFilter(stream=str(STREAM)), 6),
            (EventFilter(stream="devon/improvement-2020/action/none"), 0),
            (EventFilter(types=["improvement.action.started.v1", "unheard-of"]), 6),
            (EventFilter(types=["unheard-of"]), 0),
            (EventFilter(types=[]), 0),
            (EventFilter(basis=basis_of(Question(0, 3))), 3),
            (EventFilter(basis=basis_of(Question(0, 6, LOG[2].recorded))), 2),
        ):
            assert len(model.events(which)) == model.count_events(which) == count


def test_sentinels_come_back_as_they_were_stored() -> None:
    secret = "!PERSONAL:" + "ab" * 32
    log = [
        told_on(
            "2020-07-01", "2020-07-01T09:00Z", exists="true", rag="!NOT_STATED", chairName=secret
        )
    ]
    with read_model_of(log) as model:
        found = model.entity(entity_key("a"), basis_of(Question(END_US, 1)), provenance=True)
    assert found is not None
    assert found.values["rag"].value == "!NOT_STATED"
    assert found.values["chairName"].value == secret
