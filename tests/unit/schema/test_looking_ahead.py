"""Which fields are read for a question: those it selects, and what they take, and no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from graphql import GraphQLResolveInfo, execute_sync, parse

from schema import root
from schema.lookahead import ALL, Needs, selected

NeedsOf = Callable[[str], dict[str, object]]


@pytest.fixture
def needs_of(monkeypatch: pytest.MonkeyPatch) -> NeedsOf:
    """From a selection on a plan to what it needs, without asking any ledger."""
    found: list[Needs] = []

    def note(_: object, info: GraphQLResolveInfo, **__: object) -> None:
        found.append(selected(info))

    schema = root.SCHEMA.graphql_schema
    monkeypatch.setattr(schema.query_type.fields["plan"], "resolve", note)

    def of(selection: str) -> dict[str, object]:
        document = parse(f'{{ plan(key: "p") {{ {selection} }} }}')
        execute_sync(schema, document)
        return {
            kind: names if names is ALL else set(names)
            for kind, names in found.pop().fields.items()
        }

    return of


def test_of_the_selected_fields_alone(needs_of: NeedsOf) -> None:
    assert needs_of("title actions { rag dueOn }") == {
        "plan": {"title"},
        "action": {"rag", "dueOn"},
    }


def test_a_list_of_which_nothing_is_selected_is_read_for_existence_alone(needs_of: NeedsOf) -> None:
    assert needs_of("actions { key }") == {"action": set()}


def test_the_same_kind_in_two_places_is_read_once_with_all_that_either_takes(
    needs_of: NeedsOf,
) -> None:
    needs = needs_of("actions { rag } recommendations { actions { summary } }")
    assert needs == {"action": {"rag", "summary"}, "recommendation": {"actionKeys"}}


def test_fragments_are_followed(needs_of: NeedsOf) -> None:
    assert needs_of("... on Plan { status } ... on Versioned { key } ... { title }") == {
        "plan": {"status", "title"}
    }


def test_a_filter_takes_the_field_it_looks_at(needs_of: NeedsOf) -> None:
    assert needs_of('actions(status: [AGREED], area: "neglect", overdue: true) { key }') == {
        "action": {"status", "areas", "dueOn"}
    }


def test_a_text_under_embargo_takes_the_field_that_lifts_it(needs_of: NeedsOf) -> None:
    assert needs_of("recommendations { text }") == {"recommendation": {"text", "published"}}


def test_whether_it_is_overdue_takes_state_and_date(needs_of: NeedsOf) -> None:
    assert needs_of("actions { isOverdue }") == {"action": {"status", "dueOn"}}


def test_explaining_every_null_takes_every_field(needs_of: NeedsOf) -> None:
    assert needs_of("actions { absences { field } }")["action"] is ALL


def test_explaining_some_nulls_takes_those_fields(needs_of: NeedsOf) -> None:
    assert needs_of('actions { absences(fields: ["rag", "isOverdue"]) { field } }') == {
        "action": {"rag", "isOverdue", "status", "dueOn"}
    }


def test_all_wins_over_some_whichever_is_met_first(needs_of: NeedsOf) -> None:
    whole = "absences { field }"
    assert needs_of(f"actions {{ rag }} again: actions {{ {whole} }}")["action"] is ALL
    assert needs_of(f"actions {{ {whole} }} again: actions {{ rag }}")["action"] is ALL


def test_what_is_worked_out_over_the_whole_plan_may_read_anything(needs_of: NeedsOf) -> None:
    assert needs_of("actions { rag } concerns { code }") == {}


def test_provenance_and_history_read_no_state(needs_of: NeedsOf) -> None:
    assert needs_of("provenance { field } history { totalCount }") == {}
