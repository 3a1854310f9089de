"""A refused payload says where, in JSON Pointers, and what to write there."""

from __future__ import annotations

import pytest
from msgspec import inspect

from consumers.cloudevents.expected import expected, step_into
from consumers.cloudevents.explain import explain
from ledger.events.action import ActionAgreed, ActionDueDateMoved, ActionProposed
from ledger.events.body import BriefingPresented
from ledger.events.budget import BudgetProposed, PostFilled, SpendRecorded


@pytest.mark.parametrize(
    ("cls", "message", "pointer", "detail"),
    [
        (
            ActionProposed,
            "Object missing required field `summary`",
            "/summary",
            (
                "summary is missing: add a string of 1 to 4000 characters ("
                "in the recorder's own words)"
            ),
        ),
        (
            ActionAgreed,
            "Object contains unknown field `due_on`",
            "/due_on",
            "'due_on' is not a field here: did you mean dueOn?",
        ),
        (
            ActionDueDateMoved,
            "2020-13-01 is not a day of the calendar; write e.g. 2020-12-01 - at `$.from`",
            "/from",
            "from: 2020-13-01 is not a day of the calendar; write e.g. 2020-12-01",
        ),
        (
            ActionProposed,
            "Expected `str`, got `int` - at `$.cites[3].document`",
            "/cites/3/document",
            (
                "cites.3.document is a number: "
                "write a string of 1 to 300 characters (a short line of text)"
            ),
        ),
        (
            SpendRecorded,
            "Invalid enum value 'USD' - at `$.money.currency`",
            "/money/currency",
            "money.currency is 'USD': write one of GBP",
        ),
        (
            SpendRecorded,
            "Expected `object`, got `array`",
            "",
            "the payload is a list: write an object with cites, lineId, period, money, kind",
        ),
        (
            PostFilled,
            "Expected `int` >= 1 - at `$.postsCount`",
            "/postsCount",
            "postsCount does not fit: write a whole number of 1 to 10000 or one of NOT_STATED",
        ),
        (
            BriefingPresented,
            "Expected `array` of length >= 1 - at `$.items`",
            "/items",
            (
                "items does not fit: write a list of 1 to 100 items, "
                "each an object with item, summary, areas, actions"
            ),
        ),
        (
            BriefingPresented,
            "Expected `bool`, got `null` - at `$.confidential`",
            "/confidential",
            "confidential is null: write true or false",
        ),
    ],
)
def test_the_fault_says_where_and_what_to_do(
    cls: type, message: str, pointer: str, detail: str
) -> None:
    assert explain(message, cls) == (pointer, detail)


@pytest.mark.parametrize(
    "message",
    [
        "Object contains unknown field `x` - at `$.cites`",
        "Object contains unknown field `` - at `$``",
        "Expected `str`, got `int` - at `$.nowhere[4].at.all`",
        "Expected `str`, got `int` - at `$[...]`",
        "something new that the decoder may say one day",
        " - at `$",
        "",
    ],
)
def test_a_message_nobody_foresaw_is_passed_on_and_breaks_nothing(message: str) -> None:
    assert explain(message, ActionProposed).detail


def test_slashes_and_tildes_are_escaped_in_pointers() -> None:
    fault = explain("Object contains unknown field `a/b~c`", ActionProposed)

    assert fault.pointer == "/a~1b~0c"


def test_a_detail_stays_short_whatever_was_sent() -> None:
    assert (
        len(explain(f"Object contains unknown field `{'x' * 5000}`", ActionProposed).detail) < 700
    )


def test_what_is_due_follows_the_types_into_lists_and_structs() -> None:
    place: inspect.Type | None = inspect.type_info(BudgetProposed)
    for step in ("lines", "0", "money", "amount"):
        place = step_into(place, step)

    assert expected(place) == 'pounds with exactly two decimals, as a string: "2200000.00"'
