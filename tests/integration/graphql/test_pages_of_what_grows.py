"""Events, changes and histories come in pages; a cursor belongs to one question alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.graphql.conftest import Asker
from tests.worlds import World

PLAN = 'key: "improvement-2020"'


def pages(ask: Asker, field: str, arguments: str, first: int) -> list[Any]:
    """Every node of a connection of Devon's plan, a page at a time."""
    found: list[Any] = []
    after = ""
    while True:
        page = ask(
            f"{{ plan({PLAN}, knownBy: DOCUMENTED) {{ "
            f"{field}({arguments} first: {first} {after}) {{ "
            "totalCount nodes { ...Told } edges { cursor } "
            "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } "
            f"fragment Told on {TOLD[field]}"
        )["plan"][field]
        found += page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is bool(after)
        assert [page["edges"][at]["cursor"] for at in (0, -1)] == [
            page["pageInfo"]["startCursor"],
            page["pageInfo"]["endCursor"],
        ]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(found) == page["totalCount"]
            return found
        after = f'after: "{page["pageInfo"]["endCursor"]}"'


TOLD = {
    "events": "Event { position type }",
    "changes": "Change { cause entity field before after }",
    "history": "HistoryItem { field value event { position } }",
}


def test_all_events_come_once_in_the_order_of_recording(ask: Asker) -> None:
    events = pages(ask, "events", "", 17)
    assert [int(each["position"]) for each in events] == list(range(194))
    assert pages(ask, "events", "newestFirst: true", 50) == events[::-1]


def test_events_of_some_kinds_of_stream(ask: Asker) -> None:
    events = pages(ask, "events", 'filter: { streams: ["budget"] }', 2)
    assert {each["type"].split(".")[1] for each in events} == {"budget"}


def test_events_of_one_type_in_one_stream(ask: Asker) -> None:
    stream = "devon/improvement-2020/plan/main"
    of_type = "improvement.plan.governance-transferred.v1"
    events = pages(ask, "events", f'filter: {{ stream: "{stream}", types: ["{of_type}"] }}', 10)
    assert {each["type"] for each in events} == {of_type}
    assert len(events) >= 2


def test_a_stream_of_nobody_has_no_events(ask: Asker) -> None:
    page = ask(
        f'{{ plan({PLAN}) {{ events(filter: {{ stream: "devon/x/plan/main" }}) '
        "{ totalCount nodes { id } pageInfo { startCursor endCursor } } } }"
    )["plan"]["events"]
    assert page == {
        "totalCount": 0,
        "nodes": [],
        "pageInfo": {"startCursor": None, "endCursor": None},
    }


@pytest.mark.parametrize(
    "narrowed", ['types: ["improvement.plan.invented.v1"]', 'streams: ["weather"]']
)
def test_a_filter_by_what_does_not_exist_is_refused(ask: Asker, narrowed: str) -> None:
    question = f"{{ plan({PLAN}) {{ events(filter: {{ {narrowed} }}) {{ totalCount }} }} }}"
    assert ask.refusals(question) == ["BAD_REQUEST"]


def test_what_happened_comes_before_what_was_learned(ask: Asker) -> None:
    arguments = 'from: { asAt: "2020-06-01", knownAt: "2020-12-01" }'
    found = pages(ask, "changes", arguments, 100)
    causes = [each["cause"] for each in found]
    assert set(causes) == {"OCCURRED", "CORRECTED"}
    assert causes == sorted(causes, reverse=True)
    for cause in ("OCCURRED", "CORRECTED"):
        alone = pages(ask, "changes", f"{arguments}, cause: {cause}", 100)
        assert alone == [each for each in found if each["cause"] == cause]


def test_between_two_dates_known_alike_nothing_was_corrected(ask: Asker) -> None:
    question = f"""{{ plan({PLAN}, asAt: "2020-10-01", knownBy: DOCUMENTED) {{
        changes(from: {{ asAt: "2020-06-01" }}, cause: CORRECTED) {{ totalCount }}
    }} }}"""
    assert ask(question)["plan"]["changes"] == {"totalCount": 0}


def test_the_later_basis_may_be_named_as_well(ask: Asker) -> None:
    question = f"""{{ plan({PLAN}, knownBy: DOCUMENTED) {{
        named: changes(
            from: {{ asAt: "2020-06-01" }}, to: {{ asAt: "2020-10-01" }}, first: 100
        ) {{ nodes {{ entity field after }} }}
    }} own: plan({PLAN}, asAt: "2020-10-01", knownBy: DOCUMENTED) {{
        changes(from: {{ asAt: "2020-06-01" }}, first: 100) {{ nodes {{ entity field after }} }}
    }} }}"""
    answer = ask(question)
    assert answer["plan"]["named"]["nodes"] == answer["own"]["changes"]["nodes"]


def test_changes_of_some_kinds_of_things(ask: Asker) -> None:
    arguments = 'from: { asAt: "2020-06-01" }, kinds: ["phase", "area"]'
    found = pages(ask, "changes", arguments, 7)
    assert {each["entity"].partition("#")[2].partition("/")[0] for each in found} == {
        "phase",
        "area",
    }
    question = f'{{ plan({PLAN}) {{ changes(from: {{}}, kinds: ["weather"]) {{ totalCount }} }} }}'
    assert ask.refusals(question) == ["BAD_REQUEST"]


def test_a_history_tells_every_value_there_was(ask: Asker) -> None:
    governed = pages(ask, "history", 'fields: ["governingBody"]', 1)
    assert [each["value"] for each in governed] == [
        "partnership-executive",
        "partnership-executive",
        "improvement-partnership",
    ]


def test_a_cursor_taken_to_another_filter_order_or_basis_is_refused(ask: Asker) -> None:
    cursor = ask(f"{{ plan({PLAN}) {{ events(first: 5) {{ pageInfo {{ endCursor }} }} }} }}")[
        "plan"
    ]["events"]["pageInfo"]["endCursor"]
    taken = f'after: "{cursor}"'
    for elsewhere in (
        f'plan({PLAN}) {{ events(filter: {{ streams: ["plan"] }}, {taken}) {{ totalCount }} }}',
        f"plan({PLAN}) {{ events(newestFirst: true, {taken}) {{ totalCount }} }}",
        f'plan({PLAN}, asAt: "2020-06-01") {{ events({taken}) {{ totalCount }} }}',
        f"snapshot {{ events({taken}) {{ totalCount }} }}",
        f"plan({PLAN}) {{ history({taken}) {{ totalCount }} }}",
    ):
        assert ask.refusals(f"{{ {elsewhere} }}") == ["BAD_CURSOR"]


def test_a_cursor_goes_on_in_a_ledger_that_grows(world: World) -> None:
    ask = Asker(world)
    world.record("devon/p/plan/main", "drafted", "2020-01-01", title="A plan")
    for number in range(5):
        world.record(f"devon/p/risk/r{number}", "raised", "2020-01-02", summary="A risk.",
                     raisedBy="chief-officer")  # fmt: skip
    question = """query Q($after: String, $token: String) { plan(key: "p", token: $token) {
        basis { token } events(first: 4, after: $after) { nodes { id } pageInfo { endCursor } }
    } }"""
    first = ask(question)["plan"]
    world.record("devon/p/risk/late", "raised", "2020-01-01", summary="A risk.",
                 raisedBy="chief-officer")  # fmt: skip
    second = ask(
        question, token=first["basis"]["token"], after=first["events"]["pageInfo"]["endCursor"]
    )["plan"]
    ids = [each["id"] for page in (first, second) for each in page["events"]["nodes"]]
    assert ids == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize(("first", "code"), [(101, "LIMIT_EXCEEDED"), (0, "BAD_REQUEST")])
def test_a_page_too_large_or_too_small_is_refused(ask: Asker, first: int, code: str) -> None:
    question = f"{{ plan({PLAN}) {{ events(first: {first}) {{ totalCount }} }} }}"
    assert ask.refusals(question) == [code]


@pytest.mark.parametrize(
    ("earlier", "same_as"),
    [
        ('{ knownAt: "2020-12-01" }', '{ asAt: "2020-10-01", knownAt: "2020-12-01" }'),
        ('{ position: "40" }', '{ asAt: "2020-10-01", knownBy: DOCUMENTED, position: "40" }'),
        ("{}", '{ asAt: "2020-10-01" }'),
    ],
)
def test_what_a_basis_leaves_out_is_as_in_the_plans_own(
    ask: Asker, earlier: str, same_as: str
) -> None:
    question = """{ plan(%s, asAt: "2020-10-01", knownBy: DOCUMENTED) {
        short: changes(from: %s, first: 100) { totalCount nodes { entity field before after } }
        long: changes(from: %s, first: 100) { totalCount nodes { entity field before after } }
    } }"""
    plan = ask(question % (PLAN, earlier, same_as))["plan"]
    assert plan["short"] == plan["long"]
    assert (plan["short"]["totalCount"] == 0) is (earlier == "{}")


def test_a_basis_for_comparison_that_is_none_is_refused_with_its_code(ask: Asker) -> None:
    question = f'{{ plan({PLAN}) {{ changes(from: {{ asAt: "soon" }}) {{ totalCount }} }} }}'
    assert ask.refusals(question) == ["BAD_AS_AT"]
